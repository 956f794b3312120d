"""How often all the paragraphs that a question needs are among the first ten.

hotpotqa and musique: every question needs paragraphs of two or more articles.
`python -m benchmarks.two_hops`.
"""

from benchmarks.corpus import is_gold
from benchmarks.options import embedded, load, parser

SETS = ("hotpotqa", "musique")
FIRST = 10


def main() -> None:
    """Measures each set by score alone and with links."""
    arguments = parser(__doc__).parse_args()
    for name in SETS:
        questions = load(arguments, name)
        corpus, vectors = embedded(arguments, questions)
        asked = [question for question in questions.questions if question.gold]
        counts = {"by score": 0, "with links": 0}
        for question in asked:
            found = corpus.search(question.text, vectors[question.text])
            by_score = sorted(found, key=lambda each: -each.score)
            for way, ranked in (("by score", by_score), ("with links", found)):
                gold = sum(is_gold(each, question) for each in ranked[:FIRST])
                counts[way] += gold == len(question.gold)
        for way, count in counts.items():
            print(f"{name}, {way}: all needed in the first {FIRST}: {count} of {len(asked)}")


if __name__ == "__main__":
    main()
