"""Words by which a question leans on an earlier one, for languages other than English.

The lists are our own, and cautious: no word that often begins a question of its own.
"""

from dataclasses import dataclass

from vectorstore.languages import listed


@dataclass(frozen=True, slots=True)
class SmallWords:
    """`openings` begin a question that goes on from another one; `pronouns` stand for something
    that was named; `asking` begin a question that says nothing of its own with one word more.
    """

    openings: tuple[str, ...]
    pronouns: frozenset[str]
    asking: frozenset[str]
    spaced: bool = True

    def begins(self, folded: str) -> bool:
        """Whether a folded question begins with one of the openings, as whole words."""
        if not self.spaced:
            return folded.startswith(self.openings)
        padded = "".join(sign if sign.isalnum() or sign == "'" else " " for sign in folded) + " "
        return padded.startswith(tuple(f"{opening} " for opening in self.openings))


def _words(openings: str, pronouns: str, asking: str, spaced: bool = True) -> SmallWords:
    """`openings` are separated by commas, the others by spaces."""
    first = tuple(each.strip() for each in openings.split(","))
    return SmallWords(first, listed(pronouns), listed(asking), spaced)


SMALL_WORDS = {
    "german": _words(
        "und, oder, aber, was ist mit, wie steht es mit, wie sieht es mit",
        "er ihn ihm ihr ihre ihren sie davon dafür dazu dort damit",
        "wie wann wo wieso warum weshalb woher wohin wozu wer wen wem",
    ),
    "french": _words(
        "et, ou, mais, qu'en est, alors",
        "il elle ils elles lui leur ça cela celui celle ceux",
        "comment quand où pourquoi combien qui",
    ),
    "spanish": _words(
        "y, e, o, pero, qué hay de, qué pasa con",
        "él ella ellos ellas eso esto ese esa esos esas allí",
        "cómo cuándo dónde cuánto cuánta cuántos cuántas quién",
    ),
    "italian": _words(
        "e, ed, o, ma, che ne è di",
        "lui lei loro esso essa essi questo quello ciò",
        "come quando dove perché quanto quanti quante chi",
    ),
    "portuguese": _words(
        "e, ou, mas, que tal",
        "ele ela eles elas isso isto aquilo",
        "como quando onde quanto quantos quantas quem",
    ),
    "dutch": _words(
        "en, of, maar, hoe zit het met",
        "hij hem zij haar hun ze dat dit die daar ervan",
        "hoe wanneer waar waarom hoeveel wie",
    ),
    "polish": _words(
        "a, i, ale, lub, albo",
        "on ona oni one ono jego jej ich nim nią",
        "jak kiedy gdzie dlaczego ile kto",
    ),
    "romanian": _words(
        "și, şi, sau, dar, iar, ce zici de",
        "el ea ei ele acesta aceasta acestea aceștia asta acolo",
        "cum când unde cât câte câți câtă cine",
    ),
    "turkish": _words(
        "ve, veya, peki, peki ya, ya, ama",
        "o onu ona onun onlar onları onların bu bunu bunun bunlar orada",
        "nasıl neden niçin niye nerede kaç kim zaman",
    ),
    "vietnamese": _words(
        "và, còn, thế còn, hoặc, nhưng, vậy",
        "nó họ ấy",
        "sao khi",
    ),
    "russian": _words(
        "а, и, или, но, а как насчёт",
        "он она оно они его её ее их ему ей им него неё них этого этот это там",
        "как когда где почему зачем сколько кто откуда куда",
    ),
    "greek": _words(
        "και, κι, ή, αλλά, μα, τι γίνεται με",
        "αυτός αυτή αυτό αυτοί αυτές αυτά αυτού αυτής αυτών εκεί",
        "πώς πως πότε πού που γιατί πόσο πόσα πόσοι πόσες ποιος ποιοι",
    ),
    "arabic": _words(
        "و, أو, لكن, ولكن, ثم, وماذا, وما, وهل, ومن, ومتى, وأين, وكيف, وكم, ولماذا, ماذا عن",
        "هو هي هم هذا هذه ذلك تلك هناك",
        "كيف متى أين كم لماذا",
    ),
    "hindi": _words(
        "और, या, लेकिन, फिर",
        "वह वे यह ये उसने उसका उसकी उसके उन्होंने उनका उनकी उनके इसका इसकी इसके वहाँ",
        "कैसे कब कहाँ क्यों कितना कितने कितनी कौन",
    ),
    "unspaced": _words(
        "那么, 那, 它, 他, 她, 还有, 或者, 但是, 可是, 和, แล้ว, และ, แต่, หรือ,"
        " じゃあ, では, それ, そして",
        "它 他们 她们 它们 这个 那个 第二个 第一个 ทำไมมัน พวกเขา พวกมัน อันนั้น อันนี้",
        "为什么 为何 多少 几个 什么时候 何时 在哪里 哪里 谁 怎么 怎么样 如何"
        " ทำไม เมื่อไร เมื่อไหร่ ที่ไหน อย่างไร ยังไง เท่าไร เท่าไหร่ กี่คน ใคร"
        " なぜ どうして いつ どこ 誰 いくつ",
        spaced=False,
    ),
}
"""By the name of the language (see `vectorstore/languages.py`)."""
