"""Ways to compute the bundled model's vectors without the slow start of its library."""
