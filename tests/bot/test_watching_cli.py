"""`pilcrow sources watch|refresh|publish|cancel` as real processes, with a page that changes."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from cli_process import Cli

from tests.pages import Web, web

FIRST = "# Bees\n\nThey fly up to three miles.\n"
SECOND = "# Bees\n\nThey fly up to five miles.\n"
ALLOWED = {"FETCH_ALLOW": "127.0.0.1"}


@pytest.fixture(scope="module")
def pages() -> Iterator[Web]:
    with web() as served:
        served.pages["/bees.md"] = FIRST
        yield served


@pytest.fixture(scope="module")
def cli(tmp_path_factory: pytest.TempPathFactory, pages: Web) -> Cli:
    """A folder with the source `bees` from the web, and `moths` from a file."""
    cli = Cli(tmp_path_factory.mktemp("watching"))
    (cli.folder / "moths.md").write_text("Moths fly at night.\n", encoding="utf-8")
    done = cli("ingest", pages.address("/bees.md"), "moths.md", **ALLOWED)
    assert done.returncode == 0, done.stderr
    return cli


def told(cli: Cli, *arguments: str, status: int = 0) -> Any:
    """What a command prints as JSON."""
    done = cli(*arguments, "--json", **ALLOWED)
    assert done.returncode == status, done.stderr
    return json.loads(done.stdout)


@pytest.mark.slow
def test_a_page_is_watched_offered_published_and_left_alone(cli: Cli, pages: Web) -> None:
    """One story, for each command takes seconds."""
    watch = told(cli, "sources", "watch", "bees", "--every", "daily")
    assert (watch["source"], watch["every"], watch["publish"]) == ("bees", "daily", "offer")

    pages.pages["/bees.md"] = SECOND
    looked = told(cli, "sources", "refresh")["sources"]
    assert [(each["source"], each["outcome"], each["revision"]) for each in looked] == [
        ("bees", "offered", 2)
    ]
    assert "three" in cli("sources", "show", "bees").stdout

    published = told(cli, "sources", "publish", "bees")
    assert (published["action"], published["revision"]) == ("published", 2)
    assert "five" in cli("sources", "show", "bees").stdout

    pages.status = 503
    looked = told(cli, "sources", "refresh", "bees", status=1)["sources"]
    assert looked[0]["outcome"] == "failed"
    assert "503" in looked[0]["error"]
    assert "five" in cli("sources", "show", "bees").stdout
    (listed,) = (
        each for each in told(cli, "sources", "list")["sources"] if each["source"] == "bees"
    )
    assert listed["watch"]["failures"] == 1

    assert told(cli, "sources", "watch", "bees", "--every", "never")["every"] is None
    done = cli("sources", "refresh", **ALLOWED)
    assert done.returncode == 0
    assert "No source is watched" in done.stderr


@pytest.mark.slow
def test_a_draft_that_was_overtaken_is_not_published_and_says_so(cli: Cli, pages: Web) -> None:
    pages.status = 200
    pages.pages["/wasps.md"] = "# Wasps\n\nThey build with wood.\n"
    address = pages.address("/wasps.md")
    assert cli("ingest", address, **ALLOWED).returncode == 0
    assert told(cli, "sources", "watch", "wasps", "--every", "daily")["every"] == "daily"
    pages.pages["/wasps.md"] = "# Wasps\n\nThey build with paper.\n"
    assert told(cli, "sources", "refresh", "wasps")["sources"][0]["outcome"] == "offered"
    pages.pages["/wasps.md"] = "# Wasps\n\nThey build with clay.\n"
    assert cli("ingest", address, **ALLOWED).returncode == 0

    done = cli("sources", "publish", "wasps")
    assert done.returncode == 1
    assert "was changed after its draft was made" in done.stderr
    assert "`pilcrow sources cancel wasps` drops it" in " ".join(done.stderr.split())
    assert "clay" in cli("sources", "show", "wasps").stdout


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (
            ("watch", "moths", "--every", "daily"),
            1,
            "came from 'moths.md', which is no web address",
        ),
        (("watch", "wasps", "--every", "daily"), 2, "There is no source named 'wasps'"),
        (("watch", "bees"), 2, "--every"),
        (("watch", "bees", "--every", "yearly"), 2, "yearly"),
        (("watch", "bees", "--every", "daily", "--server", "100"), 2, "no source named 'bees'"),
        (("refresh", "moths"), 1, "no web address"),
        (("publish", "moths"), 1, "No draft of the source 'moths' waits"),
        (("cancel", "moths"), 1, "No draft of the source 'moths' waits"),
    ],
)
def test_what_cannot_be_is_told_in_one_sentence(
    cli: Cli, arguments: tuple[str, ...], status: int, said: str
) -> None:
    done = cli("sources", *arguments)
    assert done.returncode == status
    assert said in " ".join(done.stderr.replace("│", " ").split())
    assert "Traceback" not in done.stderr
