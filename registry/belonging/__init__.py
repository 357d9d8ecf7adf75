"""Which registered products belong together: the two of a pair, and the parts that came with them."""
