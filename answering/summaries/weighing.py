"""How much each sentence says of what the whole text says.

`score = .5 meaning + .5 words + .2 exp(-place / max(5, n / 10))` over the n sentences of a text:
`meaning` is the cosine to the mean vector, `words` the tf-idf cosine to the mean, divided by the
largest. `python -m benchmarks.summaries` measures it. On stories meaning alone was worse; words
alone, the same within each part of the text, and other powers of the sentences' lengths made no
difference beyond noise.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from vectorstore.encoder import Vectors
from vectorstore.languages import Language
from vectorstore.words import terms

_POSITION: Final = 0.2
_FEWEST_FIRST: Final = 5

Scores = NDArray[np.float64]


def scores(texts: Sequence[str], vectors: Vectors, language: Language) -> Scores:
    """The score of each sentence, in order; `vectors` has the shape (sentences, dimensions).

    A row of zeros is for a sentence without a vector, which is weighed by its words alone.
    """
    position = np.exp(-np.arange(len(texts)) / max(_FEWEST_FIRST, len(texts) / 10))
    mean = vectors.sum(axis=0)
    meaning = vectors @ mean / max(float(np.linalg.norm(mean)), 1e-9)
    said: Scores = 0.5 * meaning + 0.5 * _by_words(texts, language) + _POSITION * position
    return said


def _by_words(texts: Sequence[str], language: Language) -> Scores:
    """The tf-idf cosine of each text to the sum of all, divided by the largest."""
    numbers: dict[str, int] = {}
    counted = [
        (place, numbers.setdefault(term, len(numbers)), count)
        for place, text in enumerate(texts)
        for term, count in Counter(terms(text, language)).items()
    ]
    rows, columns, counts = np.array(counted, dtype=np.int64).reshape(-1, 3).T
    idf = np.log(1 + len(texts) / np.maximum(np.bincount(columns), 1))
    counted_by_idf = counts * idf[columns]
    lengths = np.sqrt(np.bincount(rows, counted_by_idf**2, minlength=len(texts)))
    weights = counted_by_idf / np.maximum(lengths, 1e-9)[rows]
    centroid = np.bincount(columns, weights)
    cosines = np.zeros(len(texts))
    np.add.at(cosines, rows, weights * centroid[columns])
    return cosines / max(float(cosines.max(initial=0)), 1e-9)
