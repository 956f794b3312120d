"""An answer of a language model and its key, for the tests of the cache."""

from answering.cache import AnswerKey
from answering.model import Answer, Citation, Statement, WriterName
from vectorstore.model import SHARED, Scope

HERE = Scope("100")
CITED = Citation(HERE, "bees", "About bees", 1, 1, None, "They dance.")
ANSWER = Answer(
    "Do bees dance",
    (Statement("Bees dance.", (CITED,)),),
    (),
    0.9,
    WriterName.MODEL,
    1234.5,
    understood="Do the bees dance?",
    tokens=321,
)


def key(
    question: str = "Do bees dance?", generation: int = 1, shared: int = 1, scope: Scope = HERE
) -> AnswerKey:
    return AnswerKey.of(
        question, scope, None, {scope: generation, SHARED: shared}, model="m", threshold=0.5
    )
