"""The sentence that may be written on a finding: its form is the rule's, its words are here, in both languages.

A headline says what its standing and confidence allow, and never more; where none may stand, a plain sentence says
what the evidence does not show. Numbers follow in the text.
"""

import re

from pipeline.language import listed, number, sentence, spaced
from pipeline.triangulation import sentences
from pipeline.triangulation.evaluation import EvaluationCodebook, Finding
from pipeline.triangulation.facts import Facts

FORMS = {
    "assert": ("{plain}", "{plain}"),
    "according to": ("according to {lines}, {inner}", "selon {lines}, {inner}"),
    "with reservation": ("{plain}, with reservations", "{plain}, avec des réserves"),
    "some evidence suggests": ("some evidence suggests that {inner}", "certaines données portent à croire {que}"),
    "divided": ("views are divided on whether {inner}", "les avis sont partagés quant à savoir {si}"),
    "contrary": ("{contrary}", "{contrary}"),
    "contrary, according to": ("according to {lines}, {contrary}", "selon {lines}, {contrary}"),
    "too early": ("it is too early to say whether {inner}", "il est trop tôt pour dire {si}"),
}
TEXTS = {
    "not supported": ("the evidence does not show whether {inner}", "les données ne permettent pas d’établir {si}"),
    "not enough evidence": (
        "too little was collected to say whether {inner}", "les données recueillies ne suffisent pas pour dire {si}"
    ),
    "divided": ("views are divided on whether {inner}", "les avis sont partagés quant à savoir {si}"),
    "supported with reservations": (
        "it was said in {n} of {of} notes that {inner}; how far it holds is not established",
        "dans {n} des {of} notes, il est dit {que}; on ne saurait dire dans quelle mesure c’est le cas",
    ),
}  # fmt: skip
RUNS_AGAINST = (
    "the evidence runs against the statement that {inner}",
    "les données vont à l’encontre de l’énoncé selon lequel {inner}"
)  # fmt: skip
VOWEL = re.compile(r"^[aeiouyàâéèêëîïôûh]", re.IGNORECASE)


def text(finding: Finding, fact: Facts, matrix: EvaluationCodebook, language: str) -> str:
    """The headline, or the sentence that stands in the text where there is none."""
    judged = fact.judgement
    forms = FORMS.get(judged.headline) or TEXTS[judged.standing]
    plain = finding.statement[language].rstrip(".")
    inner = lowered(plain)
    contrary = finding.contrary[language].rstrip(".") if finding.contrary else ""
    if judged.standing == "contradicted" and not contrary:
        contrary = RUNS_AGAINST[language == "fr"].format(inner=inner)
    said = forms[language == "fr"].format(
        plain=plain,
        inner=inner,
        que=_elided("que", inner),
        si=_elided("si", inner),
        contrary=lowered(contrary) if contrary else "",
        lines=_lines(fact, matrix, language),
        n=number(fact.said.speak, language),
        of=number(fact.notes_read, language),
    )
    return spaced(sentence(said), "fr") if language == "fr" else sentence(said)


def lowered(statement: str) -> str:
    """A statement inside a sentence; a word in capitals keeps them."""
    return statement if statement[1:2].isupper() else statement[:1].lower() + statement[1:]


def _elided(word: str, clause: str) -> str:
    """`qu’elle`, `s’il`: French elision before a vowel (si: before il and ils only)."""
    if word == "si":
        return f"s’{clause}" if re.match(r"ils?\b", clause) else f"si {clause}"
    return f"qu’{clause}" if VOWEL.match(clause) else f"que {clause}"


def _lines(fact: Facts, matrix: EvaluationCodebook, language: str) -> str:
    """The lines that decide, in words."""
    own = {"well supported": "for", "contradicted": "against"}.get(fact.judgement.standing, "")
    names = [one.name for one in fact.judgement.lines if one.bearing == "direct" and one.reading.clearly(own)]  # type: ignore[arg-type]
    return listed([sentences.LINES[name][language == "fr"] for name in dict.fromkeys(names)], language)
