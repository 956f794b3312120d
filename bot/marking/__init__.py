"""Which answers rest on what has changed since, and what is to be said of it."""
