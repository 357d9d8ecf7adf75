"""What programs change: each call does what a button of a page does, by the same functions."""
