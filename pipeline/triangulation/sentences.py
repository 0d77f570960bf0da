"""Why a finding stands where it stands, in any language: what each line says with its numbers, and what is wrong."""

from collections.abc import Sequence

from pipeline.language import Words, colon, listed, number, percent, sentence, spaced
from pipeline.triangulation.evaluation import EvaluationCodebook
from pipeline.triangulation.facts import Facts
from pipeline.triangulation.rule.evidence import (
    CountItem,
    DifferenceItem,
    DocumentsItem,
    MeanItem,
    NotesItem,
    ShareItem,
)
from pipeline.triangulation.rule.lines import Line, Read
from pipeline.triangulation.rule.notes import counted
from pipeline.triangulation.rule.reading import Reading

EQUAL = 1e-6  # bases nearer than this are one: equal weights leave the base as it was counted


def reason(fact: Facts, matrix: EvaluationCodebook, language: str) -> str:
    """One sentence: standing, confidence with its reasons, what each line says, who could have said and did not."""
    judged, say = fact.judgement, Words("triangulation", language)
    head = say(f"standing.{judged.standing}")
    if judged.confidence.grade:
        why = listed([_reason_words(one.text, say) for one in judged.confidence.reasons], language)
        head += ", " + say(f"grade.{judged.confidence.grade}") + (f" ({why})" if why else "")
    clauses = [_line(line, matrix, say) for line in judged.lines]
    if judged.silent:
        clauses.append(say("no_answer", names=listed([say(f"line.{name}") for name in judged.silent], language)))
    clauses += _groups(fact, matrix, say)
    if same_machine(judged.lines):
        clauses.append(say("same_machine"))
    if fact.same_notes:
        clauses.append(say("same_notes", findings=listed(fact.same_notes, language)))
    if fact.one_sided:
        clauses.append(_one_sided(fact, say))
    text = sentence(head + colon(language) + "; ".join(clauses) if clauses else head)
    return spaced(text, language)


def same_machine(lines: Sequence[Line]) -> bool:
    """Whether two lines that speak rest on what one machine coded: two lines, and one way of being wrong."""
    items = [[one.item for one in line.items if one.reading.speaks] for line in lines]
    coded = [any(isinstance(one, NotesItem) and one.right and one.machine.speak for one in own) for own in items]
    return sum(coded) > 1


def _reason_words(text: str, say: Words) -> str:
    if text.startswith("fragile: "):
        return say("reason.fragile", check=check_words(text.removeprefix("fragile: "), say))
    return say(f"reason.{text}")


def check_words(name: str, say: Words) -> str:
    """A check of robustness in words; its name where it has none."""
    return say(f"check.{name}") if say.has(f"check.{name}") else name


def _line(line: Line, matrix: EvaluationCodebook, say: Words) -> str:
    name = say(f"line.{line.name}")
    name = say("in_part", line=name) if line.bearing == "part" else name
    numbers = "; ".join(filter(None, (item_numbers(one, matrix, say) for one in line.items)))
    return f"{name}{colon(say.language)}{reading_words(line.reading, say)}" + (f" ({numbers})" if numbers else "")


def reading_words(reading: Reading, say: Words) -> str:
    """`for with reservations, clear`; `silent: only interested parties speak`."""
    words = say(f"means.{reading.meaning}")
    if reading.reserved:
        words = say("reserved", reading=words)
    if reading.speaks:
        words += ", " + say(f"strength.{reading.strength.name.lower()}")
    if reading.why:
        words += ", " + say(f"why.{reading.why}")
    return words


def item_numbers(one: Read, matrix: EvaluationCodebook, say: Words) -> str:
    """What stands behind the reading of one item, in numbers."""
    item, language = one.item, say.language
    if isinstance(item, ShareItem):
        people = matrix.respondents[language] if item.line == "survey" else ""
        answers = item.base if item.respondents is None else item.respondents
        weighted = item.line == "survey" and abs(answers - item.base) > EQUAL
        key = "share_weighted" if weighted else "share_of"
        return say(
            key, share=percent(100 * item.share, language), base=number(answers, language), people=people
        ).rstrip()
    if isinstance(item, MeanItem):
        return number(item.mean, language, 1)
    if isinstance(item, DifferenceItem):
        shares = [percent(100 * share, language) for share in (item.share1, item.share2)]
        return say("shares", one=shares[0], other=shares[1])
    if isinstance(item, CountItem):
        return percent(100 * item.value, language, 1) if item.is_share else number(item.value, language)
    if isinstance(item, NotesItem | DocumentsItem):
        if isinstance(item, DocumentsItem):
            tally = item.documents
        else:
            tally = counted(item.people, item.machine, item.right, item.found)
        whole = all(float(one).is_integer() for one in tally)
        for_, reserved, against = (number(one, language, 0 if whole else 1) for one in tally)
        return say("tally", n_for=for_, reserved=reserved, against=against)
    return ""


def _groups(fact: Facts, matrix: EvaluationCodebook, say: Words) -> list[str]:
    """Stakeholder groups and regions are two lists, never one sentence."""
    clauses = []
    for kind in ("stakeholder", "region"):
        for position in ("carries", "contests", "qualifies", "silent"):
            held = [_marked(one, matrix, say) for one in fact.held(position, kind)]
            if held:
                clauses.append(say(f"groups.{position}", groups=listed(held, say.language)))
    return clauses


def _marked(group: str, matrix: EvaluationCodebook, say: Words) -> str:
    name = matrix.name(group, say.language)
    return say("interested", group=name) if group in matrix.interested else name


def _one_sided(fact: Facts, say: Words) -> str:
    text = say("one_sided", raised=fact.said.speak, of=fact.notes_read)
    return text + "; " + say("searched", searched=fact.searched, accepted=fact.accepted) if fact.searched else text


def breaks(fact: Facts, language: str) -> str | None:
    """What the weakest check leaves of the standing; None where every check keeps it."""
    if fact.check is None or fact.check.kept == 1:
        return None
    say = Words("triangulation", language)
    runs = fact.check.runs or 0
    kept = percent(100 * fact.check.kept, language)
    text = say("weakest", check=check_words(fact.check.name, say), kept=kept, runs=runs, count=runs)
    return spaced(sentence(text), language)
