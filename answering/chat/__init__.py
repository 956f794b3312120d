"""Language models: what is asked of them, and how they are reached."""
