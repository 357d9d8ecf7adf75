"""Charts that the server draws as SVG. The same figures stand in a table beside each."""
