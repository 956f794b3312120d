"""The product's parts with a language model on a loopback server, in a store that passes."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pydantic import SecretStr

from bot.logs import configure_logs
from bot.parts import Parts
from bot.settings import LogLevel, Settings
from tests.wire.serving import Reply, Serving, running


@contextmanager
def loopback_parts(reply: Reply, *, patience: float, chunk: int = 12) -> Iterator[Parts]:
    """Parts whose language model says `reply`, in parts of `chunk` signs.

    `patience` is in seconds, for one question. Only errors are logged.
    """
    with (
        tempfile.TemporaryDirectory() as folder,
        running(Serving(reply, chunk=chunk)) as server,
    ):
        settings = Settings(
            _env_file=None,
            data_dir=Path(folder),
            embedding_backend="torch",
            llm_model="openai:loopback",
            llm_base_url=server.openai_url,
            llm_api_key=SecretStr("a-key-for-loopback"),
            llm_timeout=patience,
            log_level=LogLevel.ERROR,
        )
        configure_logs(settings, to_stderr=True)
        with Parts(settings, "the benchmark") as parts:
            yield parts
