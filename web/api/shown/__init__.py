"""How the API shows each thing: its schema, and the function that fills it."""
