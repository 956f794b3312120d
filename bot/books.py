"""What the bot keeps in the database beside the sources: answers, marks, schedules, channels."""

from dataclasses import dataclass
from typing import Self

from sqlalchemy import Engine

from bot.departures import Departures
from bot.ledger import Ledger
from bot.log_channels import LogChannels
from bot.marking.judge import Judge
from bot.marking.marks import Marks
from bot.scheduling import Schedules
from bot.watches import Watches
from vectorstore.catalog import Catalog
from vectorstore.history import History
from vectorstore.model import Scope


@dataclass(frozen=True, slots=True)
class Books:
    """The books of one database, each for one purpose."""

    ledger: Ledger
    marks: Marks
    judge: Judge
    watches: Watches
    schedules: Schedules
    log_channels: LogChannels
    departures: Departures

    @classmethod
    def open(cls, database: Engine, catalog: Catalog, history: History) -> Self:
        """All of them."""
        marks, watches = Marks(database), Watches(database)
        return cls(
            ledger=Ledger(database),
            marks=marks,
            judge=Judge(catalog, history, marks),
            watches=watches,
            schedules=Schedules(watches, catalog),
            log_channels=LogChannels(database),
            departures=Departures(database),
        )

    def purge(self, scope: Scope) -> None:
        """Delete what is kept of a server: its answers with their marks, schedules, channel.

        What it used of the language model today stays, or deleting would be a way around limits.
        """
        self.ledger.purge(scope)
        self.watches.purge(scope)
        self.log_channels.purge(scope)
