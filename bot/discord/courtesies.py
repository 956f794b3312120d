"""Replies that ask nothing: thanks, agreement, a smile."""

import re
import unicodedata
from typing import Final

_SIGN: Final = re.compile(r"<a?:\w+:\d+>|:[\w+\-]+:|\+1\b")
_QUESTION_MARKS: Final = frozenset("?？؟")

_COURTEOUS: Final = """
thanks thank thankyou thx ty tysm tyvm cheers ok okay okey k kk great good nice cool perfect
excellent awesome amazing brilliant helpful wonderful lol haha wow yes yep yeah yay understood
danke dankeschön dankesehr super toll klasse prima gut verstanden ja
merci parfait génial bien oui compris
gracias perfecto genial bueno vale sí entendido
obrigado obrigada valeu perfeito ótimo sim
grazie perfetto ottimo bene sì capito
bedankt dank dankjewel mooi goed tack tak takk kiitos
dziękuję dzięki super díky děkuji köszönöm köszi mulțumesc
спасибо спс благодарю отлично хорошо круто понятно ок дякую
ευχαριστώ teşekkürler teşekkür sağol tamam
شكرا شكراً תודה धन्यवाद शुक्रिया
ありがとう ありがとうございます 了解 谢谢 謝謝 多谢 好的 감사합니다 고마워 고마워요 cảm ơn
"""
"""Words that make a message a courtesy."""

_BESIDE: Final = """
you u so very much a an the lot lots bunch many for your this that was is it its it's that's all
answer answers reply help job bot one now got i really just too and
sehr viel vielen vielmals schön dir für die antwort
beaucoup bien pour la réponse te vous
muchas mucho muy por tu respuesta muito pela resposta mille molto per la risposta
je wel heel hartelijk så mycket mange
bardzo za odpowiedź большое за ответ очень ederim çok bạn
"""
"""Words that stand beside them."""

_TELLING: Final = frozenset(_COURTEOUS.split())
_KNOWN: Final = _TELLING.union(_BESIDE.split())


def is_courtesy(text: str) -> bool:
    """Whether a reply says nothing that could be answered, such as "Thanks a lot!" or "👍"."""
    text = unicodedata.normalize("NFC", _SIGN.sub(" ", text)).casefold().replace("’", "'")
    words = "".join(sign if _is_part_of_word(sign) else " " for sign in text).split()
    if not any(sign.isalnum() for sign in text):
        return True
    if not _QUESTION_MARKS.isdisjoint(text):
        return False
    return not _TELLING.isdisjoint(words) and _KNOWN.issuperset(words)


def _is_part_of_word(sign: str) -> bool:
    # Vowel signs and accents are marks; those of emoji are too, but a joiner is none.
    return sign == "'" or (unicodedata.category(sign)[0] in "LMN" and sign != "\ufe0f")
