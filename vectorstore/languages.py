"""The languages that words are compared in: their signs, their stop words, their stemmers."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum


def listed(words: str) -> frozenset[str]:
    """The words of a list that is written as one text."""
    return frozenset(words.split())


class Family(StrEnum):
    """Languages that are ranked alike."""

    ENGLISH = "english"
    LATIN = "latin"
    SCRIPT = "script"
    UNSPACED = "unspaced"


@dataclass(frozen=True, slots=True, eq=False)
class Language:
    """How the words of one language are read.

    `stemmer` is a Snowball algorithm, or None where there is none that helps.
    `stop_words` are folded; they say nothing about the subject of a text, and tell the languages
    of one script apart. The lists are our own.
    `family` names the weights that a question in this language is ranked by.
    """

    name: str
    family: Family
    stemmer: str | None = None
    stop_words: frozenset[str] = field(default=frozenset(), repr=False)


ENGLISH = Language(
    "english",
    Family.ENGLISH,
    "english",
    listed(
        """
        a about above after again against all also am among an and any are aren around as at be
        became because become been before being below between both but by can cannot could couldn
        did didn do does doesn doing don done down during each either else ever every few for from
        further get give given had hadn has hasn have haven having he her here hers herself him
        himself his how however i if in into is isn it its itself just like ll make many may me
        might mine more most much must my myself neither no nor not of off often on once one only
        onto or other our ours ourselves out over own per please quite rather re s same say she
        should shouldn since so some such t tell than that the their theirs them themselves then
        there these they this those though through thus to too toward towards under until up upon
        us use used using ve very via was wasn we were weren what when where whether which while
        who whom whose why will with within without won would wouldn yet you your yours yourself
        yourselves
        """
    ),
)

_LATIN = {
    "german": """
        aber als am an auch auf aus bei bis das dass dem den der des die dies diese durch ein eine
        einem einen einer eines er es für hat hatte im in ist kann man mehr mit nach nicht noch
        oder sich sie sind so um und unter viel viele vom von vor wann war waren warum was welche
        welchem welchen welcher welches wem wen wenn wer werden wie wird wo wurde wurden zu zum zur
        über zwischen
        """,
    "french": """
        a ai au aux avec ce ces cette comment combien dans de des du elle elles en est et eu fut il
        ils la le les leur lui mais ne ont ou où par pas plus pour pourquoi quand que quel quelle
        quelles quels qui quoi sa se ses son sont sur un une été était
        """,
    "spanish": """
        a al cómo como con cuando cuándo cuál cuáles cuánto cuánta cuántos cuántas de del desde
        donde dónde e el ella en entre era es esta este está fue fueron ha la las lo los más o
        para pero por qué que quién quiénes se ser si sin sobre son su sus también un una uno y
        """,
    "italian": """
        a ai al alla che chi ci come con cosa da dal dalla dei del della delle di dove e era fu gli
        ha i il in la le lo ma nel nella non o per perché più quale quali quando quanti quanto sono
        si su sua sulla suo tra un una è
        """,
    "portuguese": """
        a ao aos as com como da das de do dos e em entre era foi foram há mais mas na não nas no nos
        o onde os ou para pela pelo por porque qual quais quando quanto quantos que quem se ser seu
        sua são também um uma é
        """,
    "dutch": """
        aan als bij dat de den der die dit door een en er had heeft het hij hoe hoeveel in is maar
        met naar niet nog of om ook op over te tot uit van voor waar waarom wanneer was wat welk
        welke werd wie worden zich zijn
        """,
    "swedish": """
        att av de den det där efter en ett från för har hur han i inte kan med men många nar när och
        om på sig ska som till under var varför vad vem vid vilka vilken vilket är
        """,
    "norwegian": """
        at av blant ble de den der det en er et etter for fra ham har hva hvem hvilke hvilken hvor
        hvorfor i ikke med men mange når og om på seg som til under var ved
        """,
    "danish": """
        af at blev de den der det efter en er et for fra ham har hvad hvem hvilke hvilken hvor
        hvorfor hvornår i ikke med men mange når og om på sig som til under var ved
        """,
    "finnish": """
        ei ettei että he hän ja joka jotka jos kanssa koska kuin kuinka kuka kun mikä milloin missä
        mitkä mitä moni mutta myös niin oli olivat on ovat se sekä sen tai tämä voi
        """,
    "hungarian": """
        a az azt egy ez hogy hol hogyan hány ki kik melyik mely mennyi mi mikor milyen miért mint
        nem és is de csak már meg van volt voltak
        """,
    "romanian": """
        a al ale au aceasta acest această ca care cât câte câți ce cel cine cu cum când cărui de
        despre din după e este era fost face fi fiind iar în între la lor lui mai nu o pe pentru
        prin s sa sau se sunt său și un unde unei unui
        """,
    "turkish": """
        ama ancak bir bu da daha de değil diye en gibi hangi hangisi hangileri için ile ise kaç
        kadar kim kimdir kimin mi mı mu mü ne neden nedir nerede nasıl o olan olarak
        oldu olduğu olduğunu olmuştur sonra tarafından var ve veya ya çok şu zaman
        """,
    "vietnamese": """
        ai bao bị bởi bằng các cho có của cùng cũng do gì hay họ khi không là lúc mà một nào này như
        những nhiêu nó nơi ở đã đâu được đến để đó ra rằng sao sẽ tại theo thì trong trên từ tới và
        vào về với đang
        """,
    "polish": """
        a ale co czy dla do gdzie i ich ile jak jaka jakie jaki jako jej jego jest kiedy kto która
        które który lub na nie o od oraz po pod przez się są tak to w we wiele z za ze że
        """,
    "czech": """
        a ale byl byla bylo co do jak jaká jaké jaký je jeho její jako jsou kde kdo kdy která které
        který kolik na nebo o od po pro proč při s se si to v ve z za že
        """,
    "indonesian": """
        ada adalah apa atau bagaimana banyak berapa dalam dan dari dengan di dia ini itu juga kapan
        karena ke mana mengapa oleh pada saat sebagai siapa telah tidak untuk yang
        """,
}
_WITHOUT_STEMMER = {"vietnamese"}
LATIN = (
    ENGLISH,
    *(
        Language(name, Family.LATIN, None if name in _WITHOUT_STEMMER else name, listed(words))
        for name, words in _LATIN.items()
    ),
)

_SCRIPTS = (
    (
        re.compile("[\u0400-\u04ff]"),
        Language(
            "russian",
            Family.SCRIPT,
            "russian",
            listed(
                """
                а без более был была были было быть в во вы где для до его ее её если есть же за и
                из или именно их к как какая какие каким каких какого какое какой какую когда
                которая которой которые который кто куда ли между мог может на не него но о об он
                она они от по под после почему при с сколько со так также то того у что чего чем
                чему через эта эти это этот является
                """
            ),
        ),
    ),
    (
        re.compile("[\u0370-\u03ff\u1f00-\u1fff]"),
        Language(
            "greek",
            Family.SCRIPT,
            "greek",
            listed(
                """
                αν από αυτή αυτό για γιατί δεν είναι εκεί ένα ένας έχει έχουν ή η ήταν θα και κατά
                με μετά μια μία να ο οι όπου όταν ότι που πού ποια ποιά ποιες ποιο ποιοι ποιον ποιος
                ποιός ποιου πόσα πόσες πόσο πόσοι πότε πριν προς πως πώς σε στα στη στην στις στο
                στον στους τα τη την της τι τις το τον του τους των ως
                """
            ),
        ),
    ),
    (
        re.compile("[\u0600-\u06ff]"),
        Language(
            "arabic",
            Family.SCRIPT,
            "arabic",
            listed(
                """
                أن أو أي أين إلى إن التي الذي الذين اللذين ان الى او اي بعد بين تم ثم حيث خلال ذلك
                على عام عدد عن عند عندما في فيها قبل قد كان كانت كل كم كما كيف لا لم لماذا ما ماذا
                متى مع من منذ هذا هذه هل هم هو هي و
                """
            ),
        ),
    ),
    (
        re.compile("[\u0900-\u097f]"),
        Language(
            "hindi",
            Family.SCRIPT,
            "hindi",
            listed(
                """
                और इस इसके उस उसके एक ऐसे और का कब कहा कहाँ कितना कितनी कितने कि किन किया किस किसके
                किसने किसी की कुछ के कैसे को कौन कौनसा क्या क्यों गई गए गया जब जाता जाती जाते जो तक
                तो था थी थे द्वारा नहीं ने पर भी में या यह ये लिए वह वाला वाली वाले वे सा सी से हुआ
                हुई हुए है हैं हो होता होती होते
                """
            ),
        ),
    ),
)
UNSPACED = Language("unspaced", Family.UNSPACED)
"""A script without spaces between words: Chinese, Japanese, Thai, Lao, Khmer, Burmese."""
UNSPACED_LETTERS = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff"
OTHER = Language("other", Family.SCRIPT)
"""A script of which nothing is known but that words stand between spaces."""

LANGUAGES = (*LATIN, *(language for _, language in _SCRIPTS), UNSPACED, OTHER)

_UNSPACED = re.compile(f"[{UNSPACED_LETTERS}]")
_LATIN_LETTER = re.compile("[A-Za-z\u00c0-\u024f\u1e00-\u1eff]")
_WORD = re.compile(r"[^\W\d_]+")
_READ = 4000  # characters of a text, which tell


def language_of(text: str, among: Sequence[Language] = ()) -> Language:
    """The language of a text, by its script and its stop words; English where nothing tells.

    With `among`, one of these, and the first where nothing tells.
    """
    if len(set(among)) == 1:
        return among[0]
    text = text[:_READ]
    script = _script(text)
    if script is not None and (not among or script in among):
        return script
    words = Counter(word.casefold() for word in _WORD.findall(text))
    return max(
        among or LATIN, key=lambda each: sum(words[w] for w in each.stop_words & words.keys())
    )


def _script(text: str) -> Language | None:
    """The language that a script stands for; None for Latin letters, which many share."""
    counts = Counter({language: len(sign.findall(text)) for sign, language in _SCRIPTS})
    counts[UNSPACED] = 2 * len(_UNSPACED.findall(text))  # a letter says more there
    latin = len(_LATIN_LETTER.findall(text))
    counts[OTHER] = sum(map(len, _WORD.findall(text))) - latin - counts.total()
    script, most = counts.most_common(1)[0]
    return script if most > latin else None
