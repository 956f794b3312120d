"""Replies that ask nothing."""

import pytest

from bot.discord.courtesies import is_courtesy


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Thanks!",
        "thanks a lot!!",
        "THANK YOU SO MUCH",
        "ok",
        "Ok, got it.",
        "great answer",
        "That’s great, thanks",
        "👍",
        "👍🏽 ❤️",
        "👩‍🌾",
        "<:bee:123456789012345678>",
        ":bee: thx",
        "+1",
        "...",
        "?",
        "Vielen Dank!",
        "Danke dir :)",
        "merci beaucoup",
        "¡Muchas gracias!",
        "obrigada pela resposta",
        "grazie mille",
        "dank je wel",
        "Dziękuję bardzo",
        "Большое спасибо!",
        "teşekkür ederim",
        "شكرا",
        "धन्यवाद",
        "ありがとうございます！",
        "谢谢",
        "감사합니다",
    ],
)
def test_thanks_and_smiles_are_courtesies(text: str) -> None:
    assert is_courtesy(text)


@pytest.mark.parametrize(
    "text",
    [
        "and how many?",
        "And how many of them",
        "why",
        "ok?",
        "thanks, and in 2021",
        "ok 2021",
        "was that the answer",
        "Great Britain",
        "good reasons for it",
        "Danke, und warum",
        "谢谢，为什么？",
        "7",
        "yes but who",
    ],
)
def test_whatever_could_be_answered_is_none(text: str) -> None:
    assert not is_courtesy(text)
