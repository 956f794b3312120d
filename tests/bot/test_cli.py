"""The command line as real processes: help, exit statuses and what is said when it fails."""

import json
import sqlite3
import time
from pathlib import Path

import pytest
from cli_process import Cli

from bot.lock import StoreLock


@pytest.fixture
def cli(tmp_path: Path) -> Cli:
    """An empty working folder."""
    return Cli(tmp_path)


@pytest.mark.alone
def test_help_takes_less_than_half_a_second(cli: Cli) -> None:
    best = float("inf")
    for _ in range(20):  # the machine may be busy with other things
        started = time.perf_counter()
        assert cli("--help").returncode == 0
        best = min(best, time.perf_counter() - started)
        if best < 0.5:
            return
    pytest.fail(f"the quickest of twenty took {best:.2f} s")


def test_help_names_every_command(cli: Cli) -> None:
    shown = cli("--help").stdout
    assert [word for word in COMMANDS if f" {word} " not in shown] == []


COMMANDS = ("ingest", "sources", "ask", "chat", "run", "doctor", "reindex")


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["--help"], 0, ""),
        (["ask", "--help"], 0, ""),
        (["sources", "list"], 0, ""),
        (["nonsense"], 2, "No such command 'nonsense'"),
        (["ask"], 2, "give one question, or a file with --questions"),
        (["ask", "Who?", "--questions", "file.jsonl"], 2, "give one question, or a file"),
        (["ask", "Who?", "--server", "abc"], 2, "--server has the value 'abc'."),
        (["sources", "list", "--server", "abc"], 2, "--server has the value 'abc'."),
        (["ask", "Who?", "--source", "moths"], 2, "There is no source named 'moths'."),
        (["chat", "--source", "moths"], 2, "There is no source named 'moths'."),
        (["sources", "show", "moths"], 2, "There is no source named 'moths'."),
        (["ask", "--questions", "missing.jsonl"], 1, "missing.jsonl cannot be read"),
        (["ingest"], 2, "Missing argument"),
        (["ingest", "missing.txt"], 1, "There is no file or folder missing.txt: check the path."),
        (["ingest", "a.txt", "b.txt", "--source", "x"], 2, "--source names one source"),
        (["ingest", "a.txt", "--source", "A b"], 2, "'A b' cannot be the id of a source"),
        (["run"], 1, "DISCORD_TOKEN is not set"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_the_exit_status_is_0_done_1_failed_2_wrong_usage(
    cli: Cli, arguments: list[str], status: int, said: str
) -> None:
    for name in ("a.txt", "b.txt"):
        (cli.folder / name).write_text("They dance.\n")
    done = cli(*arguments)
    assert done.returncode == status, done.stderr
    assert said in done.stderr
    assert (done.stdout == "") is (status != 0)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        (
            {"LOG_LEVEL": "LOUD"},
            "LOG_LEVEL has the value 'LOUD'. It must be one of DEBUG, INFO, WARNING and ERROR.",
        ),
        (
            {"DATABASE_URL": "nosuch://ann:swordfish@host/name"},
            "The driver of the database nosuch://ann:***@host/name is not installed: "
            "for PostgreSQL run `pip install 'pilcrow[postgres]'`.",
        ),
        (
            {"DATA_DIR": "file/data"},
            "DATA_DIR has the value 'file/data'. "
            "It must be a folder that can be written: Not a directory.",
        ),
    ],
    ids=["LOG_LEVEL", "DATABASE_URL", "DATA_DIR"],
)
def test_a_setting_that_cannot_be_used_is_one_sentence(
    cli: Cli, settings: dict[str, str], said: str
) -> None:
    (cli.folder / "file").write_text("in the way")
    done = cli("sources", "list", **settings)
    assert (done.returncode, done.stdout, done.stderr) == (1, "", f"Error: {said}\n")


def test_a_server_of_chroma_that_is_gone_is_one_sentence(cli: Cli) -> None:
    done = cli("reindex", CHROMA_URL="http://127.0.0.1:1")
    assert (done.returncode, done.stdout) == (1, "")
    assert "The Chroma server at http://127.0.0.1:1 (CHROMA_URL) does not answer." in done.stderr


def test_the_second_process_on_an_embedded_store_stops_with_a_sentence(cli: Cli) -> None:
    lock = StoreLock(cli.folder / "data")
    lock.acquire("pilcrow run")
    done = cli("ask", "Who dances?")
    lock.release()
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("Error: Another process (`pilcrow run`, process ")
    assert done.stderr.endswith(
        " is using the store in data. "
        "Stop it first, or run a Chroma server and set CHROMA_URL for both.\n"
    )


def test_an_unexpected_failure_is_one_sentence_and_the_log_has_the_traceback(cli: Cli) -> None:
    assert cli("sources", "list").returncode == 0
    with sqlite3.connect(cli.folder / "data" / "pilcrow.db") as connection:
        connection.execute("DROP TABLE passages")
        connection.execute("DROP TABLE paragraphs")
    done = cli("sources", "list", "--json", DISCORD_TOKEN="swordfish")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        "Error: Something went wrong. The details are in pilcrow.log in the data folder, "
        "and `pilcrow doctor` checks every part.\n"
    )
    [line] = [json.loads(line) for line in cli.log.splitlines()]
    assert "Traceback" in line["exception"]
    assert "no such table: paragraphs" in line["exception"]
    assert "swordfish" not in cli.log


def test_what_cannot_be_read_leaves_its_id_to_the_next_and_what_was_read_does_not(cli: Cli) -> None:
    folder = cli.folder / "twice"
    folder.mkdir()
    (cli.folder / "moths.bin").write_bytes(b"\0\1")
    (cli.folder / "moths.md").write_text("Moths fly at night.\n", encoding="utf-8")
    (folder / "moths.md").write_text("Moths eat wool.\n", encoding="utf-8")
    done = cli("ingest", "moths.bin", "moths.md", "twice", "--json", "--server", "77")
    found = json.loads(done.stdout)
    assert [(each["source"], each["revision"]) for each in found["sources"]] == [("moths", 1)]
    assert [each["origin"] for each in found["failed"]] == ["moths.bin", "twice/moths.md"]
    assert "would be the source 'moths', and so is moths.md" in found["failed"][1]["error"]


def test_an_empty_store_has_no_answer(cli: Cli) -> None:
    done = cli("ask", "Who dances?", "--json")
    document = json.loads(done.stdout)
    assert (done.returncode, document["status"], document["retrieved"]) == (0, "not_found", [])


@pytest.mark.parametrize("position", [1, 2, 3])
def test_a_malformed_line_stops_before_anything_is_asked(cli: Cli, position: int) -> None:
    lines = ['{"id": "1", "question": "Who dances?"}'] * 2
    lines.insert(position - 1, '{"id": "x"')
    (cli.folder / "questions.jsonl").write_text("\n".join(lines))
    done = cli("ask", "--questions", "questions.jsonl")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"Error: Line {position} of questions.jsonl is not JSON;")


def test_an_article_in_any_script_is_shown_whole_on_a_narrow_screen(cli: Cli) -> None:
    text = "東京タワーは東京都港区にある電波塔です。高さは333メートルです。"
    (cli.folder / "tower.txt").write_text(text, encoding="utf-8")
    assert cli("ingest", "tower.txt").returncode == 0
    shown = cli("sources", "show", "tower", COLUMNS="30").stdout
    assert text in "".join(shown.split())


def test_ids_are_listed_whole_on_a_narrow_screen(cli: Cli) -> None:
    name = "a-report-with-a-long-name-of-the-year-2024"
    (cli.folder / f"{name}.md").write_text("# " + "Report " * 30 + "\n\nThey dance.")
    assert cli("ingest", f"{name}.md").returncode == 0
    shown = cli("sources", "list", COLUMNS="50").stdout
    first_column = [line.split(" ")[0] for line in shown.splitlines()[1:]]
    assert "".join(first_column) == name


def test_one_paragraph_is_counted_in_the_singular_and_nothing_else_is_said(cli: Cli) -> None:
    (cli.folder / "a.txt").write_text("They dance.\n")
    done = cli("ingest", "a.txt")
    assert "A, revision 1: 1 paragraph " in done.stdout
    assert done.stderr == ""


def test_output_is_utf_8_whatever_the_locale_says(cli: Cli) -> None:
    (cli.folder / "a.txt").write_text("They dance.\n")
    done = cli("ingest", "a.txt", PYTHONUTF8="0", PYTHONIOENCODING="cp1252", LC_ALL="C")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("✓ a ")


def test_a_question_that_is_no_text_is_refused_in_a_sentence(cli: Cli) -> None:
    done = cli("ask", "caf\udce9?")
    assert (done.returncode, done.stderr) == (
        2,
        "Error: The question has signs that are no text: type it again, in UTF-8.\n",
    )


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_behind_standard_output_is_told_in_a_sentence(cli: Cli) -> None:
    with Path("/dev/full").open("w") as full:
        done = cli("sources", "list", output=full)
    assert (done.returncode, done.stderr) == (
        1,
        "Error: The output cannot be written: No space left on device.\n",
    )
