"""Which column is which field, and what has to be said about columns before the rows are read."""
