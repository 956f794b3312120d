"""Runs one command: opens the parts and turns failures into one sentence and an exit status."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import typer

from answering.questions import QuestionError
from bot.errors import OperatorError
from bot.parts import Parts
from bot.terminal import print_error
from vectorstore.errors import StoreError, UnknownRevisionError, UnknownSourceError

FAILED = 1
WRONG_USAGE = 2

_log = logging.getLogger(__name__)


@contextmanager
def open_parts(purpose: str, *, log_to_stderr: bool = False) -> Iterator[Parts]:
    """The parts for the command `purpose`; whatever fails inside ends it with one sentence.

    Only failures that Pilcrow foresees are told; of any other, the log has the traceback.
    """
    try:
        with Parts.open(purpose, log_to_stderr=log_to_stderr) as parts:
            yield parts
    except (typer.Exit, typer.Abort, typer.BadParameter):
        raise
    except (OperatorError, StoreError) as error:
        print_error(str(error))
        raise typer.Exit(FAILED) from None
    except (QuestionError, UnknownSourceError, UnknownRevisionError) as error:
        print_error(str(error))
        raise typer.Exit(WRONG_USAGE) from None
    except BrokenPipeError:
        raise
    except Exception:
        _log.exception("command failed", extra={"command": purpose})
        print_error(
            "Something went wrong. The details are in pilcrow.log in the data folder, "
            "and `pilcrow doctor` checks every part."
        )
        raise typer.Exit(FAILED) from None
