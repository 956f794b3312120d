"""The rivals' environment: made once from pinned requirements, and made anew when they change."""

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]
FOLDER = REPOSITORY / ".venv-rivals"
REQUIREMENTS = REPOSITORY / "benchmarks" / "rivals" / "requirements.txt"


class EnvironmentFailedError(Exception):
    """The environment could not be made; the message says why."""


def rivals_python() -> Path:
    """The Python of the environment, which is made first where it is missing or outdated."""
    stamp = FOLDER / ".installed"
    wanted = hashlib.sha256(REQUIREMENTS.read_bytes()).hexdigest()
    if not (stamp.exists() and stamp.read_text(encoding="utf-8") == wanted):
        shutil.rmtree(FOLDER, ignore_errors=True)
        _run([sys.executable, "-m", "venv", str(FOLDER)])
        pip = [str(FOLDER / "bin" / "python"), "-m", "pip", "install", "--quiet"]
        _run([*pip, "--requirement", str(REQUIREMENTS)])
        stamp.write_text(wanted, encoding="utf-8")
    return FOLDER / "bin" / "python"


def _run(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        errors = [line for line in done.stderr.splitlines() if "ERROR" in line] or ["no reason"]
        raise EnvironmentFailedError(
            f"The environment {FOLDER.name} could not be made from {REQUIREMENTS.name}: "
            f"{errors[-1].strip()}. Delete the folder and try again."
        )
