"""What a reader counts as paragraphs and headings in plain text."""

from pathlib import Path

import pytest

from ingest.document import Document
from ingest.formats import read
from ingest.formats.text import parse
from vectorstore.model import ParagraphKind

PROSE = """\
The harbour was quiet that night, and the boats lay close to one another
along the wall. Nobody had come back from the market yet, so the lamps on
the quay burned for nobody.
"""
JOINED = " ".join(PROSE.split())
LONG = JOINED + " " + JOINED  # one line that cannot be hard-wrapped


def outline(document: Document) -> list[tuple[str, str]]:
    """Each paragraph as its headings, joined, and its text."""
    return [("/".join(p.headings), p.text) for p in document.paragraphs]


CASES = {
    "signs of a wiki make headings": (
        "== History ==\n\nIt began.\n\n=== War ===\n\nIt ended.\n\n== See ==\n\n== End ==\n\nIt.",
        [("History", "It began."), ("History/War", "It ended."), ("End", "It.")],
    ),
    "signs of Markdown make headings": (
        "## History\n\nIt began here.\n\n### War\n\nIt ended there.",
        [("History", "It began here."), ("History/War", "It ended there.")],
    ),
    "clauses go on what leads in to them": (
        "2.2 If the rent is late, the Landlord may\n  (a) charge interest; and\n  (b) end it.",
        [("", "2.2 If the rent is late, the Landlord may\n(a) charge interest; and\n(b) end it.")],
    ),
    "a wrapped sentence leads in to a list whole": (
        f"{PROSE.rstrip()[:-1]} except:\n- the cat\n- the dog",
        [("", f"{JOINED[:-1]} except:\n• the cat\n• the dog")],
    ),
    "hard-wrapped lines are joined": (f"{PROSE}\n{PROSE}", [("", JOINED), ("", JOINED)]),
    "a short last line parts wrapped paragraphs": (PROSE * 2, [("", JOINED), ("", JOINED)]),
    "an indent parts wrapped paragraphs": (
        f"   {PROSE}   {PROSE}   {PROSE}",
        [("", JOINED)] * 3,
    ),
    "a line is a paragraph where blank lines stand between": (
        "One stands alone.\n\nTwo stands alone too.\n\nAnd so does three.",
        [("", "One stands alone."), ("", "Two stands alone too."), ("", "And so does three.")],
    ),
    "a long line is a paragraph where no blank lines are": (
        f"{LONG}\nEarly Days\n{LONG}\n{LONG}\nLater Days\n{LONG}\nThe end came soon after.",
        [
            ("", LONG),
            ("Early Days", LONG),
            ("Early Days", LONG),
            ("Later Days", LONG),
            ("Later Days", "The end came soon after."),
        ],
    ),
    "short lines that end as sentences are paragraphs": (
        "Early days\nThe harbour was small.\nIt had two boats.\nLater days\nNow it has ten.",
        [
            ("Early days", "The harbour was small."),
            ("Early days", "It had two boats."),
            ("Later days", "Now it has ten."),
        ],
    ),
    "a stanza is one paragraph": (
        "O grey and empty sea,\nwhat have you done with me?\n\nO green and open land,\nsay why.",
        [
            ("", "O grey and empty sea, what have you done with me?"),
            ("", "O green and open land, say why."),
        ],
    ),
    "a verse whose lines have capitals has no headings": (
        "The Moon is up and shining\nThe Stars are all in bloom\nThe Wind is softly pining\n",
        [("", "The Moon is up and shining The Stars are all in bloom The Wind is softly pining")],
    ),
    "each line of a dialogue is a paragraph": (
        "“Where are you?” she asked.\n“Here.”\n“I can’t see you.”\nHe lit a match.",
        [
            ("", "“Where are you?” she asked."),
            ("", "“Here.”"),
            ("", "“I can’t see you.”"),
            ("", "He lit a match."),
        ],
    ),
    "numbered headings nest": (
        f"1. Background\n\n{PROSE}\n1.1 Early work\n\n{PROSE}\n2. Methods\n{PROSE}",
        [
            ("1. Background", JOINED),
            ("1. Background/1.1 Early work", JOINED),
            ("2. Methods", JOINED),
        ],
    ),
    "chapters stand above the names below them": (
        f"CHAPTER I\n\nThe Storm\n\n{PROSE}\nCHAPTER II.\n\n{PROSE}",
        [("CHAPTER I/The Storm", JOINED), ("CHAPTER II.", JOINED)],
    ),
    "underlined lines are headings": (
        f"{PROSE}\nEarly\n=====\n{PROSE}\nFirst\n-----\n\n{PROSE}\nLater\n=====\n{PROSE}",
        [("", JOINED), ("Early", JOINED), ("Early/First", JOINED), ("Later", JOINED)],
    ),
    "capitals stand above plain headings": (
        f"{PROSE}\nRESULTS\n\nFirst Year\n\n{PROSE}\nOUTLOOK\n\n{PROSE}",
        [("", JOINED), ("RESULTS/First Year", JOINED), ("OUTLOOK", JOINED)],
    ),
    "a question can be a heading": (
        f"{PROSE}\nWhat is a harbour?\n\n{PROSE}",
        [("", JOINED), ("What is a harbour?", JOINED)],
    ),
    "a word with a colon is a heading": (
        f"{PROSE}\nMethod:\n\n{PROSE}",
        [("", JOINED), ("Method", JOINED)],
    ),
    "a heading may stand right above its text": (
        f"{PROSE}\nEarly Days\n{PROSE}",
        [("", JOINED), ("Early Days", JOINED)],
    ),
    "who wrote it and when is no heading": (
        f"By Jane Doe\n\n{PROSE}\nDate: 1 May 2020\n\n{PROSE}",
        [("", "By Jane Doe"), ("", JOINED), ("", "Date: 1 May 2020"), ("", JOINED)],
    ),
    "a preposition is no credit": (
        f"{PROSE}\nBy the Sea\n\n{PROSE}",
        [("", JOINED), ("By the Sea", JOINED)],
    ),
    "a heading with nothing below it is a paragraph": (
        f"{PROSE}\nEarly Days\n\nLater Days\n\n{PROSE}",
        [("", JOINED), ("", "Early Days"), ("Later Days", JOINED)],
    ),
    "the last line is no heading": (
        f"{PROSE}\nThe Harbour Master",
        [
            ("", JOINED),
            ("", "The Harbour Master"),
        ],
    ),
    "one line alone is a paragraph": ("Hello World", [("", "Hello World")]),
    "a list is one paragraph with its lead-in": (
        "We need these things:\n- bread, which is\n  old\n- milk\n* salt\n\nThat is all.",
        [
            ("", "We need these things:\n• bread, which is old\n• milk\n• salt"),
            ("", "That is all."),
        ],
    ),
    "a list with blank lines is one paragraph": (
        "One more thing.\n\n1. Bread\n\n2. Milk that is fresh\n\n3. Salt\n\nCome home soon.",
        [
            ("", "One more thing."),
            ("", "1. Bread\n2. Milk that is fresh\n3. Salt"),
            ("", "Come home soon."),
        ],
    ),
    "long numbered items are paragraphs": (
        f"1. {LONG}\n2. {LONG}",
        [("", f"1. {LONG}"), ("", f"2. {LONG}")],
    ),
    "lines of signs are dropped": (f"{PROSE}\n* * *\n\n{PROSE}\n-----", [("", JOINED)] * 2),
    "Chinese lines are joined without a space": (
        "港口\n\n今天港口很安静，船都停在\n墙边。没有人从市场回来，\n所以灯亮着。\n\n海\n\n大海是灰色的，很大很大。",
        [
            ("港口", "今天港口很安静，船都停在墙边。没有人从市场回来，所以灯亮着。"),
            ("海", "大海是灰色的，很大很大。"),
        ],
    ),
    "Chinese chapters are headings": (
        "第一章 港口\n今天港口很安静。\n没有人从市场回来。\n第二章 海\n大海是灰色的。",
        [
            ("第一章 港口", "今天港口很安静。"),
            ("第一章 港口", "没有人从市场回来。"),
            ("第二章 海", "大海是灰色的。"),
        ],
    ),
    "a danda ends a line as a full stop does": (
        "आज रात बंदरगाह शांत था।\nकोई बाज़ार से नहीं लौटा था।",
        [("", "आज रात बंदरगाह शांत था।"), ("", "कोई बाज़ार से नहीं लौटा था।")],
    ),
    "Thai has no end marks": (
        "คืนนี้ท่าเรือเงียบสงบ เรือจอดเรียงกัน\n\nไม่มีใครกลับมาจากตลาดเลย",
        [("", "คืนนี้ท่าเรือเงียบสงบ เรือจอดเรียงกัน"), ("", "ไม่มีใครกลับมาจากตลาดเลย")],
    ),
}


@pytest.mark.parametrize(("text", "expected"), CASES.values(), ids=CASES.keys())
def test_paragraphs_and_headings(text: str, expected: list[tuple[str, str]]) -> None:
    assert outline(parse(text, Path("harbour.txt"))) == expected


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (f"The Harbour\n\nEarly Days\n\n{PROSE}\nLater Days\n\n{PROSE}", "The Harbour"),
        (f"The Harbour\n\n{PROSE}\n{PROSE}", "The Harbour"),
        (f"The Harbour\n\nBy Jane Doe\n\n{PROSE}", "The Harbour"),
        (f"The Harbour\n===========\n\n{PROSE}\nEarly\n-----\n\n{PROSE}", "The Harbour"),
        (f"Early Days\n\n{PROSE}\nLater Days\n\n{PROSE}", "My old harbour"),
        (f"CHAPTER I\n\nThe Storm\n\n{PROSE}", "My old harbour"),
        (f"{PROSE}\nEarly Days\n\n{PROSE}", "My old harbour"),
        (PROSE, "My old harbour"),
    ],
)
def test_the_title_is_a_leading_heading_or_the_name_of_the_file(text: str, title: str) -> None:
    document = parse(text, Path("folder/my-old_harbour.txt"))
    assert document.title == title
    assert all(title not in paragraph.headings for paragraph in document.paragraphs)


def test_a_list_has_its_kind() -> None:
    document = parse("- bread\n- milk", Path("a.txt"))
    assert [paragraph.kind for paragraph in document.paragraphs] == [ParagraphKind.LIST]


def test_raw_text_keeps_its_wraps() -> None:
    document = parse(f"\n\n  {PROSE}", Path("a.txt"))
    assert document.paragraphs[0].raw == PROSE.strip()


def test_the_article_that_this_was_made_for_has_20_paragraphs_under_4_headings() -> None:
    article = Path(__file__).parents[3] / "shared/articles/russia-iran-ukraine.txt"
    if not article.exists():
        pytest.skip(f"needs the article {article.name} in ../shared/articles")
    document = read(article)
    headings = [paragraph.headings for paragraph in document.paragraphs]
    assert document.title == "Russia iran ukraine"
    assert [paragraph.number for paragraph in document.paragraphs] == list(range(1, 21))
    assert len({path for path in headings if path}) == 4
    assert headings[0] == ()
    assert all(len(path) == 1 for path in headings[1:])
