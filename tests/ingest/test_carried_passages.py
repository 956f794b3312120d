"""Passages of a new revision: what stands in the one before as well is not cut again."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from ingest.passages import cut_changed
from vectorstore.inserting import Carried
from vectorstore.model import Paragraph, ParagraphKind


class Words:
    """Counts a token for each word."""

    max_tokens = 20

    def count(self, texts: Sequence[str]) -> list[int]:
        return [len(text.split()) for text in texts]


def listed(texts: Sequence[str]) -> list[Paragraph]:
    return [
        Paragraph(number, ParagraphKind.PROSE, (), text, text, 0, len(text))
        for number, text in enumerate(texts, 1)
    ]


def test_only_what_is_new_is_cut() -> None:
    paragraphs, carried = cut_changed(listed("xbcbya"), listed("abcd"), Words())
    assert [bool(each.passages) for each in paragraphs] == [True, False, False, False, True, False]
    assert carried == (Carried(2, 3, 0), Carried(4, 4, 2), Carried(6, 6, 5))


@given(st.lists(st.sampled_from("abcde")), st.lists(st.sampled_from("abcde")))
def test_what_is_carried_over_says_the_same(old: list[str], new: list[str]) -> None:
    paragraphs, carried = cut_changed(listed(new), listed(old), Words())
    numbers = [at for run in carried for at in range(run.first, run.last + 1)]
    assert numbers == [each.number for each in paragraphs if not each.passages]
    for run in carried:
        for at in range(run.first, run.last + 1):
            assert new[at - 1] == old[at - run.shift - 1]
