"""Names of a question that the sources never mention."""

import pytest

from answering.unmentioned import unmentioned
from vectorstore.words import terms

KNOWN = set(
    terms("Iran bought Su-35 jets from Russia in 2023, and Ali Vaez spoke of 15,000 drones.")
)


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("How many Su-57 jets did Iran buy?", ("Su-57",)),
        ("How many Su-35 jets did Iran buy?", ()),
        ("What did Angela Merkel say about Iran?", ("Angela Merkel",)),
        ("What did Ali Vaez say?", ()),
        ("What did Ali Khamenei say?", ("Ali Khamenei",)),
        ("What happened in 1998?", ("1998",)),
        ("What happened in 2023?", ()),
        ("Were there 15,000 drones?", ()),
        ("What is Merkel’s view of Iran?", ("Merkel",)),
        ("Where is it?", ()),
        ("Sourdough needs what?", ()),
        ("Did Iran buy it? And Turkey?", ("Turkey",)),
        ("Is it Paris, Rome, Oslo or Bern, or Paris?", ("Paris", "Rome", "Oslo")),
        ("", ()),
    ],
)
def test_only_names_that_no_paragraph_has_are_given(
    question: str, missing: tuple[str, ...]
) -> None:
    assert unmentioned(question, KNOWN.__contains__) == missing
