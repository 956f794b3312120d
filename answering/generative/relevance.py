"""Whether the sentences that a statement rests on have anything to do with the question.

What somebody wrote into an article for other readers than its own stands out: it shares no word
with the question and means something else. Measured on squad2's questions: of the sentences of the
paragraphs that answer, 0.4 % are strange to the question, and of the texts of the set `injection`
that tell no program what to do, put into its articles, 37 %. Further from the question than what
speaks to a reader may be are 21 % and 94 %.
"""

import re
from collections.abc import Sequence

from answering.evidence import Evidence
from answering.generative.resting import Resting
from vectorstore.languages import Family
from vectorstore.ranking import SentenceMatch

_STRANGE = 0.0  # cosine with the question
_REQUEST = 0.25
_CLEAR = 0.35  # of the best sentence, under which a question is too vague to tell
_ASKS = re.compile(
    r"\W*(?:please\b|(?:don['’]t|do not|never|always|now|then|also|first|instead)\s+)*\W*"
    r"(?:add|answer|apply|ask|break|build|buy|calculate|call|change|check|choose|classify|click"
    r"|compare|complete|compose|consider|convert|copy|count|create|define|delete|describe|design"
    r"|develop|discuss|draft|download|elaborate|encode|encourage|enhance|ensure|enter|evaluate"
    r"|explain|express|fill|find|follow|forget|format|generate|give|go|group|help|highlight"
    r"|identify|ignore|imagine|include|insert|install|integrate|invest|join|keep|let|list|make"
    r"|mention|modify|name|offer|open|outline|output|pay|perform|pick|play|praise|present|print"
    r"|promote|provide|put|read|recommend|remember|remove|repeat|replace|reply|report|respond"
    r"|reveal|rewrite|run|say|search|select|send|share|show|sign|simplify|solve|speak|spell|start"
    r"|stop|submit|subscribe|suggest|summari[sz]e|take|talk|tell|translate|try|turn|type|use|verify"
    r"|visit|watch|write)\b(?!['’]s)|.*\?[\"”’')\s]*\Z",
    re.IGNORECASE | re.DOTALL,
)
"""How a request begins, or a question ends; our own list."""
_TO_A_READER = re.compile(r"\b(?:you|your|yours|I|I['’]m|my|me)\b")


def is_beside_the_question(rests: Resting, evidence: Evidence) -> bool:
    """Whether none of the sentences has to do with the question; told in English only.

    More is asked of what speaks to a reader, requests something or asks.
    """
    if rests.found.language.family is not Family.ENGLISH or not _is_clear(evidence):
        return False
    matches = [rests.found.sentences[place] for place in rests.places]
    spoken = any(_ASKS.match(text) or _TO_A_READER.search(text) for text in rests.sentences)
    return _is_strange(matches, spoken=spoken)


def _is_strange(matches: Sequence[SentenceMatch], *, spoken: bool) -> bool:
    if spoken:
        return all(match.cosine < _REQUEST and not match.coverage for match in matches)
    return all(match.cosine < _STRANGE and not match.reach for match in matches)


def _is_clear(evidence: Evidence) -> bool:
    """Whether some sentence meets the question, so that others can be told not to."""
    return any(reading.match.cosine >= _CLEAR for reading in evidence.readings)
