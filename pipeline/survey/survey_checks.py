"""Names and codes that one part of `codebooks/survey.yaml` uses and another has to declare: every mistake, with its
place. A code that no answer has would make a share of nought without a word."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from pipeline.cleaning.cells import code_text
from pipeline.cleaning.entries import Code
from pipeline.study.declared_names import Mistake, Place, declared, repeated
from pipeline.survey.variables import (
    Category,
    Condition,
    Identifier,
    Keys,
    RawColumn,
    StraightLine,
    Ticked,
    Variable,
    Weight,
)

if TYPE_CHECKING:
    from pipeline.survey.survey_codebook import SurveyCodebook


def mistakes(book: SurveyCodebook) -> list[Mistake]:
    """All mistakes, in the order of the file's sections; those of codes once every name is declared."""
    return [*_whole(book), *_columns(book), *_beside(book), *_rules(book), *_measured(book)] or [*_codes(book)]


def _whole(book: SurveyCodebook) -> Iterator[Mistake]:
    names = [variable.name for variable in book.variables]
    yield from repeated(("variables",), names, "name")
    for section in ("indicators", "breakdowns", "batteries"):
        yield from repeated((section,), [entry.name for entry in getattr(book, section)], "name")
    for name, answers in book.answers.items():
        yield from repeated(("answers", name), [str(answer.raw) for answer in answers], "raw")
    identifiers = [variable for variable in book.variables if isinstance(variable, (Identifier, Keys))]
    if len(identifiers) != 1:
        yield ("variables",), "exactly one variable must have the kind `identifier` (or `keys`)"
    for variable in identifiers:
        if variable.name != "record_id":
            place = ("variables", book.variables.index(variable), "name")
            yield place, "the identifier has the name `record_id`, by which all tables know a record"
    if [variable.name for variable in book.variables if isinstance(variable, Weight)] != ["weight"]:
        yield ("variables",), "exactly one variable has the kind `weight`, and it is named `weight`"
    yield from declared(("language",), "language", [book.language], set(names), "variables")


def _columns(book: SurveyCodebook) -> Iterator[Mistake]:
    known, raw = {variable.name for variable in book.variables}, _raw(book)
    codes = {missing.code for missing in book.missing_codes}
    taken: set[str] = set()
    for section, entries in (("variables", book.variables), ("set_aside", book.set_aside)):
        for number, column in enumerate(entries):
            if not isinstance(column, RawColumn):
                continue
            place, name = (section, number), f"column {column.raw}"
            yield from declared((*place, "answers"), name, [column.answers], book.answers, "answers")
            yield from declared((*place, "missing"), name, column.missing, codes, "missing_codes")
            if not isinstance(column, Ticked):
                if column.raw in taken:
                    yield (*place, "raw"), f"columns of the export: {column.raw} stands there more than once"
                taken.add(column.raw)
    for number, variable in enumerate(book.variables):
        place, name = ("variables", number), f"variable {variable.name}"
        for field, tables in (("spellings", book.spellings), ("amount", book.amounts), ("dates", book.dates)):
            yield from declared((*place, field), name, [getattr(variable, field, None)], tables, field)
        if isinstance(variable, Variable) and variable.personal:
            yield (*place, "personal"), f"{name} is personal: such a column belongs under `set_aside`"
        if isinstance(variable, Variable) and variable.only_if:
            yield from declared((*place, "only_if"), name, [variable.only_if.variable], known | raw, "variables")
        for field in ("variable", "start", "end"):
            yield from declared((*place, field), name, [getattr(variable, field, None)], known, "variables")
        used = variable.raw if isinstance(variable, StraightLine) else []
        used = variable.columns if isinstance(variable, Keys) else used
        yield from declared(place, name, used, raw, "columns of the export")


def _beside(book: SurveyCodebook) -> Iterator[Mistake]:
    """Columns of what was written beside the answers of a list, and the answers that it counts as."""
    for number, variable in enumerate(book.variables):
        if isinstance(variable, Category) and (beside := variable.beside):
            place, name = ("variables", number, "beside"), f"variable {variable.name}"
            yield from declared(place, name, [beside.column], _raw(book), "columns of the export")
            given = {answer.clean for answer in book.answers.get(variable.answers, [])}
            yield from declared(place, name, [beside.answer], given, "clean codes of its answers")


def _rules(book: SurveyCodebook) -> Iterator[Mistake]:
    known, raw = {variable.name for variable in book.variables}, _raw(book)
    for number, rule in enumerate(book.drop):
        place, name = ("drop", number), f"drop rule {rule.reason}"
        used = [condition.variable for condition in rule.any]
        yield from declared((*place, "any"), name, used, known | raw, "variables or columns")
        if rule.duplicates:
            yield from declared((*place, "duplicates"), name, [rule.duplicates.key], raw, "columns of the export")
            yield from declared((*place, "duplicates"), name, [rule.duplicates.date], known, "variables")
        if rule.fewer_core_answers_than is not None and not book.core_items:
            yield (
                (*place, "fewer_core_answers_than"),
                f"{name} counts the answers of `core_items`, which names no column",
            )
        keeps = rule.duplicates.keep if rule.duplicates else []
        if "most_core_answers" in keeps and not book.core_items:
            yield (*place, "duplicates"), f"{name} counts the answers of `core_items`, which names no column"
    if book.near_duplicates:
        blocks = book.near_duplicates.blocks
        yield from declared(("near_duplicates",), "near_duplicates", blocks, raw, "columns of the export")
    for items in ("core_items", "all_items"):
        yield from declared((items,), items, getattr(book, items), raw, "columns of the export")


def _measured(book: SurveyCodebook) -> Iterator[Mistake]:
    known = {variable.name for variable in book.variables}
    weighting = book.weighting
    for field in ("base", "strata", "cluster"):
        yield from declared(("weighting", field), "weighting", [getattr(weighting, field)], known, "variables")
    if weighting.nonresponse:
        place = ("weighting", "nonresponse", "known")
        yield from declared(place, "weighting", weighting.nonresponse.known, known, "variables")
    for number, margin in enumerate(book.margins):
        yield from declared(("margins", number), margin.margin, [margin.variable], known, "variables")
    for number, breakdown in enumerate(book.breakdowns):
        yield from declared(("breakdowns", number), breakdown.name, [breakdown.variable], known, "variables")
    for number, battery in enumerate(book.batteries):
        yield from declared(("batteries", number), f"battery {battery.name}", battery.items, known, "variables")
    for number, indicator in enumerate(book.indicators):
        used = [*indicator.variables, *([indicator.among.variable] if indicator.among else [])]
        yield from declared(("indicators", number), f"indicator {indicator.name}", used, known, "variables")
    if book.response:
        reasons = {rule.reason for rule in book.drop}
        for field in ("partial", "refused", "not_eligible"):
            yield from declared(("response", field), "response", getattr(book.response, field), reasons, "drop")


def _codes(book: SurveyCodebook) -> Iterator[Mistake]:
    """Codes that are compared with answers, and that no answer has."""
    for number, indicator in enumerate(book.indicators):
        who, values = f"indicator {indicator.name}", [book.values(name) for name in indicator.variables]
        for field in ("counts", "against"):
            if values and all(values):  # numbers, dates and texts declare none
                known = {(code, isinstance(code, str)) for one in values for code in one}
                given = [(code, isinstance(code, str)) for code in getattr(indicator, field)]
                absent = [repr(code) for code, is_text in given if (code, is_text) not in known]
                yield from _no_answer(("indicators", number, field), f"{who} {field}", absent, values[0])
        if indicator.kind == "mean" and (words := [code for one in values for code in one if isinstance(code, str)]):
            found = f"answers whose clean codes are words ({', '.join(map(repr, words))})"
            yield ("indicators", number, "kind"), f"{who} is a mean of {found}; give them numbers"
        if indicator.among:
            place, among = ("indicators", number, "among"), indicator.among
            yield from _compared(place, f"{who}, among,", among, list(book.values(among.variable)))
    for number, rule in enumerate(book.drop):
        for condition in rule.any:
            place, codes = ("drop", number, "any"), _raw_codes(book, condition.variable)
            yield from _compared(place, f"drop rule {rule.reason} names", condition, codes)


def _compared(place: Place, who: str, condition: Condition, known: list[Code]) -> Iterator[Mistake]:
    given = [condition.equals, condition.not_equals, *(condition.in_list or [])]
    texts = {"", *(code_text(code) for code in known)}  # nothing: the column is blank
    absent = [repr(code) for code in given if code is not None and code_text(code) not in texts]
    if known:
        yield from _no_answer(place, f"{who} {condition.variable}", absent, known)


def _no_answer(place: Place, who: str, absent: list[str], known: Iterable[Code]) -> Iterator[Mistake]:
    if absent:
        shown = ", ".join(repr(code) for code in known)
        yield place, f"{who} {', '.join(absent)}, which is the code of no answer (they are {shown})"


def _raw_codes(book: SurveyCodebook, name: str) -> list[Code]:
    """The codes that a column with declared answers may hold; none for any other, which may hold anything."""
    column = next((one for one in book.columns if one.raw == name), None)
    if column is None:
        return list(book.values(name))
    answers = book.answers[column.answers] if column.answers and not isinstance(column, Ticked) else []
    missing = [one.code for one in book.missing_codes] if answers else []
    return [*(answer.raw for answer in answers), *missing]


def _raw(book: SurveyCodebook) -> set[str]:
    return {entry.raw for entry in [*book.variables, *book.set_aside] if isinstance(entry, RawColumn)}
