"""What can go wrong with the stores, each as one sentence for the operator."""


class StoreError(Exception):
    """A store cannot be opened or used; the message says what to do."""


class DamagedIndexError(StoreError):
    """Chroma cannot read what it wrote; the catalogue has all that is needed to make it again."""


class LackingIndexError(StoreError):
    """Chroma hasn't the vectors of some passages; it may have had them a moment ago."""


class UnknownSourceError(LookupError):
    """A source was named that the reader's scopes don't hold."""

    def __init__(self, source: str, known: list[str]) -> None:
        self.source = source
        self.known = known
        names = f"Known sources: {', '.join(known)}." if known else "There are no sources yet."
        super().__init__(f"There is no source named '{source}'. {names}")


class UnknownRevisionError(LookupError):
    """A revision was named that the source doesn't have, or not any more."""

    def __init__(self, source: str, number: int, known: list[int]) -> None:
        self.source = source
        self.number = number
        self.known = known
        numbers = ", ".join(map(str, known))
        super().__init__(
            f"The source '{source}' has no revision {number}. Known revisions: {numbers}."
        )


class StaleDraftError(Exception):
    """The source was changed since the draft was made."""

    def __init__(self, source: str, number: int) -> None:
        self.source = source
        self.number = number
        super().__init__(
            f"The source '{source}' was changed after revision {number} was prepared: "
            "prepare it again to see what it would change now."
        )


class UnknownDraftError(LookupError):
    """A draft is gone: it was published, cancelled, or it waited too long."""

    def __init__(self, key: int) -> None:
        self.key = key
        super().__init__(
            "That draft is not there any more: it was published or cancelled, or it waited for "
            "more than a day. Prepare it again."
        )
