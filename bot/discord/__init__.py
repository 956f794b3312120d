"""Everything that touches Discord."""
