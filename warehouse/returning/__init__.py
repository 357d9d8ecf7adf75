"""A product that goes back to its unit, with the reasons and the answer."""
