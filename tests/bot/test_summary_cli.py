"""`pilcrow summary` as a real process, and what it prints."""

import io
import json

import pytest
from cli_process import Cli

from answering.model import Citation, Statement
from answering.summaries.model import Coverage, Summary
from bot import terminal
from bot.terminal_summary import coverage_told, print_summary
from vectorstore.model import SHARED

TEXT = """# The harbour

Quill has the oldest harbour of the northern coast.

## Wall

The wall was built by Ada Marsh after the storm of 1953. It has never broken since.

## Ships

Ferries from Belize reach the harbour every morning in summer.
"""


@pytest.fixture(scope="module")
def cli(tmp_path_factory: pytest.TempPathFactory) -> Cli:
    """A folder with the source `harbour`."""
    cli = Cli(tmp_path_factory.mktemp("summary"))
    (cli.folder / "harbour.md").write_text(TEXT, encoding="utf-8")
    (cli.folder / "list.md").write_text("- nine shells\n- ten gulls\n", encoding="utf-8")
    assert cli("ingest", "harbour.md", "list.md").returncode == 0
    return cli


def test_json_has_the_statements_and_their_coverage(cli: Cli) -> None:
    done = cli("summary", "harbour", "--length", "long", "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert {"source", "revision", "statements", "coverage", "writer"} <= told.keys()
    assert (told["source"], told["revision"], told["writer"]) == ("harbour", 1, "extractive")
    cited = {each["citations"][0]["paragraph"] for each in told["statements"]}
    assert told["coverage"] == {
        "paragraphs_read": 3,
        "paragraphs_total": 3,
        "paragraphs_cited": len(cited),
    }
    for each in told["statements"]:
        assert each["text"] == each["citations"][0]["quote"]


def test_the_printed_summary_ends_with_its_coverage(cli: Cli) -> None:
    done = cli("summary", "harbour", "--section", "ships")
    assert done.returncode == 0, done.stderr
    assert [line.strip() for line in done.stdout.splitlines() if line.strip()] == [
        "The harbour",
        "harbour, revision 1, below “Ships”",
        "Ships",
        "Ferries from Belize reach the harbour every morning in summer. ¶3",
        "Read 1 of 3 paragraphs, cites 1.",
    ]


def test_a_source_of_lists_says_what_to_do(cli: Cli) -> None:
    done = cli("summary", "list")
    assert done.returncode == 0, done.stderr
    assert "`pilcrow sources show list` prints" in " ".join(done.stdout.split())


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["moths"], "There is no source named 'moths'. Known sources: harbour, list."),
        (
            ["harbour", "--section", "Gulls"],
            "The source 'harbour' has no section 'Gulls'. Its sections: 'Wall'; 'Ships'.",
        ),
        (["list", "--section", "Gulls"], "It has no headings: leave the section out."),
        (["harbour", "--length", "tiny"], "'tiny' is not one of"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_cannot_be_summed_up_is_one_sentence(
    cli: Cli, arguments: list[str], said: str
) -> None:
    done = cli("summary", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in " ".join(done.stderr.replace("│", " ").split())


@pytest.mark.parametrize(
    ("coverage", "told"),
    [
        (Coverage(20, 20, 8), "Read all 20 paragraphs, cites 8."),
        (Coverage(4, 20, 1), "Read 4 of 20 paragraphs, cites 1."),
        (Coverage(1, 1, 1), "Read 1 of 1 paragraph, cites 1."),
        (Coverage(0, 1, 0), "Read 0 of 1 paragraph, cites 0."),
    ],
)
def test_the_coverage_is_told_in_a_sentence(coverage: Coverage, told: str) -> None:
    assert coverage_told(coverage) == told


def test_an_article_cannot_command_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    written = io.StringIO()
    monkeypatch.setattr(terminal.output, "_file", written)
    monkeypatch.setattr(terminal.output, "_force_terminal", True)
    evil = "\x1b]8;;https://evil.example\x1b\\Click\x1b]8;;\x1b\\"
    citation = Citation(SHARED, "note", evil, 1, 2, evil, evil, page=3)
    print_summary(
        Summary("note", evil, 1, (Statement(evil, (citation,)),), Coverage(1, 1, 1), section=evil)
    )
    assert "\x1b]8" not in written.getvalue()
    assert "¶2, page 3" in written.getvalue()
