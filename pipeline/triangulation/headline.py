"""The sentence that may be written on a finding: its form is the rule's, its words those of the language.

A headline says what its standing and confidence allow, and never more; where none may stand, a plain sentence says
what the evidence does not show. Numbers follow in the text.
"""

from pipeline.language import Words, clauses, listed, sentence, spaced
from pipeline.triangulation.evaluation import Finding
from pipeline.triangulation.facts import Facts
from pipeline.triangulation.rule.evidence import NotesItem
from pipeline.triangulation.rule.lines import Line
from pipeline.triangulation.rule.notes import FEW, ONE_GROUP


def text(finding: Finding, fact: Facts, language: str) -> str:
    """The headline, or the sentence that stands in the text where there is none."""
    judged, say = fact.judgement, Words("triangulation", language)
    form = f"form.{judged.headline}" if say.has(f"form.{judged.headline}") else _text(fact)
    plain = finding.statement[language].rstrip(".")
    inner = lowered(plain)
    contrary = finding.contrary[language].rstrip(".") if finding.contrary else ""
    if judged.standing == "contradicted" and not contrary:
        contrary = say("text.contradicted", inner=inner, **clauses(inner, language))
    said = say(
        form,
        plain=plain,
        inner=inner,
        contrary=lowered(contrary) if contrary else "",
        lines=_lines(fact, say),
        n=fact.said.speak,
        held=fact.said.for_ + fact.said.reserved,
        of=fact.notes_read,
        people=fact.people.speak,
        **clauses(inner, language),
    )
    return spaced(sentence(said), language)


def _text(fact: Facts) -> str:
    """What is said in the text where no headline may stand; of notes only where they speak to the statement itself."""
    standing, notes = fact.judgement.standing, fact.line("notes")
    in_notes = notes is not None and notes.bearing == "direct" and notes.reading.speaks
    if standing == "not enough evidence" and notes is not None and notes.bearing == "direct":
        return f"text.{standing}" + _lacking(notes, fact)
    if standing in ("supported with reservations", "divided") and not in_notes:
        return f"text.{standing}, no notes"
    return f"text.{standing}"


def _lacking(notes: Line, fact: Facts) -> str:
    """What the notes lack, where it is not their number: a second group, people who code, a check of the machine."""
    if notes.reading.why == ONE_GROUP:  # of the notes that count: the machine may see it in those of others too
        return ", one group coded" if fact.machine.speak and _is_unchecked(notes) else ", one group"
    if not fact.machine.speak or not _is_unchecked(notes) or notes.reading.why != FEW:
        return ""
    return ", mostly machine" if fact.people.speak else ", machine alone"


def _is_unchecked(line: Line) -> bool:
    """Whether nobody has checked what the machine coded, so that none of it counts."""
    return all(isinstance(one.item, NotesItem) and one.item.right is None for one in line.items)


def lowered(statement: str) -> str:
    """A statement inside a sentence; a word in capitals keeps them."""
    return statement if statement[1:2].isupper() else statement[:1].lower() + statement[1:]


def _lines(fact: Facts, say: Words) -> str:
    """The lines that decide, in words."""
    own = {"well supported": "for", "contradicted": "against"}.get(fact.judgement.standing, "")
    direct = [one for one in fact.judgement.lines if one.bearing == "direct"]
    names = [one.name for one in direct if own and one.reading.clear and one.reading.meaning == own]
    return listed([say(f"line.{name}") for name in dict.fromkeys(names)], say.language)
