"""What can go wrong with the stores, each as one sentence for the operator."""


class StoreError(Exception):
    """A store cannot be opened or used; the message says what to do."""


class DamagedIndexError(StoreError):
    """Chroma cannot read what it wrote; the catalogue has all that is needed to make it again."""


class UnknownSourceError(LookupError):
    """A source was named that the reader's scopes don't hold."""

    def __init__(self, source: str, known: list[str]) -> None:
        self.source = source
        self.known = known
        names = f"Known sources: {', '.join(known)}." if known else "There are no sources yet."
        super().__init__(f"There is no source named '{source}'. {names}")
