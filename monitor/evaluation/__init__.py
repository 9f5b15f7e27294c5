"""How right the analyzers are, with intervals, and which mentions to ask people about."""
