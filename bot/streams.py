"""The standard streams: UTF-8 whatever the locale says, and silent once nobody can read them."""

import os
import sys
from io import TextIOWrapper


def use_utf8() -> None:
    """Read and write UTF-8; what cannot be read or written becomes a replacement sign."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")


def abandon_output() -> None:
    """Drop what standard output still holds: writing it at the exit would fail again."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
