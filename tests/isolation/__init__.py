"""Two servers, and every way from one to the other: `python -m tests.isolation` prints them."""
