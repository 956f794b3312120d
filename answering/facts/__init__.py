"""What a sentence claims that can be compared: figures, names, negations, roles."""
