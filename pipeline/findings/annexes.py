"""Annexes the house writes: evidence references, what was touched since sign-off, the audit trail, the checklists."""

import math
import re
from dataclasses import dataclass
from functools import cache
from typing import ClassVar

from pipeline import language as write
from pipeline.findings.blocks import Blocks
from pipeline.findings.chapter_mistakes import unknown
from pipeline.findings.document import Names
from pipeline.findings.evidence_ids import cell_of, parts_of
from pipeline.findings.provenance_entry import Entry
from pipeline.findings.quotations import verbatim
from pipeline.findings.signoff import Stale
from pipeline.findings.sources import OVERALL
from pipeline.findings.vocabulary import FromVocabulary, References
from pipeline.language import Label
from pipeline.study import StrictModel, Study, fingerprint, load_model, load_model_if_any, template


class Item(StrictModel):
    id: str
    text: Label


class Checklist(StrictModel):
    name: Label
    source: str  # the paper it comes from
    items: list[Item]


class Checklists(StrictModel):
    """templates/checklists.yaml: the reporting guidelines of the field."""

    checklists: dict[str, Checklist]


class Answer(StrictModel):
    status: str  # met, partly, not_met, not_applicable
    where: Label


class Answers(StrictModel):
    """reports/chapters/checklists.yaml: for each checklist and item, where it is met, or why not."""

    answers: dict[str, dict[str, Answer]] = {}


@cache
def _checklists(study: Study) -> tuple[dict[str, Checklist], dict[str, dict[str, Answer]]]:
    """The guidelines and the study's answers, read once a run."""
    own = study.reports / "chapters" / "checklists.yaml"
    answers = load_model_if_any(own, Answers, study.languages).answers
    return load_model(template(study, "checklists.yaml"), Checklists).checklists, answers


@dataclass
class Annexes(FromVocabulary):
    SAID: ClassVar = ("checklist", "audit_trail", "codebook_versions")
    blocks: Blocks

    def checklist(self, name: str) -> str:
        """A reporting checklist with the study's answers; an item without an answer is printed as not reported."""
        language = self.words.language
        lists, every_answer = _checklists(self.sources.study)
        if name not in lists:
            raise unknown("checklist", name, list(lists))
        answers = every_answer.get(name, {})
        known = {item.id for item in lists[name].items}
        for answered in answers:
            if answered not in known:
                raise unknown(f"item of {name}", answered, sorted(known))
        rows: list[list[str]] = []
        tally: dict[str, int] = {}
        for item in lists[name].items:
            answer = answers.get(item.id)
            status = answer.status if answer else "unanswered"
            tally[status] = tally.get(status, 0) + 1
            rows.append(
                [
                    f"{item.id}. {item.text[language]}",
                    self.words(f"status.{status}"),
                    answer.where[language] if answer else "",
                ]
            )
        note = ", ".join(
            f"{self.words(f'status.{status}').lower()}{self.blocks.colon}{n}" for status, n in sorted(tally.items())
        )
        title = lists[name].name[language]
        text = f"{lists[name].source}. {note.capitalize()}."
        heads = self.blocks.heads("item", "status", "where")
        return self.blocks.numbered_table("checklist", heads, rows, [46, 14, 50], text, title=title)

    def audit_trail(self) -> str:
        """What each step left, from raw material to this document."""
        sources, number = self.sources, self.vocabulary.number
        parts = {
            "clean": (sources.respondents, ("records", "dropped", "respondents", "changes")),
            "measure": (sources.respondents, ("indicators",)),
            "transcribe": (sources.status, ("manifest", "notes", "waiting", "withdrawn")),
            "deidentify": (sources.status, ("segments",)),
            "code": (sources.status, ("codings", "codings_people", "codings_machine")),
            "reconcile": (sources.published, ("claims",)),
            "triangulate": (sources.matrix, ("findings", "evidence")),
        }
        rows = [
            [stage, self.words(f"trail.{stage}", **{name: number(name) for name in names})]
            for stage, (table, names) in parts.items()
            if not table.empty
        ]
        rows.append(["report", self.words("trail.report")])
        rows = [[f"`{stage}`", text] for stage, text in rows]
        return self.blocks.numbered_table("trail", self.blocks.heads("step", "what"), rows, [16, 84])

    def codebook_versions(self) -> str:
        """The codebooks behind this document, each with sixteen digits that stand for its content."""
        lines = [self.sources.codebook_version(name) for name in ("survey", "themes", "evaluation")]
        return "\n".join(f"- `{line}`" for line in lines if line) + "\n"


def anchor(evidence_id: str) -> str:
    """Where an evidence id has its entry in the annex; it does not move when chapters are edited.

    What an address cannot hold is a dash there, and some digits of the whole id keep two such ids apart.

    >>> anchor("quote.NOTE-03#8"), anchor("survey.forms:online.region.North West")
    ('quote.NOTE-03.8', 'survey.forms-online.region.North-West-fc6448')
    """
    plain = evidence_id.replace("#", ".")
    address = re.sub(r"[^\w.-]", "-", plain)
    return address if address == plain else f"{address}-{fingerprint(evidence_id)[:6]}"


def evidence_annex(used: dict[str, Entry], references: References, words: Names) -> str:
    """Every evidence used in the documents, in the order of its reference number, under its stable id."""
    lines = [f"# {words('annex.evidence')} {{#annex-evidence}}", "", words("annex.evidence_intro"), ""]
    for number, entry in _numbered(used, references):
        lines += [f"::: {{#{anchor(entry.evidence_id)} .entry}}", *_entry_lines(entry, number, words), ":::", ""]
    return "\n".join(lines)


def short_entries(used: dict[str, Entry], references: References, words: Names) -> str:
    """The same for the foot of the report's HTML, shortened, each leading to its entry in the annex."""
    lines = [f"# {words('annex.sources')} {{#annex-sources}}", "", words("annex.sources_intro"), ""]
    for number, entry in _numbered(used, references):
        page = f"annex.{words.language}.html#{anchor(entry.evidence_id)}"
        whole = [one for one in _entry_lines(entry, number, words)[:3] if one]
        more = f"[{words('annex.whole_entry')}]({page})"
        lines += [f"::: {{#e{number} .entry}}", "\n\n".join([*whole, more]), ":::", ""]
    return "\n".join(lines)


def _numbered(used: dict[str, Entry], references: References) -> list[tuple[int, Entry]]:
    return sorted(((references.of(evidence_id), entry) for evidence_id, entry in used.items()), key=lambda one: one[0])


def subject(entry: Entry, words: Names) -> str:
    """What an entry is about, in words."""
    if entry.kind == "survey":
        _, by, group = cell_of(entry.evidence_id.removeprefix("survey."))
        name = words.indicator(entry.subject)
        return name if by == OVERALL else f"{name} ({words.breakdown(by)}: {words.group(by, group)})"
    if entry.kind in ("notes", "agreement"):
        return words("all_codes") if entry.subject == "all" else words.code(entry.subject)
    if entry.kind == "agreement_on":
        _, part, group, between = parts_of(entry.evidence_id, 4)
        return f"{part_of_material(part, group, words)}{write.colon(words.language)}{pair_of_coders(between, words)}"
    if entry.kind == "published":
        return words.own("claims", entry.subject)
    if entry.kind == "finding":
        return str(words.sources.matrix.loc[entry.subject, f"finding_{words.language}"])
    if entry.kind in ("admin", "context", "derived", "comparison", "group"):
        return figure_subject(entry, words)
    if entry.kind == "method":
        name, _, part = entry.subject.partition(".")
        if not part:
            return words(f"count.{name}")
        said = {"dropped": words.drop, "findings": lambda standing: words(f"standing.{standing}")}
        extra = said.get(name, lambda group: words.own("headings", group))(part)
        return f"{words(f'count.{name}')}{write.colon(words.language)}{extra}"
    return entry.subject


def part_of_material(part: str, group: str, words: Names) -> str:
    """`Stance, documents`: a part of coding/agreement as a reader sees it."""
    if part == "language":
        return words("agreement_on.language", language=write.language_name(group, words.language))
    key = f"agreement_on.{part}.{group}"
    return words(key) if words.has(key) else f"{words(f'agreement_on.{part}')}{write.colon(words.language)}{group}"


def pair_of_coders(between: str, words: Names) -> str:
    """`machine and people` as a reader sees it; an assistant has its own name."""
    key = f"agreement_on.between.{between}"
    return words(key) if words.has(key) else between


def figure_subject(entry: Entry, words: Names) -> str:
    """What an administrative, derived or compared figure is about; what a group of notes raises."""
    sources, language, colon = words.sources, words.language, write.colon(words.language)
    if entry.kind == "admin":
        cell = cell_of(entry.evidence_id.removeprefix("admin."))
        row = sources.admin.loc[cell]
        return f"{row[f'label_{language}']}" + (f"{colon}{row[f'group_{language}']}" if cell[1] != OVERALL else "")
    if entry.kind == "context":
        row = sources.context.loc[entry.subject]
        return words.printed({language: str(row[f"statement_{language}"])})
    if entry.kind == "derived":
        return str(sources.derived[entry.subject].label[language])
    if entry.kind == "group":
        who = words.own("headings", parts_of(entry.evidence_id)[2])
        return f"{sources.matrix.loc[entry.subject, f'finding_{language}'].rstrip('.')}{colon}{who}"
    if entry.subject == "count":
        return words("count.comparisons")
    by = parts_of(entry.evidence_id)[2]
    return f"{words.indicator(entry.subject)}{colon}{words.breakdown(by)}"


def printed_value(entry: Entry, words: Names) -> str:
    """The entry's value, base and interval, as printed; empty for a quotation."""
    language = words.language
    if entry.value is None or math.isnan(entry.value):
        return ""
    if entry.kind == "finding":
        row = words.sources.matrix.loc[entry.subject]
        robust = words("robust_in", share=write.percent(100 * entry.value, language))
        label, standing = words(f"convergence.{row['convergence']}"), words(f"standing.{row['standing']}")
        colon = write.colon(language)
        return f"{standing[0].upper()}{standing[1:]}; {robust}. {words('head.convergence')}{colon}{label}"
    value, ends = _amounts(entry, words)
    text = f"{words('entry.value')}{write.colon(language)}{value}"
    if entry.base is not None and not math.isnan(entry.base):
        text += f", {words('entry.base')} {write.number(entry.base, language)}"
    return f"{text}, {words('entry.interval')} {ends}" if ends else text


def _amounts(entry: Entry, words: Names) -> tuple[str, str]:
    """The value of a number's entry and its interval, as printed; no interval where the entry has none."""
    language, value = words.language, entry.value or 0.0
    bounds = (entry.low, entry.high) if entry.low is not None and entry.high is not None else None
    bounds = None if bounds is None or math.isnan(bounds[0]) else bounds
    if entry.unit:
        return words.amount(value, entry.unit), words.amounts(*bounds, entry.unit) if bounds else ""
    if entry.kind == "survey":
        return write.percent(value, language, 1), write.interval(*bounds, language, 1) if bounds else ""
    decimals = 2 if entry.kind.startswith("agreement") else (0 if float(value).is_integer() else 1)
    shown = write.number(value, language, decimals)
    if bounds is None:
        return shown, ""
    low, high = (write.number(one, language, 2) for one in bounds)
    return shown, write.span(low, high, language)


def _entry_lines(entry: Entry, number: int, words: Names) -> list[str]:
    """Markdown of one entry: two or three short lines, then the raw records or turns."""
    colon = write.colon(words.language)
    about = verbatim(subject(entry, words.plain).rstrip("."))
    head = f"**{number}** · `{entry.evidence_id}` · {words(f'kind.{entry.kind}')}{colon}{about}"
    value = printed_value(entry, words)
    steps = " → ".join(entry.steps)
    where = f"{words('entry.table')}{colon}`{entry.table}`, {words('entry.row')} `{entry.row}`"
    how = f"{words('entry.stage')}{colon}`{entry.stage}`. {words('entry.steps', n=len(entry.steps))}{colon}{steps}"
    if entry.codebook:
        how += f". {words('entry.codebook')}{colon}`{entry.codebook}`"
    raw = entry.raw[:3]
    source = f"{words('entry.raw')}{colon}" + ", ".join(f"`{path}`" for path in raw)
    if len(entry.raw) > 3:
        source += f", {words('entry.more', n=len(entry.raw) - 3)}"
    lines = [head + (f". {value}" if value else ""), "", f"{source}. {where}. {how}", ""]
    if entry.findings:
        lines[-2] += f". {words('entry.findings')}{colon}" + ", ".join(f"`{one}`" for one in entry.findings[:6])
    behind = []
    if entry.kind == "quote":
        segment = words.sources.segments.loc[entry.subject]
        lines[0] += "."
        lines += [f"{words('entry.verbatim')}{colon}{write.quoted(verbatim(segment['text']), segment['language'])}", ""]
    if entry.records:
        counted = sum(counted for _, counted in entry.records)
        title = words("entry.records", counted=counted, base=len(entry.records))
        behind.append((title, " ".join(record + ("✓" if counted else "") for record, counted in entry.records)))
    if entry.turns and entry.kind != "quote":
        notes = len({turn.partition("#")[0] for turn in entry.turns})
        behind.append((words("entry.turns", n=len(entry.turns), notes=notes), " ".join(entry.turns)))
    for title, listed in behind:
        lines += [f'::: {{.behind title="{title}"}}', f"`{listed}`", ":::", ""]
    return lines


def touched_annex(stale: list[Stale], lost: list[tuple[str, str]], words: Names) -> str:
    """The sentences whose values changed since they were signed, and the quotations that were withdrawn."""
    lines = [f"# {words('annex.touched')} {{#annex-touched}}", ""]
    for chapter, segment in lost:
        lines.append(f"- {words('annex.touched_withdrawn', segment=verbatim(segment), chapter=chapter)}")
    for one in stale:
        lines.append(f"- {one.chapter}: {changes(one, words)}. “{one.sentence.text}”")
    return "\n".join([*lines, ""])


def changes(one: Stale, words: Names) -> str:
    return "; ".join(words("stale.change", old=old, new=new) for _, old, new in one.changes)
