"""The control before a product can be ordered again, one product or a box of them at a time."""
