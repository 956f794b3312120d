"""What a message asks, without the courtesies and instructions around it."""

import re
from typing import Final

_BETWEEN: Final = re.compile(r"(?<=[?.!])\s+(?=[A-Z])")
_INSTRUCTS: Final = re.compile(
    r"(?:please|thanks|thank you|answer|reply|respond|explain|write|list|give|record|include"
    r"|return|use|keep|be|only|don['’]t|do not|if (?:not|so|yes|no|any|multiple|several|more|there"
    r"|you|possible))\b",
    re.IGNORECASE,
)
"""How a sentence begins that says in what way to answer."""
_OPENS: Final = re.compile(
    r"(?:(?:hi|hello|hey)(?: there| all| everyone)?(?:[,!]\s+|\s+(?=(?:wh\w+|how|can|could|do)\b))"
    r"|(?:please|kindly)\s+"
    r"|(?:can|could|would|will) (?:you|anyone|somebody|someone) (?:please )?"
    r"(?=(?:tell|find|give|explain|list|show|name|describe)\b)"
    r"|(?:tell me|find out|find|give me|show me|list|name|identify|determine|explain|describe)"
    r"(?: about)?:?\s+(?=(?:the|an?|all|any|some|every|each|his|her|its|my|our|their|one|two|three"
    r"|four|five|\d+|who|whose|whom|what|which|when|where|why|how|if|whether)\b)"
    r"|(?:do you know|does any(?:one|body) know|i(?:['’]d| would) like to know|i want to know)"
    r"(?: about)?\s+)+",
    re.IGNORECASE,
)
"""How a message begins before it comes to the matter."""
_LEAST: Final = 2  # words


def matter(question: str) -> str:
    """The question without a greeting, "Find …", "Could you tell me …", or "Answer briefly."

    Words of that kind are nowhere in an answer, so they make everything found look worse.
    The question comes back as it is where next to nothing else would be left.
    """
    first, *others = _BETWEEN.split(question)
    kept = " ".join([first, *(other for other in others if not _INSTRUCTS.match(other))])
    opening = _OPENS.match(kept)
    asked = kept[opening.end() :] if opening else kept
    return asked if len(asked.split()) >= _LEAST else question
