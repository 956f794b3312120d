"""Long lists of ids, a part at a time."""

from collections.abc import Iterable, Iterator
from itertools import islice

_IDS_AT_ONCE = 5_000  # databases limit the parameters of one statement


def batches(ids: Iterable[str], size: int = _IDS_AT_ONCE) -> Iterator[list[str]]:
    """The ids in their order, at most `size` at once."""
    remaining = iter(ids)
    while batch := list(islice(remaining, size)):
        yield batch
