"""How long the product takes, beside the bare embedding model in the same process."""

import tempfile
from functools import partial
from pathlib import Path

from sentence_transformers import SentenceTransformer

from benchmarks.speed import QUESTIONS, mixed_paragraphs, timed
from benchmarks.suite.outcomes import Load, Speed
from bot.parts import Parts
from vectorstore.bundled import bundled_folder
from vectorstore.model import Scope

PARAGRAPHS = 300
ROUNDS = 60
_WARM_UP = 5
_SCOPE = Scope("speed")


def time_product(parts: Parts, paragraphs: int, rounds: int) -> tuple[Speed, Load]:
    """The product's times; the load is what the rivals are timed on."""
    texts = tuple(mixed_paragraphs(paragraphs))
    asked = tuple(QUESTIONS[turn % len(QUESTIONS)] for turn in range(rounds + _WARM_UP))
    bare = SentenceTransformer(str(bundled_folder()), device="cpu")
    parts.search.warm(_SCOPE)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "mixed.txt")
        path.write_text("\n\n".join(texts), encoding="utf-8")
        whole = timed(lambda: parts.pipeline.ingest(path, _SCOPE))
    passages = tuple(text for _id, _source, text in parts.catalog.live_passages(_SCOPE))
    bare.encode(list(passages[:64]), show_progress_bar=False)
    alone = timed(lambda: bare.encode(list(passages), show_progress_bar=False))
    times = [
        (
            timed(partial(parts.library.answer, text, _SCOPE)),
            timed(partial(bare.encode, text, show_progress_bar=False)),
        )
        for text in asked
    ]
    return Speed((whole, alone), tuple(times[_WARM_UP:])), Load(texts, asked, passages)
