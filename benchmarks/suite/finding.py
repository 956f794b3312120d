"""The tables of finding: is the first paragraph right, are all needed ones among ten."""

from collections.abc import Callable, Mapping, Sequence

from benchmarks.sets import Question
from benchmarks.suite.figures import Figure, share
from benchmarks.suite.markdown import NOTHING, Section, Table, best_in_bold, cell
from benchmarks.suite.outcomes import Outcome, Reply
from benchmarks.suite.tasks import XQUAD, Task, group

_FIRST = ("squad2", "xquad-en", "covidqa", "clapnq")
_HOPS = ("hotpotqa", "musique")
_NAMES = {
    "ar": "Arabic",
    "de": "German",
    "el": "Greek",
    "en": "English",
    "es": "Spanish",
    "hi": "Hindi",
    "ro": "Romanian",
    "ru": "Russian",
    "th": "Thai",
    "tr": "Turkish",
    "vi": "Vietnamese",
    "zh": "Chinese",
}
Judge = Callable[[Reply, Question], bool]


def is_first_right(reply: Reply, question: Question) -> bool:
    """Whether the first paragraph is one that answers."""
    return reply.places[:1] != () and reply.places[0] in question.gold


def has_all(reply: Reply, question: Question) -> bool:
    """Whether all needed paragraphs are among the ten."""
    return question.gold <= set(reply.places)


def found(outcome: Outcome, tasks: Sequence[Task], judge: Judge) -> Figure | None:
    """The share of questions that go well, over all the tasks; None if one wasn't asked."""
    values: list[float] = []
    groups: list[str] = []
    for task in tasks:
        replies = outcome.together.get(task.name)
        if replies is None:
            return None
        for question in task.together:
            if question.gold:
                values.append(judge(replies[question.id], question))
                groups.append(group(question).rpartition("/")[2])
    return share(values, groups)


def finding(tasks: Mapping[str, Task], outcomes: Sequence[Outcome], command: str) -> Section | None:
    """The section, of the sets that were asked."""
    rows = [
        row
        for names, title, judge in _lines(tasks)
        if (row := _row(title, [tasks[name] for name in names], outcomes, judge))
    ]
    if not rows:
        return None
    languages = [
        row
        for name in XQUAD
        if name in tasks
        and (row := _row(_NAMES[name[-2:]], [tasks[name]], outcomes, is_first_right))
    ]
    head = tuple(outcome.system for outcome in outcomes)
    blocks: list[Table | str] = [
        "The share of answerable questions whose first paragraph is the one that the set marks; "
        "for hotpotqa and musique, whose first ten hold all the paragraphs that are needed.\n"
        "All articles of a set share one index; each language of xquad has one of its own.\n"
        "In brackets: the 95 % interval when whole articles are drawn again.",
        Table(("set", "questions", *head), tuple(rows)),
    ]
    if len(languages) > 1:
        blocks += [
            "Language by language, the first paragraph right:",
            Table(("xquad", "questions", *head), tuple(languages)),
        ]
    return Section("Finding", tuple(blocks), command)


def _lines(tasks: Mapping[str, Task]) -> list[tuple[list[str], str, Judge]]:
    lines: list[tuple[list[str], str, Judge]] = [
        ([name], name, is_first_right) for name in _FIRST if name in tasks
    ]
    languages = [name for name in XQUAD if name in tasks]
    if len(languages) > 1:
        lines.append((languages, f"xquad, mean of {len(languages)} languages", is_first_right))
    return lines + [([name], f"{name}, all needed", has_all) for name in _HOPS if name in tasks]


def _row(
    title: str, tasks: Sequence[Task], outcomes: Sequence[Outcome], judge: Judge
) -> tuple[str, ...] | None:
    figures = [found(outcome, tasks, judge) for outcome in outcomes]
    known = [figure for figure in figures if figure is not None]
    if not known:
        return None
    cells = [
        "failed" if outcome.failure else cell(figure)
        for outcome, figure in zip(outcomes, figures, strict=True)
    ]
    return (title, f"{known[0].n:,}" if known else NOTHING, *best_in_bold(cells, figures))
