"""Tests that start the real bot as a process of its own."""
