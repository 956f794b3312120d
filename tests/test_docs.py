"""The documentation says what the program does."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
import typer

from bot.cli import app
from bot.settings import Settings

ROOT = Path(__file__).parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")])
COMMAND_LINE = (ROOT / "docs/command-line.md").read_text(encoding="utf-8")


def commands() -> dict[str, typer.core.TyperCommand]:
    """Every command of the program by its words, such as `sources list`."""
    found = {}
    for name, command in typer.main.get_command(app).commands.items():
        for below, nested in getattr(command, "commands", {"": command}).items():
            found[f"{name} {below}".strip()] = nested
    return found


def section(command: str) -> str:
    """What the command-line page says below the heading of one command."""
    found = re.search(rf"^## `pilcrow {command}\b.*?(?=^## |\Z)", COMMAND_LINE, re.M | re.S)
    assert found, f"docs/command-line.md has no heading for pilcrow {command}"
    return found[0]


@pytest.mark.parametrize("command", commands())
def test_every_option_is_documented(command: str) -> None:
    options = {
        option
        for parameter in commands()[command].params
        for option in parameter.opts
        if option.startswith("--") and option != "--help"
    }
    documented = set(re.findall(r"^\| `(--[a-z]+)", section(command), re.M))
    assert documented == options


def test_every_documented_command_exists() -> None:
    documented = re.findall(r"^## `pilcrow ([a-z]+(?: [a-z]+)?)", COMMAND_LINE, re.M)
    assert sorted(documented) == sorted(commands())


def test_the_settings_page_lists_every_setting() -> None:
    page = (ROOT / "docs/operating.md").read_text(encoding="utf-8")
    documented = re.findall(r"^\| `([A-Z_]+)` \|", page, re.M)
    assert documented == [name.upper() for name in Settings.model_fields]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\((?!https?://)([^)#]+)", page.read_text(encoding="utf-8"))
    assert [target for target in targets if not (page.parent / target).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_commands_in_the_pages_are_commands_of_the_program(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    named = set(re.findall(r"(?:bin/|`)pilcrow ((?:sources )?[a-z]+)\b", text))
    assert named <= set(commands())


@pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")
def test_the_targets_that_the_pages_name_exist() -> None:
    listed = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True)
    targets = set(re.findall(r"^([a-z]+)", listed.stdout, re.M))
    named = {
        target
        for page in PAGES
        for target in re.findall(r"`make ([a-z]+)`|^make ([a-z]+)$", page.read_text("utf-8"), re.M)
    }
    assert {first or second for first, second in named} <= targets


def test_the_readme_is_short_enough_to_read() -> None:
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) < 150
