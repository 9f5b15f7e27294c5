"""How collection and the machine under it are doing."""
