"""Says which sources are looked at again, and when."""

from bot.errors import OperatorError
from bot.schedules import Delivery, Every, Watch
from bot.watches import Watches
from vectorstore.catalog import Catalog
from vectorstore.model import Scope, Source


class NoAddressError(OperatorError):
    """A source cannot be looked at again, for it did not come from the web."""

    def __init__(self, source: str, origin: str) -> None:
        super().__init__(
            f"The source '{source}' came from '{origin}', which is no web address, so there is "
            "nowhere to look again: give it anew from its address first."
        )


class Schedules:
    """The schedules of one scope's own sources at a time; every method blocks.

    Safe to use from several threads. Needs the database only.
    """

    def __init__(self, watches: Watches, catalog: Catalog) -> None:
        self._watches = watches
        self._catalog = catalog

    def source(self, scope: Scope, source: str) -> Source:
        """The scope's own source, which has an address.

        Raises `UnknownSourceError`, or `NoAddressError` for one that is not from the web.
        """
        found = self._catalog.source([scope], source)
        if found.address is None:
            raise NoAddressError(source, found.origin)
        return found

    def watch(self, scope: Scope, source: str, every: Every, delivery: Delivery) -> Watch:
        """Look at a source from now on. Raises `UnknownSourceError` or `NoAddressError`."""
        self.source(scope, source)
        return self._watches.watch(scope, source, every, delivery)

    def unwatch(self, scope: Scope, source: str) -> bool:
        """Look at a source no more; whether it was looked at. Raises `UnknownSourceError`."""
        self._catalog.source([scope], source)
        return self._watches.end(scope, source)

    def watched(self, scope: Scope) -> list[Watch]:
        """The schedules of the scope, by source."""
        return self._watches.of(scope)
