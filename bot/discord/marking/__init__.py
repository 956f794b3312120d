"""Answers that were given, marked where they stand once their sources change."""
