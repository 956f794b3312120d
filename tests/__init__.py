"""The tests of Pilcrow."""
