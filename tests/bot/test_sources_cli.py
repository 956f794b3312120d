"""`pilcrow sources …` as real processes, on one data folder."""

import json
import os
import pty
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from cli_process import LIMIT, ROOT, Cli

FIRST = """# About bees

They dance on the comb.

## Flight

They fly up to three miles, and they come home before the rain.

They sting only once.
"""
SECOND = FIRST.replace("three miles", "five miles").replace("They dance", "Hello!\n\nThey dance")


@pytest.fixture(scope="module")
def cli(tmp_path_factory: pytest.TempPathFactory) -> Cli:
    """A folder with the source `bees`, in two revisions."""
    cli = Cli(tmp_path_factory.mktemp("sources"))
    for text in (FIRST, SECOND):
        (cli.folder / "bees.md").write_text(text, encoding="utf-8")
        assert cli("ingest", "bees.md").returncode == 0
    return cli


def told(cli: Cli, *arguments: str) -> Any:
    """What a command prints as JSON."""
    done = cli(*arguments, "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def squeezed(text: str) -> list[str]:
    """The lines that say something, each run of spaces as one."""
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]


def test_a_difference_is_shown_in_paragraphs(cli: Cli) -> None:
    done = cli("sources", "diff", "bees")
    assert done.returncode == 0
    assert squeezed(done.stdout) == [
        "About bees (bees)",
        "from revision 1 to revision 2: 1 added, 1 changed, 2 paragraphs unchanged",
        "+ ¶1 Hello!",
        "Flight",
        "~ ¶2 → ¶3 They fly up to [-three-] {+five+} miles, and they come home before the rain.",
    ]


def test_the_way_back_may_be_compared_too(cli: Cli) -> None:
    found = told(cli, "sources", "diff", "bees", "2", "1")
    assert (found["before"], found["after"]) == (2, 1)
    assert (found["added"], found["changed"], found["removed"]) == (0, 1, 1)


def test_an_older_revision_is_shown_and_says_that_it_is_older(cli: Cli) -> None:
    shown = squeezed(cli("sources", "show", "bees", "--revision", "1").stdout)
    assert shown[1].startswith("bees, revision 1 (the current one is 2), ")
    assert "¶2 They fly up to three miles, and they come home before the rain." in shown
    assert "(the current one" not in cli("sources", "show", "bees").stdout


def test_going_back_removing_and_bringing_back_are_told_and_logged(cli: Cli) -> None:
    back = cli("sources", "rollback", "bees", "1")
    assert squeezed(back.stdout) == [
        "✓ bees About bees: revision 1 is the current one again, in place of 2 "
        "(1 changed, 1 removed)."
    ]
    assert [each["revision"] for each in told(cli, "sources", "list")["sources"]] == [1]
    assert squeezed(cli("sources", "rollback", "bees", "1").stdout) == [
        "✓ bees About bees: revision 1 is the current one already."
    ]

    gone = squeezed(cli("sources", "remove", "bees", "--yes").stdout)
    assert re.fullmatch(
        r"✓ bees About bees is removed\. "
        r"Until \d\d \w+ \d{4} `pilcrow sources rollback bees 1` brings it back\.",
        gone[0],
    )
    listed = squeezed(cli("sources", "list").stdout)
    assert listed[0].startswith("There are no sources now")
    assert listed[1].endswith("`pilcrow sources rollback bees 1` brings it back.")
    for command in (["sources", "show", "bees"], ["sources", "remove", "bees", "-y"]):
        again = cli(*command)
        assert again.returncode == 1
        assert again.stderr == (
            "Error: The source 'bees' was removed: "
            "`pilcrow sources rollback bees 1` brings it back.\n"
        )

    brought = told(cli, "sources", "rollback", "bees", "2")
    assert (brought["action"], brought["before"], brought["after"]) == ("rolled back", None, 2)
    log = told(cli, "sources", "log", "bees")["changes"]
    assert [(each["action"], each["before"], each["after"]) for each in log] == [
        ("rolled back", None, 2),
        ("removed", 1, None),
        ("rolled back", 2, 1),
        ("published", 1, 2),
        ("published", None, 1),
    ]
    assert {each["actor"] for each in log} == {"operator"}
    assert len(told(cli, "sources", "log", "--limit", "2")["changes"]) == 2
    assert "rolled back to revision 1, in place of 2" in cli("sources", "log").stdout


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["diff", "moths"], 2, "There is no source named 'moths'. Known sources: bees."),
        (["diff", "bees", "7"], 2, "The source 'bees' has no revision 7. Known revisions: 1, 2."),
        (["show", "bees", "--revision", "7"], 2, "The source 'bees' has no revision 7."),
        (["rollback", "bees", "7"], 2, "The source 'bees' has no revision 7."),
        (["rollback", "bees", "x"], 2, "'REVISION': Input should be a valid integer"),
        (["rollback", "moths", "1"], 2, "There is no source named 'moths'."),
        (["remove", "moths", "--yes"], 2, "There is no source named 'moths'."),
        (["remove", "bees"], 2, "nobody can be asked here: say --yes to remove the source."),
        (["remove", "bees", "--yes", "--server", "5"], 2, "is shared by all servers"),
        (["rollback", "bees", "1", "--server", "5"], 2, "is shared by all servers"),
        (["log", "moths"], 2, "There is no source named 'moths'."),
        (["log", "--limit", "0"], 2, "'--limit': Input should be greater than or equal to 1"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_cannot_be_done_is_one_sentence(
    cli: Cli, arguments: list[str], status: int, said: str
) -> None:
    done = cli("sources", *arguments)
    assert (done.returncode, done.stdout) == (status, "")
    assert said in " ".join(done.stderr.replace("│", " ").split())


def test_a_person_at_the_terminal_is_asked_before_a_source_is_removed(cli: Cli) -> None:
    ours, theirs = pty.openpty()
    os.write(ours, b"n\n")
    done = subprocess.run(
        [sys.executable, "-m", "bot", "sources", "remove", "bees"],
        cwd=cli.folder,
        stdin=theirs,
        capture_output=True,
        timeout=LIMIT,
        check=False,
        env=os.environ | {"PYTHONPATH": str(ROOT), "COLUMNS": "200", "NO_COLOR": "1"},
    )
    os.close(ours)
    os.close(theirs)
    said = done.stderr.decode()
    assert done.returncode == 1
    assert said.startswith("Remove bees (About bees, revision ")
    assert "can be brought back for 30 days." in said
    assert "The source 'bees' was not removed." in said
    assert [each["source"] for each in told(cli, "sources", "list")["sources"]] == ["bees"]


class _Site(BaseHTTPRequestHandler):
    """Two pages and a sitemap of them."""

    def do_GET(self) -> None:
        host = self.headers["Host"]
        pages = {
            "/tides.html": "<html><head><title>Tides</title></head><body><article><h1>Tides</h1>"
            "<p>The tides follow the moon, and twice a month they are at their highest.</p>"
            "</article></body></html>",
            "/moths.txt": "Moths fly to the light.",
            "/sitemap.xml": '<?xml version="1.0"?>'
            '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
            f"<url><loc>http://{host}/tides.html</loc></url>"
            f"<url><loc>http://{host}/moths.txt</loc></url></urlset>",
        }
        body = pages.get(self.path)
        kind = {"html": "text/html", "xml": "application/xml"}.get(self.path.rpartition(".")[2])
        self.send_response(404 if body is None else 200)
        self.send_header("Content-Type", f"{kind or 'text/plain'}; charset=utf-8")
        self.end_headers()
        self.wfile.write((body or "").encode())

    def log_message(self, *_: object) -> None:
        """Nothing: the output is the test's."""


@pytest.fixture
def site() -> Iterator[str]:
    """The address of a site on this machine."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_folders_archives_addresses_and_sitemaps_are_ingested(tmp_path: Path, site: str) -> None:
    cli = Cli(tmp_path)
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "bees.md").write_text(FIRST)
    with ZipFile(tmp_path / "pack.zip", "w") as archive:
        archive.writestr("inner/wasps.txt", "Wasps build nests of paper.")
        archive.writestr("inner/broken.pdf", "%PDF-1.4 nothing")
    done = cli(
        *("ingest", "docs", "pack.zip", f"{site}/sitemap.xml", f"{site}/gone.html", "--json"),
        FETCH_ALLOW="127.0.0.1",
    )
    report = json.loads(done.stdout)
    assert done.returncode == 1
    assert {each["source"] for each in report["sources"]} == {"bees", "wasps", "tides", "moths"}
    assert [each["origin"].rpartition("/")[2] for each in report["failed"]] == [
        "broken.pdf",
        "gone.html",
    ]
    origins = {each["source"]: each["origin"] for each in told(cli, "sources", "list")["sources"]}
    assert origins["tides"] == f"{site}/tides.html"
    assert origins["wasps"] == "pack.zip/inner/wasps.txt"


def test_an_address_on_this_machine_is_refused_unless_it_is_allowed(
    tmp_path: Path, site: str
) -> None:
    done = Cli(tmp_path)("ingest", f"{site}/tides.html")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("Error: ")
    assert "FETCH_ALLOW" in done.stderr


def test_several_documents_cannot_be_one_source(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    for name in ("a.txt", "b.txt"):
        (tmp_path / "docs" / name).write_text("They dance.")
    done = Cli(tmp_path)("ingest", "docs", "--source", "bees")
    assert (done.returncode, done.stdout) == (2, "")
    assert "--source names one source" in done.stderr


def test_an_odd_entry_of_fetch_allow_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("They dance.")
    done = Cli(tmp_path)("ingest", "a.txt", FETCH_ALLOW="wiki local:x")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("Error: FETCH_ALLOW has the entry 'local:x'. It must be ")
