"""What can go wrong with something that is to be read."""


class IngestError(Exception):
    """One origin that cannot be read; `str(error)` names it and says what to do."""

    def __init__(self, origin: str, message: str) -> None:
        super().__init__(message)
        self.origin = origin
