"""Which files are meant by the paths that somebody gives, and what they are called."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.origins import find, slug


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("b.md", "a.txt", "C.TXT", "d.png", ".e.txt", "sub/f.txt", ".git/g.txt"):
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True)
        file.write_text("text")
    return tmp_path


def test_a_folder_is_walked_in_order_without_hidden_and_other_files(folder: Path) -> None:
    found, errors = find([str(folder)])
    assert [file.relative_to(folder).as_posix() for file in found] == [
        "C.TXT",
        "a.txt",
        "b.md",
        "sub/f.txt",
    ]
    assert errors == []


def test_a_file_is_taken_as_it_is_given_and_once(folder: Path) -> None:
    given_paths = [str(folder / "d.png"), str(folder / "a.txt"), str(folder / "sub/../a.txt")]
    found, errors = find(given_paths)
    assert found == [folder / "d.png", folder / "a.txt"]
    assert errors == []


def test_what_is_missing_or_has_nothing_to_read_is_reported_beside_the_rest(folder: Path) -> None:
    (folder / "empty").mkdir()
    missing, empty = str(folder / "nope.txt"), str(folder / "empty")
    found, errors = find([missing, empty, str(folder / "a.txt")])
    assert found == [folder / "a.txt"]
    assert [(error.origin, str(error)) for error in errors] == [
        (missing, f"There is no file or folder {missing}: check the path."),
        (
            empty,
            f"The folder {empty} has no file that can be read (.markdown, .md, .text, .txt).",
        ),
    ]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("russia-iran-ukraine.txt", "russia-iran-ukraine"),
        ("My Résumé (final)_2.md", "my-resume-final-2"),
        ("v1.2.txt", "v1-2"),
        ("x" * 80 + ".txt", "x" * 64),
        ("a" * 63 + " b.txt", "a" * 63),
    ],
)
def test_a_slug_is_made_of_ascii_words(name: str, expected: str) -> None:
    assert slug(Path("folder", name)) == expected


def test_names_without_ascii_words_get_different_slugs() -> None:
    assert slug("港口.txt") != slug("海.txt")


@given(st.text(min_size=1).filter(lambda name: "/" not in name and "\0" not in name))
def test_a_slug_is_never_empty_nor_long(name: str) -> None:
    made = slug(name)
    assert 0 < len(made) <= 64
    assert made.isascii()
    assert made == made.lower().strip("-")


def test_an_empty_path_is_not_the_working_folder() -> None:
    found, errors = find([""])
    assert found == []
    assert [str(error) for error in errors] == ["A path is empty: name a file or a folder."]
