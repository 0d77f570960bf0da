"""Worked cases of the rule, as people write them (JSON), and the answer in the words of docs/triangulation.md.

The keys of an item: line, source, bearing; share, n_eff, at_least / at_most / between; mean, se; p1, n1, p2, n2,
p_corrected; response, sample, n, limits, other_period; people, machine, machine_right, groups, outsiders, own,
one_sided, searched, found, concerned; documents, authors, outside; value, due, as_of, coverage, is_share; verdict,
outside_study. A case of groups: overall, groups {name: [notes, for, with reservations, against]}.
"""

from typing import Any

from pipeline.study import StudyError
from pipeline.triangulation.rule.confidence import Check
from pipeline.triangulation.rule.evidence import (
    CountItem,
    DifferenceItem,
    DocumentsItem,
    Evidence,
    MeanItem,
    NotesItem,
    PrintItem,
    Right,
    ShareItem,
    Tally,
)
from pipeline.triangulation.rule.groups import GroupNotes, position
from pipeline.triangulation.rule.judge import Judgement, Rulebook, judge
from pipeline.triangulation.rule.notes import FEW, ONE_GROUP

ANSWERS = ["readings", "convergence", "standing", "confidence", "reasons", "headline", "word"]
LINES = ("survey", "notes", "documents", "admin", "print", "open answers")


def answer(kind: str, case: dict[str, Any], book: Rulebook | None = None) -> dict[str, str]:
    """What the rule says of a case: the columns want_* of a file of cases, without the prefix."""
    book = book or Rulebook()
    if "groups" in case and "evidence" not in case:
        return dict.fromkeys(ANSWERS, "") | {"readings": _groups(case, book)}
    weakest = case.get("weakest")
    judged = judge(
        kind,  # type: ignore[arg-type]
        [item(one) for one in case["evidence"]],
        book,
        check(*weakest) if weakest else None,
        case.get("against_interest", 0),
    )
    return words(judged)


def words(judged: Judgement) -> dict[str, str]:
    """The rule has one reason for few notes and for one group alone; a study's documents say which it is."""
    readings = "; ".join(f"{one.item.line} ({one.bearing}): {one.reading}" for one in judged.reads)
    return {
        "readings": readings.replace(ONE_GROUP, FEW),
        "convergence": judged.convergence,
        "standing": judged.standing,
        "confidence": judged.confidence.grade or "",
        "reasons": "; ".join(map(str, judged.confidence.reasons)),
        "headline": judged.headline,
        "word": " | ".join(word.label["en"] for word in judged.words),
    }


def check(name: str, kept: float, runs: int | None = None) -> Check:
    return Check(name, kept, runs, counted_above="machine" in name or "interest" in name or "outsiders" in name)


def _groups(case: dict[str, Any], book: Rulebook) -> str:
    said = []
    for name, counts in case["groups"].items():
        found = position(GroupNotes(*counts), case["overall"], book.rule)
        said.append(f"{name}: {found.position}" + (f" ({found.kept:.2f})" if found.kept is not None else ""))
    return "; ".join(said)


def item(one: dict[str, Any]) -> Evidence:
    """One item of a case. Raises StudyError for a line or a set of keys that is none of those above."""
    line = one["line"]
    if line not in LINES:
        raise StudyError("case", f"the line {line!r}", f"one of {', '.join(LINES)}")
    common = {
        "line": line,
        "source": one.get("source", line),
        "bearing": one.get("bearing", "direct"),
        "limits": one.get("limits", 0),
        "other_period": one.get("other_period", False),
    }
    threshold: dict[str, Any] = {key: one[key] for key in ("at_least", "at_most") if key in one}
    if "between" in one:
        threshold["between"] = tuple(one["between"])
    base = {
        "response": one.get("response"),
        "self_selected": one.get("sample") == "self-selected",
        "respondents": one.get("n"),
        "outside": one.get("outside_study", line != "print"),
    }
    if "p1" in one:
        return DifferenceItem(
            share1=one["p1"], base1=one["n1"], share2=one["p2"], base2=one["n2"], corrected_p=one["p_corrected"],
            **base, **common,
        )  # fmt: skip
    if "share" in one and "n_eff" in one:
        return ShareItem(share=one["share"], base=one["n_eff"], **threshold, **base, **common)
    if "mean" in one:
        return MeanItem(mean=one["mean"], error=one["se"], base=one["n_eff"], **threshold, **base, **common)
    if "people" in one or "machine" in one:
        return _notes(one, common)
    if "documents" in one:
        return DocumentsItem(
            documents=Tally(*one["documents"]), authors=one["authors"], outside_authors=one["outside"],
            one_sided=one.get("one_sided", False), searched=bool(one.get("searched", False)), **common,
        )  # fmt: skip
    if "value" in one:
        own = {key: one[key] for key in ("coverage", "is_share", "due", "as_of") if key in one}
        return CountItem(value=one["value"], **own, **threshold, **common)
    if line == "print":
        return PrintItem(outside=one.get("outside_study", False), **common)
    raise StudyError("case", f"{line} with the keys {', '.join(one)}", "the keys of a share, notes, documents, a count")


def _notes(one: dict[str, Any], common: dict[str, Any]) -> NotesItem:
    right, found, outsiders = one.get("machine_right"), one.get("found"), one.get("outsiders")
    return NotesItem(
        people=Tally(*one.get("people", ())),
        machine=Tally(*one.get("machine", ())),
        right=Right(*right) if right else None,
        groups=one["groups"],
        outsiders=(Tally(*outsiders[0]), Tally(*outsiders[1])) if outsiders is not None else None,
        own=one.get("own", False),
        one_sided=one.get("one_sided", False),
        searched=bool(one.get("searched", False)),
        found=Tally(0, *found) if found else Tally(),
        concerned=one.get("concerned"),
        **common,
    )
