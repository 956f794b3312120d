"""Answers as the pages a member sees: values in, values out, nothing of Discord's library."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import batched
