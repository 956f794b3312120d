"""Ingest, answers and the doctor as real processes that load the model, on one data folder."""

import json
from typing import Any

import pytest
from cli_process import Cli
from token_server import token_server

BEES = """# About bees

## Habits

The queen of the colony lays two thousand eggs on a day in May.

A worker bee dances on the comb to tell the others where the clover stands.

## Winter

In winter the colony gathers in a ball around its queen.
"""
QUESTION = "How many eggs does the queen of the colony lay on a day in May?"
EGGS = "The queen of the colony lays two thousand eggs on a day in May."
RESULT_FIELDS = {
    "id",
    "question",
    "status",
    "statements",
    "retrieved",
    "confidence",
    "writer",
    "dropped",
    "note",
    "tokens",
    "understood",
    "unmentioned",
    "elapsed_ms",
}


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> tuple[Cli, dict[str, Any], str]:
    """A folder after its first ingest, of good and bad files: its report and what was said."""
    folder = tmp_path_factory.mktemp("cli")
    (folder / "bees.md").write_text(BEES, encoding="utf-8")
    (folder / "tides.txt").write_text("The spring tide comes after the new moon.\n")
    (folder / "empty.txt").write_text("\n")
    (folder / "binary.txt").write_bytes(b"\0\1\2" * 100)
    (folder / "picture.png").write_bytes(b"\x89PNG")
    cli = Cli(folder)
    names = ["bees.md", "empty.txt", "binary.txt", "picture.png", "missing.txt", "tides.txt"]
    done = cli("ingest", *names, "--json")
    assert done.returncode == 1
    return cli, json.loads(done.stdout), done.stderr


@pytest.fixture(scope="module")
def filled(first: tuple[Cli, dict[str, Any], str]) -> Cli:
    """A folder with two sources, `bees` and `tides`."""
    return first[0]


def test_good_files_are_published_and_bad_ones_are_named(
    first: tuple[Cli, dict[str, Any], str],
) -> None:
    cli, document, said = first
    assert [
        (each["source"], each["title"], each["revision"], each["paragraphs"], each["added"])
        for each in document["sources"]
    ] == [("bees", "About bees", 1, 3, 3), ("tides", "Tides", 1, 1, 1)]
    assert set(document["sources"][0]) == {
        "source",
        "title",
        "revision",
        "paragraphs",
        "added",
        "changed",
        "moved",
        "removed",
        "unchanged",
        "passages_embedded",
        "seconds",
    }
    bad = {"missing.txt", "empty.txt", "binary.txt", "picture.png"}
    assert {each["origin"] for each in document["failed"]} == bad
    told = [line for line in said.splitlines() if "Error: " in line]
    assert len(told) == len(bad)
    for each in document["failed"]:
        assert [line for line in told if each["error"] in line and each["origin"] in line] != []
    assert cli.log == ""


def test_sources_are_listed_and_shown(filled: Cli) -> None:
    listed = json.loads(filled("sources", "list", "--json").stdout)
    assert [(each["source"], each["paragraphs"]) for each in listed["sources"]] == [
        ("bees", 3),
        ("tides", 1),
    ]
    shown = json.loads(filled("sources", "show", "bees", "--json").stdout)
    assert [(each["paragraph"], each["heading"]) for each in shown["text"]] == [
        (1, "Habits"),
        (2, "Habits"),
        (3, "Winter"),
    ]
    assert shown["text"][0]["text"] == EGGS
    assert f"¶1 {EGGS}" in filled("sources", "show", "bees").stdout


def test_another_server_sees_the_shared_sources(filled: Cli) -> None:
    listed = json.loads(filled("sources", "list", "--server", "1001", "--json").stdout)
    assert {each["scope"] for each in listed["sources"]} == {"shared"}


def test_an_answer_is_one_document_and_nothing_else(filled: Cli) -> None:
    done = filled("ask", QUESTION, "--source", "bees", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    document = json.loads(done.stdout)
    assert set(document) == RESULT_FIELDS
    assert (document["id"], document["question"], document["status"]) == (
        None,
        QUESTION,
        "answered",
    )
    statement = document["statements"][0]
    assert statement["text"] == EGGS
    assert statement["citations"] == [
        {
            "source": "bees",
            "title": "About bees",
            "revision": 1,
            "paragraph": 1,
            "heading": "Habits",
            "page": None,
            "quote": EGGS,
        }
    ]
    assert set(document["retrieved"][0]) == {"source", "paragraph", "score"}
    assert {each["source"] for each in document["retrieved"]} == {"bees"}


def test_questions_of_a_file_keep_their_order_and_ids(filled: Cli) -> None:
    asked = [
        {"id": "b", "question": QUESTION},
        {"id": 2, "question": "When does the spring tide come?", "source": "tides"},
        {"question": QUESTION, "source": "tides"},
    ]
    (filled.folder / "questions.jsonl").write_text("\n".join(map(json.dumps, asked)))
    done = filled("ask", "--questions", "questions.jsonl")
    assert (done.returncode, done.stderr) == (0, "")
    results = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(each["id"], each["question"]) for each in results] == [
        ("b", QUESTION),
        ("2", "When does the spring tide come?"),
        (None, QUESTION),
    ]
    assert all(set(each) == RESULT_FIELDS for each in results)
    assert [each["retrieved"][0]["source"] for each in results] == ["bees", "tides", "tides"]


def test_an_unknown_source_in_a_file_stops_before_anything_is_asked(filled: Cli) -> None:
    asked = [{"question": QUESTION}, {"question": QUESTION, "source": "moths"}]
    (filled.folder / "unknown.jsonl").write_text("\n".join(map(json.dumps, asked)))
    done = filled("ask", "--questions", "unknown.jsonl")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == ("Error: There is no source named 'moths'. Known sources: bees, tides.\n")


def test_a_conversation_from_a_pipe_answers_and_opens_a_paragraph(filled: Cli) -> None:
    done = filled("chat", typed=f"{QUESTION}\n¶1\n¶99\n?!\n")
    assert done.returncode == 0
    assert f"{EGGS} ¶1" in done.stdout
    assert "¶1 About bees › Habits" in done.stdout
    assert "The last answer has no ¶99." in done.stdout
    assert done.stderr == "Error: The question is empty: ask it in a few words.\n"


def test_the_doctor_exits_with_1_and_shows_no_secret(filled: Cli) -> None:
    with token_server() as discord:
        done = filled(
            "doctor",
            "--json",
            DISCORD_TOKEN="swordfish",
            DISCORD_API_BASE_URL=f"{discord}/api",
            LOG_LEVEL="DEBUG",
        )
    document = json.loads(done.stdout)
    assert (done.returncode, document["ok"]) == (1, False)
    assert {each["name"]: each["status"] for each in document["checks"]} == {
        "python": "ok",
        "settings": "ok",
        "database": "ok",
        "model": "ok",
        "index": "ok",
        "sources": "ok",
        "discord": "failed",
    }
    assert "swordfish" not in done.stdout + done.stderr + filled.log
