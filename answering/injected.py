"""Sentences of an article that speak to a program that answers, not to a reader.

Whoever may edit a source can write into it what a language model should do. Such a sentence is
no answer to a member's question, whoever words the answer: a writer neither quotes nor repeats it.
What is looked for is the address, not the subject: words about the reply that is to be made and
about earlier instructions, turns of a chat that was never held, and markup that would run.

A plain request ("Explain the …", "Add the flour.") is left alone, for guides are made of such
sentences, and a false claim cannot be told from a true one here: what has nothing to do with the
question is kept out by the question.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Final

from vectorstore.ranking import Found

_REPLY = r"(?:answers?|responses?|repl(?:y|ies)|outputs?)"
_TELL = r"(?:say|print|reply|respond|answer|output|report|repeat|return|echo|translate)"
_REWORK = (
    r"(?:add|adjust|alter|append|apply|begin|change|code|conclude|convert|display|embed|encipher"
    r"|encode|encrypt|end|enhance|express|extend|finish|format|give|group|include|incorporate"
    r"|insert|integrate|jumble|make|mention|misspell|mix|modify|phrase|precede|prefix|present"
    r"|print|produce|provide|put|remove|render|replace|reverse|rewrite|scramble|shift|show|sign"
    r"|spell|start|substitute|swap|transform|translate|turn|type|use|weave|work|write)"
)
_ORDERS = (
    r"(?:instructions?|directions?|directives?|prompts?|commands?|guidelines?|rules|context"
    r"|info|information|training|constraints?|restrictions?|indicators?|criteria)"
)
_ALL = r"(?:all|any|every|everything|previous|prior|above|preceding|earlier|following|these|your)"
_MACHINE = (
    r"(?:AI|A\.I\.|LLMs?|(?:large )?language models?|chat ?bots?|(?:AI|virtual) \w+"
    r"|automated (?:\w+ )?(?:software|systems?|tools?|readers?|agents?)"
    r"|(?:analysis|screening|evaluation|scoring|ranking) (?:software|systems?|tools?|models?))"
)
_BID = r"(?:(?:\A|[.:;!?,>)\]”’…-])\W{0,3}|\b(?:please|to|must|should|now|and|you) )"
_OVER = rf"{_BID}(?:ignore|disregard|forget|override|bypass|discard)\b"

_ABOUT_THE_REPLY = (
    # "In your response, …", "Encode your message …"; "their reply" is told of somebody
    rf"\b(?:in|into|of|within|throughout|to) your (?:\w+ )?{_REPLY}\b",
    rf"{_BID}{_REWORK} (?:\w+ ){{0,3}}your (?:\w+ )?(?:{_REPLY}|messages?)\b",
    r"\b(?:letters|characters|words|keywords|spaces|vowels)\b.{0,100}\byour (?:\w+ )?messages?\b",
    rf"\b(?:can|could|would|will) you (?:please )?(?:{_TELL}|speak|write) (?:only )?in (?-i:[A-Z])",
    # "just say …", "simply respond with …", "… and output: …"
    rf"\b(?:just|only|simply|instead) {_TELL}\b(?= ?(?:with |only |the following|[\"“‘'<:]))",
    rf"{_BID}(?:just )?{_TELL}:(?=\s|\Z)",
    r"\b(?:reply|respond|answer) (?:only |exclusively )?(?:with|using|in) "
    r"(?:only |just )?(?:the following|nothing|base ?\d+|[\"“<])",
    rf"\bif (?:asked|(?:(?:the|any|a) )?users? asks?)\b.{{0,200}}\b{_TELL}\b",
    r"\b(?:to|with) the user:",
    r"\btranslate this (?:\w+ )?as\b",
)
_ABOUT_INSTRUCTIONS = (
    rf"{_OVER} (?:\w+ ){{0,3}}?{_ALL} (?:\w+ ){{0,4}}?{_ORDERS}\b",
    rf"{_OVER} (?:everything|all|what(?:ever)?)(?: \w+){{0,4}} (?:above|before|previously)\b",
    rf"{_BID}override (?:manual|automatic|automated|normal|default|standard|safety)\b",
    r"\byour (?:system |initial |hidden |secret |original )(?:prompts?|instructions?)\b",
    r"\b(?:ignore|check|repeat|reveal|print) (?:the|your|all|any)"
    r" (?:previous|prior|above|preceding) (?:instructions|directions|prompts?)\b",
    r"\bfocus (?:only|solely|exclusively) on (?:the )?(?:following )?information\b",
    r"\byou (?:may|must|can|should) not deviate\b",
)
_ABOUT_WHO_READS = (
    rf"\b(?:notes?|attention|instructions?|messages?|reminder|hints?)(?: (?:to|for)|:)"
    rf" (?:(?:any|all|the|every|an?|our) )?{_MACHINE}\b",
    rf"\b(?:visible|addressed|readable|meant|intended) (?:only )?(?:to|for|by) {_MACHINE}\b",
    r"\bfor automated (?:screening|evaluation|analysis|scoring) (?:software|systems?|tools?)\b",
    r"\b(?:you are|you’re|you're|act as|pretend to be) (?:now )?(?:an? |the )?(?:\w+ )?"
    r"(?:AI\b|LLM\b|language model|chat ?bot)",
)
_TURNS_OF_A_CHAT = (
    r"(?:\A|[\n>\]-])\W{0,3}(?:system|assistant|user)\s*(?:prompt|message|note)?\s*:\s",
    r"</?\s*(?:(?:end|start) of )?(?:session|system|prompt|instructions?|user|assistant)\s*>",
    r"<\|[^|<>]{1,40}\|>|\[/?(?:INST|SYS)\]|<</?SYS>>",
    r"\bsystem chain of thought\b|\bchain of thought (?:result|output)\b",
)
_MARKUP_THAT_RUNS = (
    r"<\s*/?\s*(?:script|iframe|object|embed|svg|img|a\s+href)\b",
    r"\b(?:javascript|vbscript|data:text/html)\s*[:;,]\S",
    r"\bon(?:error|load|click|mouseover)\s*=",
)
_SIGNS: Final = re.compile(
    "|".join(
        (
            *_ABOUT_THE_REPLY,
            *_ABOUT_INSTRUCTIONS,
            *_ABOUT_WHO_READS,
            *_TURNS_OF_A_CHAT,
            *_MARKUP_THAT_RUNS,
        )
    ),
    re.IGNORECASE,
)


def _phrases(text: str) -> tuple[str, ...]:
    return tuple(text.split("|"))


_TOLD = _phrases("say|print|reply|respond|answer|output|report|repeat|return|echo|translate")
_MADE = _phrases("software|system|tool|model")
_HINTS: Final = (
    *_phrases("your|you |you’re|you're|ignore|disregard|forget|override|bypass|discard|deviate"),
    *_phrases("if ask|user ask|users ask|user:|user :|translate this|focus only|focus solely"),
    *_phrases("focus exclusively|llm|language model|chatbot|chat bot|virtual |automated"),
    *_phrases(" ai |(ai |ai:|ai,|ai.|ai)|ai-|a.i.|assistant|chain of thought|<|[inst|[/inst"),
    *_phrases("[sys|[/sys|javascript|vbscript|data:text|onerror|onload|onclick|onmouseover"),
    *(f"{how} {told}" for how in ("just", "only", "simply", "instead") for told in _TOLD),
    *(f"{told}{mark}" for told in _TOLD for mark in (":", " :")),
    *(
        f"{told} {how}"
        for told in ("reply", "respond", "answer")
        for how in ("with", "using", "in ", "only", "exclusively")
    ),
    *(
        f"{told} {which} "
        for told in ("check", "repeat", "reveal", "print")
        for which in ("the", "your", "all", "any")
    ),
    *(
        f"{what} {made}"
        for what in ("analysis", "screening", "evaluation", "scoring", "ranking")
        for made in _MADE
    ),
    *(f"system{rest}" for rest in (":", " :", " prompt", " message", " note")),
    *(f"user{rest}" for rest in (" prompt", " message", " note")),
)
"""Of these at least one stands, in small letters, in whatever the signs match.

Looking for them takes a tenth of the time, and most paragraphs have none.
"""


def is_injected(sentence: str) -> bool:
    """Whether a sentence tells a program how to answer, or would run where it is shown."""
    return _may_be(sentence) and _SIGNS.search(sentence) is not None


def _may_be(text: str) -> bool:
    plain = f" {' '.join(text.lower().split())} "
    return any(hint in plain for hint in _HINTS)


def clean_until(sentences: Sequence[str]) -> int:
    """How many sentences of a paragraph stand before the first one that is injected.

    What follows such a sentence in its paragraph mostly belongs to it: the words that are to be
    said, a pressing tone, a false claim. The number of all sentences where none is injected.
    """
    return _clean_until(tuple(sentences))


@lru_cache(4_096)  # paragraphs; the same ones are found again and again
def _clean_until(sentences: tuple[str, ...]) -> int:
    if not _may_be(" ".join(sentences)):
        return len(sentences)
    places = (place for place, each in enumerate(sentences) if is_injected(each))
    return next(places, len(sentences))


def without_injected(found: Found) -> Found | None:
    """A found paragraph as far as it is clean, its text and passages cut; None if nothing is left.

    A paragraph without injected sentences comes back as it is. The paragraph keeps its number, so
    it is cited as before.
    """
    paragraph = found.placed.paragraph
    texts = [paragraph.passages[match.passage].text for match in found.sentences]
    clean = clean_until(texts)
    if clean == len(texts):
        return found
    if clean == 0:
        return None
    cut = paragraph.passages[found.sentences[clean].passage].start
    kept = [place for place, passage in enumerate(paragraph.passages) if passage.end <= cut]
    at = paragraph.text.find(texts[clean])
    shorter = replace(
        paragraph,
        text=paragraph.text[:at].rstrip() if at > 0 else " ".join(texts[:clean]),
        raw=paragraph.raw[:cut].rstrip(),
        passages=tuple(paragraph.passages[place] for place in kept),
    )
    matches = [match for match in found.sentences[:clean] if match.passage in kept]
    return replace(
        found,
        placed=replace(found.placed, paragraph=shorter),
        sentences=tuple(replace(match, passage=kept.index(match.passage)) for match in matches),
    )
