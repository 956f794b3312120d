"""Prints the matrix as a table in Markdown."""

import sys

from tests.isolation.core import CORE
from tests.isolation.discord import DISCORD
from tests.isolation.purging import PURGE

if __name__ == "__main__":
    lines = ["| path | what was tried | what came |", "| --- | --- | --- |"]
    lines += [f"| {row} |" for row in (*CORE, *DISCORD, *PURGE)]
    sys.stdout.write("\n".join(lines) + "\n")
