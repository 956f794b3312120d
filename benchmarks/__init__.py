"""Measures Pilcrow by commands that anyone can run: `python -m benchmarks.NAME`."""
