"""The evidence at hand for a chapter: each piece with the call that prints it, and the chapters that use it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from pipeline import language as write
from pipeline.study import folded
from pipeline.survey.survey_codebook import SurveyCodebook
from pipeline.triangulation.evaluation import EvaluationCodebook
from pipeline.workbench.store import Store

KINDS = ("indicator", "published", "code", "finding", "quotation")


@dataclass(frozen=True)
class Piece:
    """call: what a chapter writes between braces; value: what it stands at; chapters: where the id is called."""

    kind: str
    id: str
    call: str
    words: str
    value: str = ""
    chapters: tuple[str, ...] = ()


def pieces(store: Store, language: str) -> list[Piece]:
    """Every piece, by kind, in the order of its file."""

    def load() -> list[Piece]:
        called = _called(store)
        found = [*_indicators(store, language), *_published(store, language), *_codes(store, language)]
        found += [*_findings(store, language), *_quotations(store)]
        return [replace(one, chapters=tuple(called.get(one.id, ()))) for one in found]

    chapters = sorted((store.study.reports / "chapters").glob("*.md"))
    return store.fresh(f"evidence {language}", [*chapters, *store.watched()], load)


def found(every: list[Piece], words: str, kind: str) -> list[Piece]:
    """Those whose id or words hold every word looked for, whatever the accents."""
    looked_for = folded(words).split()
    return [
        one
        for one in every
        if kind in ("", one.kind) and all(word in folded(f"{one.id} {one.words}") for word in looked_for)
    ]


_BRACES = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_NAMED = re.compile(r"""["']([^"']+)["']""")


def _called(store: Store) -> dict[str, list[str]]:
    """Chapters by what they name in a call."""
    found: dict[str, dict[str, None]] = {}
    for path in sorted((store.study.reports / "chapters").glob("*.md")):
        for call in _BRACES.findall(path.read_text(encoding="utf-8")):
            for name in _NAMED.findall(call):
                found.setdefault(name, {})[path.stem] = None
    return {name: list(chapters) for name, chapters in found.items()}


def _indicators(store: Store, language: str) -> Iterator[Piece]:
    table = store.table("survey/indicators")
    survey = store.study.codebook_if_any("survey", SurveyCodebook)
    if table is None or survey is None:
        return
    labels = {one.name: one.label[language] for one in survey.indicators}
    for row in table[table["breakdown"] == "overall"].itertuples():
        label = labels.get(row.indicator) or labels.get(row.indicator.partition(":")[0], "")
        shares = row.percent == row.percent
        part = write.of(row.numerator, row.denominator, language) if shares else ""
        value = f"{write.percent(row.percent, language)} ({part})" if shares else ""
        yield Piece("indicator", row.indicator, f"share('{row.indicator}')", label, value)


def _published(store: Store, language: str) -> Iterator[Piece]:
    table = store.table("triangulation/published")
    for row in [] if table is None else table.to_dict("records"):
        value = f"{write.number(row['published'], language, 1)} · {row['verdict']}"
        yield Piece("published", row["claim"], f"published('{row['claim']}')", row[f"note_{language}"], value)


def _codes(store: Store, language: str) -> Iterator[Piece]:
    for code in store.codebook.active:
        yield Piece("code", code.id, f"notes_with('{code.id}')", f"{code.label[language]}. {code.definition[language]}")


def _findings(store: Store, language: str) -> Iterator[Piece]:
    matrix = store.study.codebook_if_any("evaluation", EvaluationCodebook)
    for one in matrix.findings if matrix else []:
        yield Piece("finding", one.id, f"finding('{one.id}')", one.statement[language])


def _quotations(store: Store) -> Iterator[Piece]:
    """The segments that speak for or against a finding."""
    table = store.table("triangulation/evidence")
    if table is None:
        return
    rows = table[table["strand"] == "notes"].drop_duplicates("source")
    for row in rows.itertuples():
        if row.source in store.segments:
            told = f"{row.finding_id} · {row.direction}"
            yield Piece("quotation", row.source, f"quote('{row.source}')", store.segments[row.source].text, told)
