"""Reads the prompts: one Markdown file each, in this folder, strictly.

A prompt is plain text for a language model, in UTF-8, and its file can be edited by anybody.
`{{question}}` is a placeholder: a name of small letters and underscores between two pairs of
braces. It may stand more than once. Braces mean nothing else, so any other brace in a prompt is
taken for a misspelt placeholder. A comment at the top, `<!-- … -->`, says who reads the prompt; it
is for people and is not sent.

What is wrong with a file is said when it is read, and what is wrong with the values when they are
filled in; both before anything is sent to a model.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

FOLDER = Path(__file__).parent
"""Where the prompts are kept."""

_COMMENT = re.compile(r"\s*<!--.*?-->", re.DOTALL)
_NAME = re.compile(r"[a-z][a-z_]*")
_PLACEHOLDER = re.compile(r"\{\{([a-z][a-z_]*)\}\}")
_BRACED = re.compile(r"\{+[^{}\n]{0,40}\}*|\}+")


class PromptError(Exception):
    """A prompt is missing or wrong, or was filled wrongly; the message says which and where."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """The text of `prompts/NAME.md`, without its comment, with its placeholders."""

    name: str
    text: str

    @property
    def placeholders(self) -> frozenset[str]:
        """The names that a filling must give."""
        return frozenset(_PLACEHOLDER.findall(self.text))

    def fill(self, **values: str) -> str:
        """The text with each placeholder replaced by its value, as it is.

        What looks like a placeholder inside a value stays as it stands. Raises `PromptError` for
        a placeholder without a value and for a value without a placeholder.
        """
        if missing := self.placeholders - values.keys():
            raise PromptError(f"The prompt '{self.name}' needs a value for {_listed(missing)}.")
        if unknown := values.keys() - self.placeholders:
            raise PromptError(
                f"The prompt '{self.name}' has no placeholder {_listed(unknown)};"
                f" put it into prompts/{self.name}.md where its value belongs."
            )
        return _PLACEHOLDER.sub(lambda found: values[found[1]], self.text)


@lru_cache
def prompt(name: str) -> Prompt:
    """The prompt of that name; raises `PromptError` if there is none or its file is wrong."""
    return read_prompt(name, FOLDER)


def read_prompt(name: str, folder: Path) -> Prompt:
    """The prompt in `folder/NAME.md`; raises `PromptError` as `prompt` does."""
    path = folder / f"{name}.md"
    if not _NAME.fullmatch(name) or not path.is_file():
        known = sorted(each.stem for each in folder.glob("*.md"))
        raise PromptError(f"There is no prompt '{name}'; there are: {', '.join(known)}.")
    try:
        written = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise PromptError(
            f"prompts/{path.name} is not UTF-8 at byte {error.start}; save it as UTF-8."
        ) from error
    comment = _COMMENT.match(written)
    text = written[comment.end() if comment else 0 :].strip()
    _check(path.name, written, text)
    return Prompt(name, text)


def _check(file: str, written: str, text: str) -> None:
    """Raises `PromptError` if nothing is to be sent, or a brace is no placeholder's."""
    if not text:
        raise PromptError(f"prompts/{file} is empty; it must say something to the model.")
    if text.startswith("<!--"):
        raise PromptError(f"prompts/{file} begins with a comment that '-->' does not end.")
    start = len(written.rstrip()) - len(text)
    for found in _BRACED.finditer(_PLACEHOLDER.sub(lambda each: " " * len(each[0]), text)):
        line = written.count("\n", 0, start + found.start()) + 1
        raise PromptError(
            f"prompts/{file} has '{found[0]}' in line {line};"
            " braces are only for placeholders such as '{{question}}'."
        )


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"'{{{{{name}}}}}'" for name in sorted(names))
