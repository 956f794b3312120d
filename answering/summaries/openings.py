"""Words that lean on the sentence before when a sentence begins with them.

For languages other than English, whose rules are in `standing.py`. The lists are our own:
pronouns and demonstratives that stand for something named before, and words that join.
A word that as often begins a sentence of its own, such as an article, is left out.
"""

from collections.abc import Mapping
from typing import Final

from vectorstore.languages import Family, Language, listed

_WORDS: Final[Mapping[str, frozenset[str]]] = {
    name: listed(words)
    for name, words in {
        "german": """
            er sie es ihn ihm ihr ihre ihren sein seine seinen dies diese dieser dieses diesem
            diesen jener jene jenes solche solcher solches beide und oder aber doch jedoch
            allerdings dennoch trotzdem deshalb deswegen daher darum somit also dann danach davor
            dabei dadurch damit dazu dafür davon daraus daran darauf dort außerdem zudem ferner
            auch ebenso stattdessen hingegen dagegen denn so nämlich schließlich ansonsten
            """,
        "french": """
            il elle ils elles lui leur leurs ce cet cette ces cela ça ceci celui celle ceux celles
            et ou mais donc or car pourtant cependant toutefois néanmoins ainsi alors puis ensuite
            enfin aussi également notamment là
            """,
        "spanish": """
            él ella ellos ellas esto eso este esta estos estas ese esa esos esas aquel aquella ello
            y o pero sino aunque entonces luego además también así tampoco finalmente
            ambos ambas allí
            """,
        "italian": """
            lui lei loro esso essa essi esse questo questa questi queste quello quella quelli quelle
            ciò e o ma però tuttavia quindi dunque perciò così poi inoltre anche infine entrambi
            """,
        "portuguese": """
            ele ela eles elas isto isso aquilo este esta estes estas esse essa esses essas aquele
            aquela e ou mas porém contudo entretanto portanto assim então também
            finalmente ambos ambas lá
            """,
        "dutch": """
            hij zij ze hem haar hun dit dat deze die zulke beide en of maar echter toch daarom dus
            dan daarna daarbij daardoor daarmee bovendien ook eveneens verder tenslotte daar
            """,
        "swedish": """
            han hon dem hans hennes deras denna detta dessa sådana båda och eller men
            dock därför alltså sedan därefter dessutom också även ändå då där
            """,
        "norwegian": """
            han hun dem hans hennes deres denne dette disse slike begge og eller men
            imidlertid derfor altså så deretter dessuten også likevel da der
            """,
        "danish": """
            han hun dem hans hendes deres denne dette disse sådanne begge og eller men
            imidlertid derfor altså så derefter desuden også alligevel da der
            """,
        "finnish": """
            hän he se ne tämä nämä nuo hänen heidän sen niiden tällainen molemmat ja tai mutta
            kuitenkin siksi siis sitten lisäksi myös silti niin siellä
            """,
        "hungarian": """
            ő ők ez ezek azok ezt azt ennek annak ilyen mindkettő és vagy de azonban ezért tehát
            majd aztán továbbá is mégis így ott
            """,
        "romanian": """
            el ea ei ele acesta aceasta aceștia acestea acest această acești aceste asta acela aceea
            și şi sau dar însă totuși deci astfel apoi așadar iar ambii ambele acolo
            """,
        "turkish": """
            o onlar onu ona onun onların bu bunu buna bunun bunlar bunların şu böyle ve veya ama
            ancak fakat oysa ayrıca böylece sonra dolayısıyla üstelik orada
            """,
        "vietnamese": """
            nó họ ấy này đó và hoặc nhưng tuy nên vậy cũng
            """,
        "polish": """
            on ona ono oni one jego jej ich ten ta to ci te tamten taki obaj i a lub albo ale jednak
            dlatego więc zatem potem następnie ponadto także też tam
            """,
        "czech": """
            on ona ono oni ony jeho její jejich ten ta to ti tito tato tyto takový oba a nebo ale
            však proto tedy pak potom dále navíc také tam
            """,
        "indonesian": """
            ia dia mereka ini itu keduanya dan atau tetapi namun karena lalu kemudian selain juga
            maka
            """,
        "russian": """
            он она оно они его её ее их ему ей им это этот эта эти тот та те такой такая такие оба
            обе и а или но однако поэтому затем потом также тоже кроме итак там тогда
            """,
        "greek": """
            αυτός αυτή αυτό αυτοί αυτές αυτά εκείνος εκείνη εκείνο τέτοιος και κι ή αλλά όμως ωστόσο
            επομένως έτσι μετά επίσης τότε εκεί
            """,
        "arabic": """
            هو هي هم هما هذا هذه هؤلاء ذلك تلك لكن ولكن ثم كما أيضا لذلك هناك وهو وهي وهم وهذا وهذه
            وذلك فهو فهي
            """,
        "hindi": """
            वह वे यह ये उसने उसका उसकी उसके उन्होंने उनका उनकी उनके इसने इसका इसकी इसके इनका ऐसा ऐसे
            दोनों और या लेकिन परंतु किंतु फिर इसलिए साथ भी वहाँ
            """,
    }.items()
}

_SIGNS: Final = tuple(
    listed(
        """
        他 她 它 他们 她们 它们 这 那 该 此 但 而 因此 所以 然而 不过 并且 而且 此外 另外 同时
        例如 比如 于是 然后 接着 最后 其 两者 也 又
        または そして しかし だが また さらに その それ これ この あの 彼 彼女 だから したがって
        ところが なお つまり 例えば そこで
        มัน เขา เธอ พวกเขา นี่ นั่น และ แต่ หรือ ดังนั้น อย่างไรก็ตาม นอกจากนี้ จากนั้น แล้ว
        """
    )
)


def opens_leaning(text: str, language: Language) -> bool:
    """Whether a sentence begins with a word of these lists; False where there is no list."""
    folded = text.casefold().lstrip(" \"'“”„«»‘’([¿¡「『")
    if language.family is Family.UNSPACED:
        return folded.startswith(_SIGNS)
    words = _WORDS.get(language.name)
    if words is None or not folded:
        return False
    first = folded.split(maxsplit=1)[0]
    return first.strip(".,;:!?…،") in words
