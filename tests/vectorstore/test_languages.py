"""A text's language is told by its script and its stop words."""

import pytest

from vectorstore.languages import LANGUAGES, LATIN, Family, language_of

NAMED = {language.name: language for language in LANGUAGES}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("", "english"),
        ("Reef 2000", "english"),
        ("Where do the turtles nest?", "english"),
        ("Wo legen die Schildkröten ihre Eier ab, und wann?", "german"),
        ("¿Dónde ponen sus huevos las tortugas?", "spanish"),
        ("Kaplumbağalar yumurtalarını nerede ve ne zaman bırakır?", "turkish"),
        ("Rùa biển đẻ trứng ở đâu và khi nào?", "vietnamese"),
        ("Где черепахи откладывают яйца?", "russian"),
        ("Πού γεννούν οι χελώνες;", "greek"),
        ("أين تضع السلاحف بيضها؟", "arabic"),
        ("कछुए अंडे कहाँ देते हैं?", "hindi"),
        ("海龟在哪里产卵？", "unspaced"),
        ("เต่าวางไข่ที่ไหน", "unspaced"),
        ("거북이는 어디에 알을 낳나요?", "other"),
        ("Reef (риф) is a word that the Russians use too", "english"),
    ],
)
def test_the_language_of_a_text(text: str, name: str) -> None:
    """Each row is a text and the language that it is read in."""
    assert language_of(text).name == name


@pytest.mark.parametrize(
    ("text", "among", "name"),
    [
        ("Kafka?", ("german", "english"), "german"),
        ("Who was Kafka?", ("german", "english"), "english"),
        ("Who was Kafka?", ("german",), "german"),
        ("Что такое риф?", ("english", "russian"), "russian"),
        ("Что такое риф?", ("english", "german"), "english"),
    ],
)
def test_a_question_is_read_in_a_language_of_the_sources(
    text: str, among: tuple[str, ...], name: str
) -> None:
    """The first of the sources' languages where the question doesn't tell."""
    assert language_of(text, [NAMED[each] for each in among]).name == name


def test_names_are_different_and_no_family_is_empty() -> None:
    """Weights are found by these names."""
    assert len(NAMED) == len(LANGUAGES)
    assert {language.family for language in LANGUAGES} == set(Family)


def test_stop_words_are_folded() -> None:
    """A stop word in capitals would never match."""
    assert all(word == word.casefold() for language in LATIN for word in language.stop_words)
