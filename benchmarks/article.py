"""How well one article is answered from, measured with a file of questions.

Run `python -m benchmarks.article ARTICLE QUESTIONS.jsonl`; the file is one for `pilcrow eval`.
The article is alone in a store of its own, which is removed afterwards.
"""

import argparse
import tempfile
from pathlib import Path

from bot.evaluating import evaluate, read_expected
from bot.parts import Parts
from bot.settings import Settings
from bot.terminal import print_evaluation
from vectorstore.model import SHARED


def main() -> None:
    """Ask every question and print what came out."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("article", type=Path)
    options.add_argument("questions", type=Path)
    arguments = options.parse_args()
    questions = read_expected(arguments.questions)
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(_env_file=None, data_dir=Path(folder))
        with Parts(settings, "benchmark") as parts:
            parts.pipeline.ingest(arguments.article, SHARED)
            print_evaluation(evaluate(parts.library, questions, SHARED))


if __name__ == "__main__":
    main()
