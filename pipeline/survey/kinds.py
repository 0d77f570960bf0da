"""What kind of variable each column of an export becomes: the judgement behind a drafted codebook."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

import pandas as pd

from pipeline.cleaning.cells import code_text, mapped
from pipeline.study import StudyError, first_of, folded
from pipeline.survey.batteries import SEVERAL, batteries, boxes_by_name
from pipeline.survey.columns_together import (
    blank_together,
    box,
    of_dichotomies,
    seen_together,
    side_by_side,
    with_beside,
)
from pipeline.survey.date_columns import date_formats
from pipeline.survey.drafted_columns import Answer, Column, both, coded, scale_answer
from pipeline.survey.export_files import Export, VariableInfo
from pipeline.survey.identifier_columns import number_somebody, repeated
from pipeline.survey.number_cells import NumberReader
from pipeline.survey.open_questions import asks_what_was_written, in_own_words
from pipeline.survey.personal import OPEN_FROM, is_personal
from pipeline.survey.scales import ordered
from pipeline.survey.several_answers import parts_of, ranked
from pipeline.survey.tools import Tool, named
from pipeline.survey.typed_numbers import beside_units, is_money, numbered_points
from pipeline.survey.variables import Number

FEW = 12  # distinct texts up to which a column is taken for a list of answers
LONGEST = 60  # characters of an answer in a list
SCALE = 11  # points up to which a scale labelled at its ends alone is written out


def kinds(export: Export, texts: pd.DataFrame, keys: list[str], open_questions: Sequence[str] = ()) -> list[Column]:
    """One Column for each column of the export. `texts`: its cells; `keys`: what identifies a record;
    `open_questions`: columns that are known to hold open answers, by their name or their question."""
    tool = named(export.tool)
    groups = batteries(export)
    identifier = keys[0] if len(keys) == 1 else None
    found = [
        Column(name, "identifier")
        if name == identifier
        else _kind(export.variables[name], texts[name], tool, name in keys)
        for name in texts
    ]
    known = {folded(one) for one in open_questions}
    for place, column in enumerate(found):
        if {folded(column.name), folded(export.variables[column.name].label)} & known and column.name not in keys:
            found[place] = Column(column.name, "open")
    by_name = {column.name: column for column in found}
    for columns in groups.values():
        together = [by_name[name] for name in columns if by_name[name].kind != "open"]
        by_name |= seen_together(together, texts, export, keys)
    distinct = {name: {text.strip() for text in texts[name].unique()} - {""} for name in texts}
    unlabelled = [name for name in texts if by_name[name].kind == "number" and not export.variables[name].values]
    for stem, columns in boxes_by_name(unlabelled, distinct).items():
        if not blank_together(columns, texts, export):
            continue
        by_name |= {name: replace(box("1", distinct[name], name), question=stem) for name in columns}
    in_groups = {name for names in groups.values() for name in names}
    by_name |= side_by_side([by_name[name] for name in texts if name not in in_groups], texts, export)
    by_name |= with_beside([by_name[name] for name in texts], texts)
    for group in export.multiple_response.values():
        if group["is_dichotomy"] and group["counted_value"] is not None:
            for name in group["variable_list"]:
                if name in by_name and not export.variables[name].values and by_name[name].kind != "personal":
                    by_name[name] = of_dichotomies(name, code_text(group["counted_value"]), texts[name], export)
    return [by_name[name] for name in texts]


def _kind(info: VariableInfo, texts: pd.Series, tool: Tool | None, is_key: bool) -> Column:
    name = info.name
    given = texts[texts.str.strip().ne("")]
    missing = {code_text(code) for code in info.missing}
    answers = {code: label for code, label in info.values.items() if not _is_missing(code, info)}
    valid = given[~given.isin(missing) & ~given.map(lambda text: _is_missing(text, info))]
    if not is_key and is_personal(name, info.label, texts, tool):
        return Column(name, "personal")
    if answers:
        return _labelled(info, answers, valid)
    dates = date_formats(valid, info, tool)
    if dates is not None:
        return dates
    if is_key:
        return Column(name, "text")
    number = _naming(name, valid) or _number(info, valid, tool)
    if number is not None:
        return number
    typed = _amount(name, valid) or _numbered(name, valid)
    if typed is not None:
        return typed
    if info.written and len(valid):
        return Column(name, "open", remark=_own_words(name) if _is_list(valid) else "")
    if SEVERAL.search(info.label) and (parts := parts_of(valid, tool, info)):
        return Column(name, "several", extra={"separator": parts[0]}, parts=tuple(parts[1]))
    if valid.str.len().mean() >= OPEN_FROM or (len(valid) and asks_what_was_written(name, info.label)):
        return Column(name, "open")
    return _listed(name, valid, info, tool)


def _is_missing(code: object, info: VariableInfo) -> bool:
    """Is a code, or a cell, one that the file declares to stand for no value?"""
    if code_text(code) in {code_text(entry) for entry in info.missing}:
        return True
    try:
        number = float(code)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return False
    return any(low <= number <= high for low, high in info.missing_ranges if not isinstance(low, str))


def _labelled(info: VariableInfo, labels: dict, valid: pd.Series) -> Column:
    """A column whose file labels its codes; codes without a label are answers too, or the column holds numbers."""
    texts = {code_text(code): code for code in labels}
    bare = sorted(set(valid.str.strip()) - set(texts), key=lambda text: (len(text), text))
    numbers = pd.to_numeric(pd.Series([*texts, *bare], dtype="str"), errors="coerce")
    whole = bool(numbers.notna().all() and (numbers % 1 == 0).all())
    if bare and whole:
        low, high = int(numbers[: len(texts)].min()), int(numbers[: len(texts)].max())
        inside = all(low < int(float(text)) < high for text in bare)
        if inside and high - low < SCALE:
            written = {
                code: labels[texts[str(code)]] if str(code) in texts else str(code) for code in range(low, high + 1)
            }
            return Column(info.name, "category", tuple(Answer(c, c, both(label)) for c, label in written.items()))
    if bare and numbers.notna().all() and len(bare) > max(len(texts), 3):
        named_points = ", ".join(f"{code} = {labels[original]}" for code, original in texts.items())
        return Column(
            info.name,
            "number",
            extra={"integer": whole},
            remark=f"{info.name}: labels of single numbers are not kept ({named_points}).",
        )
    answers = [Answer(code, code, both(label)) for code, label in labels.items()]
    answers += [Answer(coded(text), coded(text), both(text)) for text in bare]
    if bare and numbers.notna().all():
        answers.sort(key=lambda answer: float(code_text(answer.raw)))
    remark = f"{info.name}: the file has no label for {', '.join(bare)}." if bare else ""
    return Column(info.name, "category", tuple(answers), remark=remark)


def _naming(name: str, valid: pd.Series) -> Column | None:
    """A column of numbers that name a record or somebody: no mean of them says anything."""
    if number_somebody(valid):
        remark = f"{name}: long numbers that hardly two records share, as of cards or files: set aside as personal."
        return Column(name, "personal", remark=remark)
    if twice := repeated(name, valid):
        numbers = f"{name}: seems to number the records, but {first_of(twice, most=5)} stand there more than once."
        rule = (
            f"{{reason: twice, label: {{en: Twice, fr: Deux fois}}, duplicates: {{key: {name}, keep: [most_answers]}}}}"
        )
        return Column(name, "text", remark=f"{numbers} To keep one of each: drop: [{rule}]")
    return None


def _number(info: VariableInfo, valid: pd.Series, tool: Tool | None) -> Column | None:
    """A column of numbers; None where it holds anything else, codes with leading zeros, or several codes a cell."""
    if valid.empty or (not info.numeric and valid.str.match(r"\s*-?0\d").any()):
        return None
    try:
        reader = _reader(valid.unique(), info.name)
    except StudyError as error:
        kept = f"{info.name}: {error.found}; it is kept as text."
        return Column(info.name, "text", remark=kept) if reads_as_numbers(valid) else None
    values = [reader.value(text) for text in valid.unique()]
    if reader.unit or any(value is None for value in values):  # with a unit they are amounts, which say so
        return None
    if not info.numeric and codes_parted_by_commas(valid):
        if bool(SEVERAL.search(info.label)) or bool(tool and tool.name == "Qualtrics"):
            return None
        example = valid[valid.str.contains(",")].iloc[0].strip()
        remark = (
            f"{info.name}: {example} may be several answers or one number with a decimal comma; it is kept as text. "
            'Say `kind: number` with `decimal: ","`, or `kind: ticked` with `separator: ","`.'
        )
        return Column(info.name, "text", remark=remark)
    extra: dict = {"integer": all(float(value).is_integer() for value in values if value is not None)}
    if reader.decimal and valid.str.contains("[.,]").any() and not info.numeric:
        extra["decimal"] = reader.decimal
    return Column(info.name, "number", extra=extra)


def _reader(texts: Iterable[str], name: str) -> NumberReader:
    """A reader of numbers with a fraction or none. Raises StudyError where they can be read in two ways."""
    probe = Number(kind="number", name="x", raw=name, label=both("x"), question=both("x"), integer=False)
    return NumberReader(texts, probe, "draft")


def _amount(name: str, valid: pd.Series) -> Column | None:
    """A column of numbers with one unit beside them (`45 %`); None where it holds anything else."""
    found = beside_units(valid)
    if found is None:
        return None
    units, numbers = found
    try:
        values = [_reader(numbers, name).value(text) for text in numbers]
    except StudyError as error:
        if not is_money(units):  # nobody writes thousandths of a dollar: $1,200
            return Column(name, "text", remark=f"{name}: {error.found}; it is kept as text.")
        values = []
    if any(value is None or round(value, 2) != value for value in values):
        return None
    remark = f"{name}: read as numbers of the unit {units[0]} (`amounts`)."
    return Column(name, "amount", units=units, remark=remark)


def _numbered(name: str, valid: pd.Series) -> Column | None:
    """A scale whose points have their number in the cell (`1 - Not at all`, `2`), in their order."""
    points = numbered_points(valid)
    if points is None:
        return None
    answers = tuple(Answer(written[0], number, both(label), written[1:]) for number, label, written in points)
    return Column(name, "category", answers)


def codes_parted_by_commas(valid: pd.Series) -> bool:
    """Could the commas of a column part codes? Then each code comes back in another cell, and codes stand in order."""
    cells = [text.strip().split(",") for text in valid]
    lists = [cell for cell in cells if len(cell) > 1]
    if not lists or not all(part.isdecimal() and len(part) <= 2 for cell in lists for part in cell):
        return False
    counts = Counter(part for cell in cells for part in cell)
    ascending = all(list(map(int, cell)) == sorted(set(map(int, cell))) for cell in lists)
    return ascending and all(counts[part] > 1 for cell in lists for part in cell)


def reads_as_numbers(valid: pd.Series) -> bool:
    """Would the cells be numbers, if their marks were clear?"""
    return bool(valid.str.fullmatch(r"\s*[-+−]?\s?[\d  '’.,]+\s*").all())


def _listed(name: str, valid: pd.Series, info: VariableInfo, tool: Tool | None) -> Column:
    """A column of words: a known scale, people's own, a list of answers that more than one person gave, or a text."""
    distinct = sorted(valid.str.strip().unique())
    scale = ordered(distinct, len(valid)) if distinct else None
    if scale and (len(valid) > 2 or len(distinct) > 1):
        return Column(name, "category", tuple(scale_answer(point) for point in scale))
    if ranked(valid):
        return Column(name, "text", remark=f"{name}: each cell ranks the same answers; the order is kept as text.")
    shown = tool and tool.order and name.casefold().endswith(tool.order)  # an order of display is nobody's answer
    parts = None if shown else parts_of(valid, tool, info)
    if parts:
        return Column(name, "several", extra={"separator": parts[0]}, parts=tuple(parts[1]))
    if in_own_words(distinct, f"{name} {info.label}"):
        return Column(name, "open", remark=_own_words(name) if len(distinct) < len(valid) else "")
    if _is_list(valid):
        return Column(name, "category", tuple(Answer(text, text, both(text)) for text in distinct))
    return Column(name, "text", remark=_mostly_numbers(name, valid))


def _own_words(name: str) -> str:
    return f"{name}: taken for people's own words; if these are the answers of a list, say `kind: category`."


def _mostly_numbers(name: str, valid: pd.Series) -> str:
    """What to say of a text most of whose cells are numbers; "" for others."""
    others = int((~valid.str.fullmatch(r"\s*[-+−]?\d+(?:[.,]\d+)?\s*")).sum())
    if not 0 < 2 * others < len(valid):
        return ""
    return f"{name}: kept as text, since {others} of its {len(valid)} cells are no plain numbers."


def _is_list(valid: pd.Series) -> bool:
    """Are these the answers of a list? What one person alone wrote never goes into a codebook file."""
    counts = valid.str.strip().value_counts()
    return (
        1 < len(counts) <= FEW
        and counts.min() > 1
        and len(valid) >= 3 * len(counts)
        and counts.index.str.len().max() <= LONGEST
    )


def cells_as_text(export: Export) -> pd.DataFrame:
    """All cells as text, blank where there is nothing."""
    return pd.DataFrame({name: mapped(export.frame[name], code_text) for name in export.frame})
