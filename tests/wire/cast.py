"""A cast of language models, good and bad, as pure functions of a request.

Each part reads a request as a real model would (see `asked.py`) and says something that it can
tell about: which of its sentences are faithful to the paragraphs, and which are not.

    with running(Serving(Actor("number"))) as server: ...
"""

import random
import re
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from benchmarks.changing import CHANGES, Surroundings
from benchmarks.rewording import reworded
from tests.wire.asked import Asked, Quoted, read_request
from tests.wire.victim import obeyed

FALSE: Final[Mapping[str, tuple[str, ...]]] = {
    "number": ("number new", "number of paragraph"),
    "name": ("name new", "name of paragraph"),
    "date": ("date", "year"),
    "negation added": ("negation added",),
    "negation removed": ("negation removed",),
    "swap": ("swap",),
    "opposite": ("opposite, listed", "opposite, unlisted"),
}
"""The parts that change one sentence, and the changes of `benchmarks/changing.py` they try."""

_STRANGERS: Final = ("Harald Winter", "Port Selby", "Maria Okafor", "Brindle Valley", "Tom Ashdown")
_INVENTED: Final = (
    "A museum about it was opened in Port Selby by Harald Winter.",
    "Most visitors find the subject easier to understand with a printed map.",
    "Critics have since described this as one of the great mistakes of its time.",
    "It was later honoured with a silver medal by the society of gardeners.",
)
_GERMAN: Final = (
    "Das hängt vor allem vom Wetter und von der Jahreszeit ab.",
    "Die meisten Fachleute halten das inzwischen für überholt.",
    "Genauere Angaben dazu gibt es seit vielen Jahren nicht mehr.",
)
_FRENCH: Final = (
    "Cela dépend surtout du temps qu’il fait et de la saison.",
    "La plupart des spécialistes n’y croient plus aujourd’hui.",
)
_CHATTER: Final = (
    "Well, as everybody knows this is a matter of great interest and there is much to be said "
    "about it from many sides so let us begin at the very beginning and take our time with it."
)
_TURNED_DATE: Final = re.compile(r"\b\d{4} [A-Z][a-z]+ \d{1,2}\b|\b[A-Z][a-z]+ \d{4}, \d{1,2}\b")
"""What becomes of a date where its day and its year change places: still the same date."""
_CHATTERED: Final = 10_000  # words
_INVENTED_KEY: Final = "z9x9z"


@dataclass(frozen=True, slots=True)
class Played:
    """A reply, and its sentences that are false, and those that are true, without keys.

    `corrupted` is empty where a part found nothing that it could change.
    """

    text: str
    kind: str
    corrupted: tuple[str, ...] = ()
    faithful: tuple[str, ...] = ()


Part = Callable[[Asked, random.Random], Played]


def _cited(sentences: Sequence[str], key: str) -> str:
    return " ".join(f"{each} [{key}]" for each in sentences)


def _faithfully(asked: Asked, chance: random.Random) -> tuple[Quoted, list[str]] | None:
    """The fittest paragraph and one to three sentences of it, every other one reworded."""
    found = asked.fitting(chance.randint(1, 3))
    if found is None:
        return None
    best, chosen = found
    return best, [_in_other_words(each, best, chance) for each in chosen]


def _in_other_words(sentence: str, paragraph: Quoted, chance: random.Random) -> str:
    if chance.random() < 0.5:
        return sentence
    place = paragraph.sentences.index(sentence)
    before = paragraph.sentences[place - 1] if place else None
    return reworded(sentence, before, chance)[0]


def _declined(asked: Asked) -> str:
    """The line of the rules by which a model says that the paragraphs don't answer."""
    return asked.rules.rstrip().rpartition(" ")[2]


def faithful(asked: Asked, chance: random.Random) -> Played:
    """One to three sentences of the paragraph that fits best, some reworded, with its key."""
    said = _faithfully(asked, chance)
    if said is None:
        return declining(asked, chance)
    paragraph, chosen = said
    return Played(_cited(chosen, paragraph.key), "faithful", faithful=tuple(chosen))


def _as_faithful(kind: str, form: Callable[[str, Sequence[str], Asked], str]) -> Part:
    """Faithful sentences in some other form."""

    def part(asked: Asked, chance: random.Random) -> Played:
        said = _faithfully(asked, chance)
        if said is None:
            return declining(asked, chance)
        paragraph, chosen = said
        return Played(form(paragraph.key, chosen, asked), kind, faithful=tuple(chosen))

    return part


def _in_markdown(key: str, chosen: Sequence[str], _: Asked) -> str:
    points = "\n".join(f"- **{each[:-1]}.** [{key}]" for each in chosen)
    return f"## Answer\n\n{points}\n"


def _after_thinking(key: str, chosen: Sequence[str], _: Asked) -> str:
    thought = "The member asks something. Maybe 1234 people were there [k1]? Let me look again."
    return f"<think>\n{thought}\n</think>\n\n{_cited(chosen, key)}"


def _with_another_key(key: str, chosen: Sequence[str], asked: Asked) -> str:
    others = [each.key for each in asked.paragraphs if each.key != key]
    return _cited(chosen, others[-1] if others else _INVENTED_KEY)


def changing(kind: str) -> Part:
    """A faithful sentence, and one that one change makes false, both with the right key."""

    def part(asked: Asked, chance: random.Random) -> Played:
        said = asked.fitting(1)
        for paragraph, sentence in asked.best_first():
            changed = _changed(kind, sentence, paragraph, chance)
            if changed is not None and said is not None:
                true = [each for each in said[1] if each != sentence]
                text = f"{_cited(true, said[0].key)} {_cited([changed], paragraph.key)}".strip()
                return Played(text, kind, (changed,), tuple(true))
        return faithful(asked, chance)

    return part


def _changed(kind: str, sentence: str, paragraph: Quoted, chance: random.Random) -> str | None:
    around = Surroundings(paragraph.text, _STRANGERS, chance)
    ways = list(FALSE[kind])
    chance.shuffle(ways)
    for way in ways:
        change = CHANGES.get(way, _other_year)
        base = _in_other_words(sentence, paragraph, chance)
        changed = change(base, around)
        if changed is not None and not _TURNED_DATE.search(changed):
            return changed
    return None


def _other_year(sentence: str, around: Surroundings) -> str | None:
    years = [word for word in sentence.replace(",", " ").split() if word.isdigit()]
    years = [year for year in years if len(year) == 4 and 1000 < int(year) < 2100]
    if not years:
        return None
    year = around.chance.choice(years)
    other = str(int(year) + around.chance.choice((-11, -4, -1, 2, 9)))
    return None if other in around.paragraph else sentence.replace(year, other, 1)


def inventing(asked: Asked, chance: random.Random) -> Played:
    """A faithful sentence, and one that no paragraph says."""
    said = asked.fitting(1)
    if said is None:
        return declining(asked, chance)
    paragraph, chosen = said
    new = chance.choice(_INVENTED)
    return Played(_cited([*chosen, new], paragraph.key), "invention", (new,), tuple(chosen))


def chattering(asked: Asked, chance: random.Random) -> Played:
    """Ten thousand words about nothing, with a key now and then."""
    keys = [f"[{each.key}]" for each in asked.paragraphs] or [f"[{_INVENTED_KEY}]"]
    times = _CHATTERED // len(_CHATTER.split())
    said = " ".join(f"{_CHATTER} {chance.choice(keys)}" for _ in range(times))
    return Played(said, "chatterer", (_CHATTER,))


def foreign(asked: Asked, chance: random.Random) -> Played:
    """Another language than the question's, about something else."""
    bank = _FRENCH if " der " in asked.question or " die " in asked.question else _GERMAN
    key = chance.choice([each.key for each in asked.paragraphs] or [_INVENTED_KEY])
    return Played(_cited(bank, key), "another language", bank)


def declining(asked: Asked, chance: random.Random) -> Played:
    """Says that the paragraphs don't answer."""
    return Played(_declined(asked), "declining")


def leaking(asked: Asked, chance: random.Random) -> Played:
    """Tells its rules, and cites a paragraph for them."""
    key = chance.choice([each.key for each in asked.paragraphs] or [_INVENTED_KEY])
    told = tuple(line for line in asked.rules.splitlines() if line.strip())[:6]
    return Played("\n".join(f"{line} [{key}]" for line in told), "leak", told)


def obedient(asked: Asked, chance: random.Random) -> Played:
    """Does what the paragraphs tell it to, and then answers."""
    said = obeyed(asked)
    honest = faithful(asked, chance)
    text = "\n".join([*(f"{each.text} [{each.key}]" for each in said), honest.text])
    return Played(text, "obedient", tuple(each.text for each in said), honest.faithful)


CAST: Final[Mapping[str, Part]] = {
    "faithful": faithful,
    "no citations": _as_faithful("no citations", lambda _, chosen, __: " ".join(chosen)),
    "invented keys": _as_faithful(
        "invented keys", lambda _, chosen, __: _cited(chosen, _INVENTED_KEY)
    ),
    "wrong key": _as_faithful("wrong key", _with_another_key),
    **{kind: changing(kind) for kind in FALSE},
    "invention": inventing,
    "obedient": obedient,
    "chatterer": chattering,
    "another language": foreign,
    "empty": lambda _, __: Played("", "empty"),
    "thinker": _as_faithful("thinker", _after_thinking),
    "declining": declining,
    "leak": leaking,
    "markdown": _as_faithful("markdown", _in_markdown),
}
"""The parts by their names."""


def play(kind: str, messages: Sequence[Mapping[str, Any]], seed: int = 0) -> Played:
    """What one of the cast says to a request; the same for the same question, text and seed."""
    asked = read_request(messages)
    if not asked.paragraphs:  # a follow-up question to be made whole, or the doctor's
        return Played(asked.question, kind)
    texts = "\n".join(each.text for each in asked.paragraphs)
    return CAST[kind](asked, random.Random(f"{seed} {kind} {asked.question} {texts}"))


class Actor:
    """One of the cast for a server to ask, who remembers what it said. Safe to use from threads."""

    def __init__(self, kind: str, seed: int = 0) -> None:
        if kind not in CAST:
            raise ValueError(f"Nobody in the cast plays {kind!r}: use one of {', '.join(CAST)}.")
        self.kind = kind
        self._seed = seed
        self._lock = threading.Lock()
        self._played: list[Played] = []

    def __call__(self, messages: Sequence[Mapping[str, Any]]) -> str:
        played = play(self.kind, messages, self._seed)
        with self._lock:
            self._played.append(played)
        return played.text

    def taken(self) -> list[Played]:
        """What was said since this was last asked, oldest first."""
        with self._lock:
            said, self._played = self._played, []
        return said
