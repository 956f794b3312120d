"""Other ways to find paragraphs, each a script for the environment of `requirements.txt`."""
