"""What programs read: the register, returns, stock."""
