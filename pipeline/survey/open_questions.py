"""Is a column what people wrote in their own words, or which answer of a list they chose? A guess, for a draft.

Long texts are their own words. Short ones that come back may be either: sentences are words, and so is what answers a
question that asks why, or what should change.
"""

import re
from collections.abc import Iterable

from pipeline.survey.no_answer import NO_ANSWER, NOTHING

WRITTEN = re.compile(
    r"""
    _text | \[other\] | _other | /other_specify | please\sspecify | précise[zr]
    | comment(?!\s+(?:[^\W\d_]+-(?:t-)?(?:vous|tu|ils?|elles?|on)\b  # how, in a French question
                  |(?:vous|votre|vos|les?|la|se|est|sont|avez|a)\b|[sl]['’]))
    """,
    re.VERBOSE | re.IGNORECASE,
)
ASKS_FOR_WORDS = re.compile(
    r"""
    \bwhy\b | \bshould\b | \bwhat\s(else|would|could|can|worked|helped|changed|made|makes|do\syou\s(think|like|need))\b
    | \bhow\s(would|could|can|did|has|have)\b | \bexplain\b | \bdescribe\s(?!you) | \btell\sus\b
    | \bin\syour\sown\swords\b | \bsuggest | \bimprove | \badvice\b | \bremarks?\b | \bfeedback\b | \banything\b
    | \bpourquoi\b | \bque\s(faudrait|faire|changer|pensez|feriez|souhait)
    | \bqu['’](est-ce\squ[ie'’]|en\spensez|aimeriez) | \bdevrait
    | \bam[ée]lior | \bchanger(ait|iez)? | \bexpliquez\b | \bd[ée]crivez\b | \bdites-nous\b | \bconseils?\b
    | \bremarques?\b | \bcommentaires?\b
    | \bpor\squ[ée]\b | \bqu[ée]\s(deber[íi]a|debe|hay\sque|m[áa]s|piensa|opina|cambiar[íi]a|mejorar[íi]a)\b | \bmejorar
    | \bexplique\b | \bdescriba\b | \bcu[ée]ntenos\b | \bsugerencias?\b | \bcomentarios?\b | \bcomentaires?\b
    """,
    re.VERBOSE | re.IGNORECASE,
)
ASKS_TO_CHOOSE = re.compile(
    r"""
    \bwhich\b | \bhow\s(often|many|much|likely|satisfied|important|long|well|useful|easy|difficult|confident)\b
    | \b(select|choose|check|tick|rate|rank)\b | \bbest\sdescribes?\b | \bagree\b | \bone\sof\sthe\sfollowing\b
    | \bquel(le)?s?\b | \b[àa]\squelle\sfr[ée]quence\b | \bcombien\b | \bcochez\b | \bchoisissez\b | \ble\smieux\b
    | \bcu[áa]l(es)?\b | \bcon\squ[ée]\sfrecuencia\b | \bcu[áa]nt[oa]s?\b | \bmarque\b | \belija\b | \bseleccione\b
    """,
    re.VERBOSE | re.IGNORECASE,
)
NOTHING_SAID = re.compile(
    r"(?:no(?:thing|ne)?|nope|nada|ningun[oa]|rien|non|aucun(?:e|s)?|(?:i\s)?do(?:n['’]t|\snot)\sknow|idk|(?:je\s)?ne\ssais\spas"
    r"|no\s(?:s[ée]|comments?|idea)|pas\sde\scommentaires?|sin\scomentarios?)\W*",
    re.IGNORECASE,
)
SENTENCE = re.compile(r"\w[.!?…]+[)\"”»]*$")
SPOKEN = 4  # words an answer, from which the answers of a list are rare and sentences usual


def asks_what_was_written(name: str, label: str) -> bool:
    """Does a column hold what people wrote beside the answers (other, please specify)?"""
    return any(WRITTEN.search(text) for text in (name, label))


def in_own_words(answers: Iterable[str], question: str) -> bool:
    """Are these answers people's own words? `answers`: the different ones, without blanks around them.

    What says nothing (`n/a`, `nothing`) tells neither; a question that asks to choose is believed.
    """
    said = [text for text in answers if not _says_nothing(text)]
    if not said or ASKS_TO_CHOOSE.search(question):
        return False
    if sum(len(text.split()) for text in said) < SPOKEN * len(said):
        return False
    sentences = sum(bool(SENTENCE.search(text)) for text in said)
    return bool(ASKS_FOR_WORDS.search(question)) or 3 * sentences >= 2 * len(said)


def _says_nothing(text: str) -> bool:
    return any(pattern.fullmatch(text) for pattern in (NOTHING, NOTHING_SAID)) or bool(
        len(text.split()) < SPOKEN and NO_ANSWER.search(text)
    )
