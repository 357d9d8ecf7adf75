"""What runs the house: backup and restore, the demo, what is kept for requests that are sent again."""
