"""What is decided about a product that is not as it should be, and where it waits meanwhile."""
