"""What the Makefile calls: set-up, the start, and helpers for those who work on Returkoll."""
