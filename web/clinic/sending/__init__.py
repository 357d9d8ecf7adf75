"""A return on its way out: sealed, with its label, a day's labels at once, or called off."""
