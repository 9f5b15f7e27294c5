"""How each kind of term is found in a text."""
