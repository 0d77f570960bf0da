"""A first codebook for any export: what the file says about itself, in the format that a person then completes.

It can be used at once (every record is kept, every column is clean as it stands); rules, weights, indicators and the
second language are for a person to add. What had to be guessed stands as remarks on top.
"""

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd
from ruamel.yaml.scalarstring import DoubleQuotedScalarString as Quoted

from pipeline.cleaning.cells import code_text
from pipeline.cleaning.entries import Text
from pipeline.language import phrase
from pipeline.study import StudyError, bare, yaml_editing
from pipeline.survey.answers import alike
from pipeline.survey.batteries import item_label, stem_and_item, ticks
from pipeline.survey.draft_remarks import about_records
from pipeline.survey.drafted_columns import Answer, Column, both, variable_name
from pipeline.survey.exports import Export, VariableInfo, read_export
from pipeline.survey.identifier_columns import identifiers
from pipeline.survey.kinds import cells_as_text, kinds
from pipeline.survey.no_answer import with_guessed
from pipeline.survey.questionnaire import Question, beside, code_of, described, read_questionnaire
from pipeline.survey.scales import in_both_languages, ordered
from pipeline.survey.tools import code_and_text

HEADER = """# Drafted from {name}. To complete: labels in each language, what is personal or set aside, drop rules,
# skip logic, spellings, amounts, dates, margins, breakdowns, indicators. Format: docs/survey.md.
"""


def draft(
    path: Path,
    target: Path,
    encoding: str | None = None,
    questions: Path | None = None,
    languages: Sequence[str] = ("en", "fr"),
    open_questions: Sequence[str] = (),
) -> Path:
    """Write the draft to `target`. Raises StudyError where it exists, or where the export cannot be read.

    `questions`: the questionnaire (.qsf, .lss); none: the one of the export's own name beside it, if any.
    `languages`: of the labels. `open_questions`: columns that are known to hold open answers (people coded them), by
    their name or their question.
    """
    if target.exists():
        raise StudyError(target, "the file is there already", todo="Move it away, or choose another name with --to.")
    export = read_export(path, encoding)
    questions = questions or beside(path)
    asked = read_questionnaire(questions) if questions else {}
    export = described(export, asked)
    content, remarks = drafted(export, languages, open_questions)
    add_logic(content, asked)
    target.parent.mkdir(parents=True, exist_ok=True)
    told = "".join(f"# - {' '.join(remark.split())}\n" for remark in remarks)
    header = HEADER.format(name=path.name) + (f"# To check, since it was guessed or is odd:\n{told}" if told else "")
    target.write_text(header + yaml_editing.dump(content, width=120), encoding="utf-8")
    return target


def drafted(
    export: Export, languages: Sequence[str] = ("en", "fr"), open_questions: Sequence[str] = ()
) -> tuple[dict, list[str]]:
    """(the codebook's content as plain Python, remarks for a person); the two lists as in `draft`."""
    if export.frame.empty:
        raise StudyError(export.path, "no records", "at least one", "Export it again.")
    export = with_guessed(export)
    texts = cells_as_text(export)
    keys = identifiers(export, texts)
    columns = kinds(export, texts, keys, open_questions)
    remarks = [*export.remarks, *about_records(export, texts, keys), *(c.remark for c in columns if c.remark)]
    book = _Book(export, texts, keys, languages)
    for column in columns:
        book.add(column)
    return book.content(), remarks


def add_logic(content: dict, asked: dict[str, Question]) -> None:
    """Skip logic of the questionnaire on the variables it is plain for: one answer to another column."""
    by_raw = {str(variable.get("raw")): variable for variable in content["variables"] if variable.get("raw")}
    for name, question in asked.items():
        if question.only_if and name in by_raw and question.only_if[0] in by_raw:
            column, code = question.only_if
            by_raw[name]["only_if"] = {"variable": Quoted(column), "equals": _yaml(code_of(code))}


class _Book:
    """The codebook while its columns are added one by one."""

    def __init__(self, export: Export, texts: pd.DataFrame, keys: list[str], languages: Sequence[str]):
        self.export, self.texts, self.keys, self.languages = export, texts, keys, list(languages)
        self.lists: dict[tuple, tuple[str, list[dict]]] = {}
        self.formats: dict[tuple[str, ...], str] = {}
        self.units: dict[tuple[str, ...], str] = {}
        self.variables: list[dict] = []
        self.personal: list[dict] = []
        self.ticked: dict[str, list[str]] = {}  # question -> clean names of its boxes
        self.titles: dict[str, dict] = {}  # question -> its wording, where the file has one
        self.items = _items(export)
        self.missing = _missing_codes(export)
        if len(keys) != 1:
            label = self._phrase("draft.record")
            self.variables.append({"name": "record_id", "kind": "keys", "columns": list(keys), "label": label})

    def _text(self, text: Text) -> dict:
        """A label in each language of the study; what the file has in none of them, as it stands there."""
        return {language: Quoted(text[language]) for language in self.languages}

    def _phrase(self, key: str) -> dict:
        return self._text(phrase("survey", key, self.languages))

    def add(self, column: Column) -> None:
        info = self.export.variables[column.name]
        code, asked = code_and_text(column.name)
        wording = asked if info.label in ("", column.name) else info.label
        whole = info.label or column.name  # by which a codebook of open questions names what its codes are asked after
        question = self._text(both(wording if "[" in whole else whole))
        if column.kind == "personal":
            reason = self._phrase("draft.personal")
            self.personal.append({"raw": Quoted(column.name), "question": question, "personal": True, "reason": reason})
            return
        if column.kind == "several":
            self._several(column, question)
            return
        name = "record_id" if column.kind == "identifier" else self._name(code)
        entry = {"name": name, "raw": Quoted(column.name), "kind": column.kind, **column.extra}
        if column.answers:
            entry["answers"] = self._list(code, column.answers)
        if column.formats:
            entry["dates"] = self.formats.setdefault(column.formats, f"dates_{len(self.formats) + 1}")
        if column.units:
            entry["amount"] = self.units.setdefault(column.units, f"amounts_{len(self.units) + 1}")
        entry |= self._missing(column)
        if column.tick is not None:
            label = _of_box(info, wording)
        elif column.name in self.items and column.kind in ("category", "number"):
            label = item_label(column.name, wording)
        else:
            label = wording
        self.variables.append(entry | {"label": self._text(both(label)), "question": question})
        if column.tick is not None:
            parts = stem_and_item(column.name)
            stem = column.question or (parts[0] if parts else column.name)
            self.ticked.setdefault(stem, []).append(name)
            said = {language: stem_and_item(str(text)) for language, text in question.items()}
            if wording != column.name and all(said.values()):
                self.titles[stem] = {language: Quoted(found[0]) for language, found in said.items() if found}

    def _several(self, column: Column, question: dict) -> None:
        """A box for each choice of a cell that holds several, and the cell as it is."""
        answers = self._list(column.name, tuple(Answer(text, text, both(text)) for text in column.parts))
        for part in column.parts:
            entry = {"name": self._name(f"{column.name}_{part}"), "raw": Quoted(column.name), "kind": "ticked"}
            entry |= {"answers": answers, "ticked": Quoted(part), **column.extra}
            self.variables.append(entry | {"label": self._text(both(part)), "question": question})
            self.ticked.setdefault(column.name, []).append(entry["name"])
        entry = {"name": self._name(column.name), "raw": Quoted(column.name), "kind": "text"}
        self.variables.append(entry | {"label": question, "question": question})

    def content(self) -> dict:
        self.variables.append({"name": "weight", "kind": "weight", "label": self._phrase("draft.weight")})
        head: dict[str, Any] = {"title": self._text(both(self.export.label or self.export.path.stem))}
        head |= {name: self._text(both("")) for name in ("producer", "abstract", "population")}
        if self.export.encoding not in ("", "utf-8-sig"):
            head["encoding"] = self.export.encoding
        if self.export.header_rows > 1:
            head["rows_below_header"] = self.export.header_rows - 1
        return {
            **head,
            "answers": dict(self.lists.values()),
            "missing_codes": [
                {
                    "code": _yaml(code),
                    "label": self._text(self._of_missing(labels[0])),
                    **({"also": labels[1:]} if labels[1:] else {}),
                }
                for code, labels in self.missing.items()
            ],
            **({"amounts": self._amounts()} if self.units else {}),
            "dates": {
                name: {"formats": list(formats), "languages": ["en", "fr"]} for formats, name in self.formats.items()
            },
            "set_aside": self.personal,
            "variables": self.variables,
            "indicators": [*self._boxes()],
        }

    def _of_missing(self, label: str) -> Text:
        """The label of a missing code in both languages; as it stands, where its translation is a code of its own."""
        translated = _in_both(label)
        codes = {alike(code_text(code)) for code in self.missing} - {alike(label)}
        return both(label) if codes & {alike(text) for text in translated.values()} else translated

    def _amounts(self) -> dict:
        """How numbers with a unit beside them are read: the unit's words all stand for one of it."""
        return {
            name: {
                "unit": Quoted(words[0]),
                "units": {Quoted(word): 1 for word in words},
                "languages": ["en", "fr"],
            }
            for words, name in self.units.items()
        }

    def _missing(self, column: Column) -> dict:
        """The missing codes and ranges of a variable, as the file declares them."""
        info = self.export.variables[column.name]
        if column.kind not in ("category", "number", "text", "amount", "date"):
            return {}
        declared = {code_text(code) for code in info.missing}
        cells = set(self.texts[column.name])
        inside = [
            code
            for code in self.missing
            if code_text(code) in declared
            or (_in_ranges(code, info.missing_ranges) and (code_text(code) in cells or code in info.values))
        ]
        entry: dict = {"missing": [_yaml(code) for code in inside]} if inside else {}
        if info.missing_ranges and column.kind == "number":
            entry["missing_ranges"] = [
                {
                    **({} if math.isinf(low) else {"lowest": _yaml(low)}),
                    **({} if math.isinf(high) else {"highest": _yaml(high)}),
                }
                for low, high in info.missing_ranges
            ]
        return entry

    def _list(self, name: str, answers: tuple[Answer, ...]) -> str:
        """The name of the list with these answers; one list serves all variables that share it."""
        entries = [
            {"raw": _yaml(answer.raw), "clean": _yaml(answer.clean), "label": self._text(answer.label)}
            | ({"also": [Quoted(text) for text in answer.also]} if answer.also else {})
            for answer in answers
        ]
        signature = tuple((code_text(a.raw), code_text(a.clean), *a.label.values(), a.also) for a in answers)
        taken = {taken for taken, _ in self.lists.values()}
        own = f"{bare(name) or 'list'}_answers"
        while own in taken:
            own += "_"
        return self.lists.setdefault(signature, (own, entries))[0]

    def _name(self, raw: str) -> str:
        """A name for the clean variable that no other has."""
        name = variable_name(raw)
        taken = {variable["name"] for variable in self.variables} | {"weight", "record_id"}
        while name in taken:
            name += "_"
        return name

    def _clean(self, variable: dict, counted: object) -> list:
        """The clean code of the answer that a multiple-response set counts, where the variable has it."""
        answers = dict(self.lists.values()).get(variable.get("answers", ""), [])
        return [answer["clean"] for answer in answers if code_text(answer["raw"]) == code_text(counted)]

    def _boxes(self):
        """An indicator for each question with several answers."""
        sets = self.export.multiple_response
        declared = {name for group in sets.values() for name in group["variable_list"]}
        boxes = {v["name"]: v.get("raw") for v in self.variables}
        groups = [
            (stem, names, [1])
            for stem, names in self.ticked.items()
            if len(names) > 1 and not all(boxes[name] in declared for name in names)
        ]
        for title, group in sets.items():
            entries = [v for v in self.variables if v.get("raw") in group["variable_list"]]
            counts = {code for entry in entries for code in self._clean(entry, group["counted_value"])}
            if group["is_dichotomy"] and len(entries) > 1 and counts:
                label = group["label"] or title.lstrip("$")
                groups.append((label, [entry["name"] for entry in entries], sorted(counts)))
        taken: set[str] = set()
        for stem, names, counted in groups:
            base = self._phrase("draft.answered")
            name = variable_name(stem, "several")
            while name in taken:
                name += "_"
            taken.add(name)
            yield {
                "name": name,
                "kind": "multiple_response",
                "variables": names,
                "counts": counted,
                "label": self.titles.get(stem) or self._text(both(stem)),
                "base": base,
            }


def _items(export: Export) -> set[str]:
    """The columns whose wording has one question before it with others' (`How satisfied? - Price`, `... - Staff`)."""
    stems: dict[str, list[str]] = {}
    for name, info in export.variables.items():
        wording = code_and_text(name)[1] if info.label in ("", name) else info.label
        if " " in wording and (parts := stem_and_item(wording)):
            stems.setdefault(parts[0], []).append(name)
    return {name for names in stems.values() if len(names) > 1 for name in names}


def _missing_codes(export: Export) -> dict[object, list[str]]:
    """User-missing codes of all variables, those in a range that are labelled or occur among them, and their labels."""
    found: dict[object, list[str]] = {}
    for name, info in export.variables.items():
        codes = list(info.missing)
        if info.missing_ranges:
            cells = pd.to_numeric(export.frame[name], errors="coerce").dropna().unique().tolist()
            codes += [code for code in [*info.values, *cells] if _in_ranges(code, info.missing_ranges)]
        for code in codes:
            plain = int(code) if isinstance(code, float) and code.is_integer() else code
            labels = found.setdefault(plain, [])
            label = info.values.get(code)
            if label and label not in labels:
                labels.append(label)
    return {
        code: labels or [code_text(code)]
        for code, labels in sorted(found.items(), key=lambda item: (isinstance(item[0], str), item[0]))
    }


def _of_box(info: VariableInfo, wording: str) -> str:
    """What a box to tick stands for: the label of its one code, where that says more than that it was ticked."""
    own = next(iter(info.values.values())) if len(info.values) == 1 else ""
    said = own and ticks({own}, "") is None and ordered([own], 1) is None and ordered([own], 2) is None
    return own if said else item_label(info.name, wording)


def _in_both(label: str) -> Text:
    en, fr = in_both_languages(label)
    return Text(en=en, fr=fr) if en != fr else both(label)


def _in_ranges(code: object, ranges: list) -> bool:
    return isinstance(code, (int, float)) and any(
        low <= code <= high for low, high in ranges if not isinstance(low, str)
    )


def _yaml(code: object) -> object:
    if isinstance(code, float) and code.is_integer():
        return int(code)
    return Quoted(code) if isinstance(code, str) else code
