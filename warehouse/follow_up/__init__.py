"""Following up the units (R10): how much of what each one returned was packed wrong, and what was said about it."""
