"""Codes as people have them before there is a codebook: a CSV or workbook of codes, or the codes in coders' files."""

import re
from pathlib import Path

from pipeline.study import StudyError, folded, read_people_sheets, read_people_table, without_accents

# What a column of a codebook table is called, by what it holds; languages are told by an ending (`label_fr`).
HEADINGS = {
    "id": ("id", "code id", "code_id", "identifier", "identifiant"),
    "label": ("label", "libelle", "name", "nom", "title", "titre", "code name"),
    "definition": ("definition", "description", "meaning", "sens"),
    "theme": ("theme", "category", "categorie", "parent", "group", "groupe", "path"),
}
CODE_COLUMNS = ("code", "codes", "tag", "tags", "etiquette")


def codes_in_table(path: Path) -> list[dict[str, str]]:
    """The codes of a table: `id`, `theme`, `label`, `definition`, and these by language where the table has them.

    Raises StudyError where no column holds codes or labels.
    """
    frame = read_people_table(path, path.name).drop(columns="row", errors="ignore")
    columns = {column: _role(column) for column in frame}
    if not {"id", "label", "code"} & {role.split("_")[0] for role in columns.values()}:
        raise StudyError(path, "no column of codes", "columns such as code, label, definition", "Name the columns.")
    found = []
    for row in frame.fillna("").astype(str).to_dict("records"):
        entry = {columns[name]: text.strip() for name, text in row.items() if columns[name] and text.strip()}
        name = entry.pop("code", "") or entry.get("label", "") or entry.get("label_en", "")
        if name or entry.get("id"):
            found.append({"label": name or entry["id"], **entry, "id": code_id(entry.get("id") or name)})
    return _once(found)


def codes_in_codings(paths: list[Path]) -> list[dict[str, str]]:
    """Each code that coders' files use, in alphabetical order."""
    names: set[str] = set()
    for path in paths:
        for frame in read_people_sheets(path, path.name).values():
            for column in frame:
                if folded(str(column)) in CODE_COLUMNS:
                    names |= {text.strip() for text in frame[column].fillna("").astype(str)}
    return _once([{"id": code_id(name), "label": name} for name in sorted(names - {""})])


def code_id(name: str) -> str:
    """A code's id from its name: letters, digits and `_.-` stay, everything else becomes `_`."""
    return re.sub(r"[^A-Za-z0-9_.-]+", "_", without_accents(name)).strip("_") or "code"


def _role(column: str) -> str:
    """What a column holds (`label_fr`, `definition`, `code`); "" for none of these."""
    plain = folded(str(column)).replace("_", " ")
    head, _, language = plain.rpartition(" ")
    if not (head and re.fullmatch(r"[a-z]{2}", language)):
        head, language = plain, ""
    if head in CODE_COLUMNS:
        return "code"
    role = next((role for role, names in HEADINGS.items() if head in names), "")
    return f"{role}_{language}" if role in ("label", "definition") and language else role


def _once(codes: list[dict[str, str]]) -> list[dict[str, str]]:
    """Each id once; the first one stands."""
    return list({code["id"]: code for code in reversed(codes)}.values())[::-1]
