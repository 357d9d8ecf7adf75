"""What stands on a page: frozen, and checked when it is built."""
