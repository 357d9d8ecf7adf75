"""What belongs together in a return: products that are put in with one press, and parts that are asked about."""
