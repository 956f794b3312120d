"""The prompts are read and filled strictly."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prompts.loader import FOLDER, Prompt, PromptError, prompt, read_prompt

PLACEHOLDERS = {
    "answer": {"declined"},
    "answer_request": {"paragraphs", "question", "nonce", "keys"},
    "standalone": set(),
    "standalone_request": {"conversation", "question"},
    "ping": set(),
}

WRONG = (
    ("", "is empty"),
    (" \n\t\n", "is empty"),
    ("<!-- for nobody -->\n", "is empty"),
    ("<!-- for nobody\nSay something.", "begins with a comment that '-->' does not end"),
    ("Ask:\n{{Question}}", "has '{{Question}}' in line 2"),
    ("Ask: {{ question }}", "has '{{ question }}' in line 1"),
    ("<!-- to\nyou -->\n\nAsk: {question}", "has '{question}' in line 4"),
    ("Ask: {{question}", "has '{{question}' in line 1"),
    ("Ask: {question}}", "has '{question}}' in line 1"),
    ("Ask: {{question}}}", "has '}' in line 1"),
    ("Ask: {{}}", "has '{{}}' in line 1"),
    ("Ask: {{first question}}", "has '{{first question}}' in line 1"),
    ("Ask: question}}", "has '}}' in line 1"),
)


def written(folder: Path, text: str) -> Prompt:
    (folder / "ask.md").write_text(text, encoding="utf-8")
    return read_prompt("ask", folder)


def test_the_prompts_are_those_that_the_code_reads_with_their_placeholders() -> None:
    files = {path.stem for path in FOLDER.glob("*.md")}
    assert {name: prompt(name).placeholders for name in files} == PLACEHOLDERS


@pytest.mark.parametrize("name", PLACEHOLDERS)
def test_a_prompt_says_who_reads_it_in_a_comment_that_is_not_sent(name: str) -> None:
    assert (FOLDER / f"{name}.md").read_text(encoding="utf-8").startswith("<!--\n")
    assert "<!--" not in prompt(name).text
    assert prompt(name).text == prompt(name).text.strip()


@pytest.mark.parametrize("name", PLACEHOLDERS)
def test_a_prompt_is_short_enough_for_a_small_model(name: str) -> None:
    assert len(re.findall(r"\w+", prompt(name).text)) < 250


def test_every_placeholder_is_replaced_wherever_it_stands(tmp_path: Path) -> None:
    ask = written(tmp_path, "{{who}}, {{what}}? {{who}}!")
    assert ask.fill(who="Ann", what="why") == "Ann, why? Ann!"


def test_a_prompt_without_placeholders_is_its_text(tmp_path: Path) -> None:
    assert written(tmp_path, "<!-- x -->\nSay it. <!-- y -->\n").fill() == "Say it. <!-- y -->"


@given(st.text(), st.text())
def test_a_value_stays_as_it_is(one: str, other: str) -> None:
    ask = Prompt("ask", "{{one}}|{{other}}")
    assert ask.fill(one=one, other=other) == f"{one}|{other}"


@pytest.mark.parametrize("value", ["{{other}}", "{{one}}", r"\1 \g<0>", "{{nobody}}", "{"])
def test_a_placeholder_or_a_brace_inside_a_value_means_nothing(value: str) -> None:
    assert Prompt("ask", "{{one}} {{other}}").fill(one=value, other="x") == f"{value} x"


def test_a_placeholder_without_a_value_is_named() -> None:
    with pytest.raises(PromptError, match=re.escape("'ask' needs a value for '{{b}}', '{{c}}'.")):
        Prompt("ask", "{{a}} {{b}} {{c}}").fill(a="1")


def test_a_value_without_a_placeholder_is_named() -> None:
    with pytest.raises(PromptError, match=re.escape("'ask' has no placeholder '{{qestion}}';")):
        Prompt("ask", "{{question}}").fill(question="1", qestion="2")


def test_a_placeholder_that_is_repeated_with_a_typing_error_is_named() -> None:
    with pytest.raises(PromptError, match=re.escape("'ask' needs a value for '{{qestion}}'.")):
        Prompt("ask", "{{question}} {{qestion}}").fill(question="1")


@pytest.mark.parametrize(("text", "said"), WRONG)
def test_a_wrong_file_is_named_with_what_is_wrong(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(PromptError, match=re.escape(f"prompts/ask.md {said}")) as raised:
        written(tmp_path, text)
    assert "\n" not in str(raised.value)


def test_a_file_that_is_not_utf_8_is_named(tmp_path: Path) -> None:
    (tmp_path / "ask.md").write_bytes("Grüß dich".encode("latin-1"))
    with pytest.raises(PromptError, match=r"prompts/ask\.md is not UTF-8 at byte 2;"):
        read_prompt("ask", tmp_path)


@pytest.mark.parametrize("name", ["anser", "", "../README", "answer.md", "Answer"])
def test_an_unknown_name_is_told_with_the_names_that_there_are(name: str) -> None:
    known = "answer, answer_request, ping, standalone, standalone_request"
    with pytest.raises(PromptError, match=re.escape(f"no prompt '{name}'; there are: {known}.")):
        prompt(name)
