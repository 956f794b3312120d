"""What a question may cost: asked for before any work, settled after it."""

from typing import Protocol

from answering.model import Note


class Reservation(Protocol):
    """A question and tokens set aside for it, until it is known what was used."""

    def settle(self, tokens: int | None) -> None:
        """Count `tokens` instead of those set aside; None gives back the question too.

        None means that the language model was not called. Only the first call counts.
        """
        ...


class Allowance(Protocol):
    """What whoever asks may still use today. Safe to use from several threads."""

    def reserve(self, tokens: int) -> Reservation | Note:
        """Set one question and `tokens` aside, or tell which limit does not allow it."""
        ...


class _Nothing:
    def settle(self, tokens: int | None) -> None:
        """Nothing was set aside."""


class Unlimited:
    """An allowance without limits."""

    def reserve(self, tokens: int) -> Reservation | Note:
        """Always granted."""
        return _Nothing()
