"""Codes as people have them before there is a codebook: a CSV or workbook of codes, or the codes in coders' files."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pandas as pd

from pipeline.decisions.coder_tables import one_code_a_row
from pipeline.decisions.themes import code_id
from pipeline.exchange.codebook_files import word_tables
from pipeline.exchange.codebook_tables import read_codebook_table, unread
from pipeline.exchange.headings import levels, words
from pipeline.exchange.project import CodeNode
from pipeline.notes import text_language
from pipeline.notes.language_models import HOUSE
from pipeline.scaffold.code_list import codes_in_list
from pipeline.study import StudyError, folded, read_people_sheets, read_people_table, read_yaml

# What a column of a codebook table is called, by what it holds; languages are told by an ending (`label_fr`).
HEADINGS: dict[str, list[str]] = read_yaml(Path(__file__).with_name("headings_of_people.yaml"))["codes"]
IN_A_LANGUAGE = ("label", "definition", "use_when", "not_when", "examples")
OF_PROGRAMS = {"label": "name", "definition": "description", "parent": "parent"}  # and in tables of programs
ROOTS = ("nodes", "codes", "noeuds", "code system")  # of programs' trees of codes
BELOW = re.compile(r"(?:sous|sub)[ _-]?(?:code|tag|node|noeud|theme|categorie|category|categor[íi]a|etiquette)s?")
CODE_COLUMNS = ("code", "codes", "tag", "tags", "etiquette")
UNIT_COLUMNS = (
    "unit_id",
    "segment_id",
    "note_id",
    "record_id",
    "document",
    "document_id",
    "doc_id",
    "turn",
    "paragraph",
)
QUESTION_COLUMNS = ("question", "variable")
FOR = {"for", "pour", "positive", "positif", "pro", "+", "favorable"}
AGAINST = {"against", "contre", "negative", "negatif", "con", "-", "defavorable", "critical"}


@dataclass(frozen=True)
class Usual:
    """What coders' files show of the book they coded by: guesses, which `told` says in words."""

    one_code_only: bool = False
    question_of: dict[str, str] = field(default_factory=dict)  # code as written -> the one question it was given under
    questions: tuple[str, ...] = ()  # questions whose answers were coded, as written
    told: tuple[str, ...] = ()


NOTHING_USUAL = Usual()


def codes_in_table(path: Path, languages: Sequence[str] = tuple(HOUSE)) -> list[dict[str, str]]:
    """The codes of a table: `id`, `theme`, `label`, `definition`, and these by language where the table has them.

    A name such as `Nodes\\\\Access\\\\Hours` (as NVivo and MAXQDA write one code below another) gives its parent.

    Raises StudyError where no column holds codes or labels.
    """
    is_word = path.suffix.lower() == ".docx"
    if is_word and not _word_tables(path) and (listed := codes_in_list(path)):
        return _with_parents(_once(listed))
    frame = _word_table(path) if is_word else read_people_table(path, path.name).drop(columns="row", errors="ignore")
    if levels(frame.columns):
        return codes_of_nodes(read_codebook_table(frame, path.name))
    if steps := _steps(frame):
        return _nested(frame, steps, path.name)
    columns = _roles(frame, languages)
    if not _names_codes(columns.values()):
        told = f"no column of codes among {', '.join(map(str, frame.columns)) or 'none'}"
        raise StudyError(path, told, "columns such as code, label, definition", "Name the columns.")
    found = []
    for row in _filled_down(frame.fillna("").astype(str), columns).to_dict("records"):
        entry: dict[str, str] = {}
        for name, text in row.items():
            if (role := columns[name]) and text.strip():  # `Definition` and `Description` in one language: both stand
                entry[role] = f"{entry[role]} {text.strip()}" if role in entry else text.strip()
        entry |= {"direction": _direction(entry["direction"])} if "direction" in entry else {}
        written = entry.pop("code", "") or entry.get("label", "") or entry.get("label_en", "")
        *above, name = _levels(written)
        if name or entry.get("id"):
            entry = {"parent": above[-1], **entry} if above else entry
            entry = {**entry, "label": name} if entry.get("label") == written else entry
            found.append({"label": name or entry["id"], **entry, "id": code_id(entry.get("id") or name)})
    return _with_parents(_once(found))


def columns_not_read(path: Path) -> list[str]:
    """The columns of a table of codes that hold something and are not taken in."""
    is_word = path.suffix.lower() == ".docx"
    frames = _word_tables(path) if is_word else [read_people_table(path, path.name, lower=False)]
    found: dict[str, None] = {}
    for frame in frames:
        if levels(frame.columns) or _steps(frame):
            left = unread(frame.drop(columns=_steps(frame)))
        else:
            left = [name for name in frame if not _role(name) and frame[name].str.strip().any() and name != "row"]
        found |= dict.fromkeys(map(str, left))
    return list(found)


def _steps(frame: pd.DataFrame) -> list[str]:
    """The columns of a table in which codes stand one below another (`Theme`, `Code`, `Sub-code`); none where there is
    no column of what stands below."""
    below = [column for column in frame if BELOW.fullmatch(folded(str(column)))]
    above = [column for column in frame if _role(column) in ("theme", "code", "label") and column not in below]
    return [column for column in frame if column in (*above, *below)] if below and above else []


def _nested(frame: pd.DataFrame, steps: list[str], where: str) -> list[dict[str, str]]:
    """The codes of such a table: a cell holds until another stands there, and what has codes below it is a code too;
    the first column is of themes where it is called so."""
    names = {column: f"Level {number}" for number, column in enumerate(steps, start=1)}
    nodes = read_codebook_table(frame.fillna("").astype(str).rename(columns=names), where)
    themes = 1 if _role(steps[0]) == "theme" and str(frame[steps[0]].iloc[0]).strip() else 0
    return codes_of_nodes(replace(node, codable=len(node.path) > themes) for node in nodes)


def codes_of_nodes(nodes: Iterable[CodeNode]) -> list[dict[str, str]]:
    """The codes of a program's tree: each with its parent, or the folder it lies in as its theme. Codes of one name
    under two parents get ids with their parents' names."""
    codes = [node for node in nodes if node.codable]
    times = Counter(code_id(node.name) for node in codes)
    ids = {node.path: code_id(node.name if times[code_id(node.name)] == 1 else " ".join(node.path)) for node in codes}
    return [_entry(node, ids, is_alone=times[code_id(node.name)] == 1) for node in codes]


def _entry(node: CodeNode, ids: dict[tuple[str, ...], str], is_alone: bool) -> dict[str, str]:
    above = [node.path[:depth] for depth in range(len(node.path) - 1, 0, -1)]
    parent = next((ids[path] for path in above if path in ids), "")
    entry = {"id": ids[node.path], "label": node.name, "definition": " ".join(node.description.split())}
    entry |= {} if is_alone else {"name": ids[node.path]}
    entry |= {"parent": parent} if parent else {}
    folders = [path[-1] for path in above if path not in ids]
    return entry | ({"theme": folders[-1]} if folders else {})


def _word_table(path: Path) -> pd.DataFrame:
    """The tables of a Word file that have a column of codes, as one: the codebook that NVivo writes.

    Raises StudyError where the file holds no such table.
    """
    frames = _word_tables(path)
    if not frames:
        expected = (
            "a table with columns such as Name, Description; or a list, a line a code: its name in bold, its meaning"
        )
        raise StudyError(path, "no table of codes, and no list", expected, "Add the table's heads, or write it so.")
    return pd.concat(frames, ignore_index=True)


def _word_tables(path: Path) -> list[pd.DataFrame]:
    """The tables of a Word file that have a column of codes. Raises StudyError where it cannot be read."""
    return [one for one in word_tables(path).values() if _names_codes(map(_role, one.columns))]


def _roles(frame: pd.DataFrame, languages: Sequence[str]) -> dict[str, str]:
    """What each column holds (`_role`); where none names codes, the column of categories does. Of two columns of one
    role, the texts tell the language."""
    roles = {column: _role(column) for column in frame}
    if not _names_codes(roles.values()):
        roles = {column: "label" if role == "theme" else role for column, role in roles.items()}
    for role in IN_A_LANGUAGE:
        columns = [column for column, one in roles.items() if one == role]
        texts = ["\n".join(frame[column].fillna("").astype(str)) for column in columns]
        spoken = text_language.languages(texts, "", languages, alone=True) if len(columns) > 1 else []
        if len(set(spoken)) > 1:  # `Definition` and `Définition`: two languages, of which the headings tell none
            roles |= {column: f"{role}_{language}" for column, language in zip(columns, spoken, strict=True)}
    return roles


def _filled_down(frame: pd.DataFrame, roles: dict[str, str]) -> pd.DataFrame:
    """A theme or parent that is written once holds for the rows below it, as in a table with merged cells."""
    frame = frame.copy()
    named = frame[[column for column, role in roles.items() if role in ("id", "label", "code")]].ne("").any(axis=1)
    for column in (column for column, role in roles.items() if role in ("theme", "parent")):
        cells = frame[column].str.strip()
        if cells.iloc[:1].ne("").any() and not cells.duplicated().where(cells.ne(""), False).any():
            frame.loc[named, column] = cells.replace("", pd.NA).ffill().fillna("")[named]
    return frame


def _names_codes(roles: Iterable[str]) -> bool:
    return bool({"id", "label", "code"} & {role.split("_")[0] for role in roles})


def _levels(name: str) -> list[str]:
    """The codes above a code, the outermost first, and its own name last."""
    levels = [part.strip() for part in name.split("\\") if part.strip()]
    return (levels[1:] if len(levels) > 1 and folded(levels[0]) in ROOTS else levels) or [""]


def _direction(said: str) -> str:
    """`for`, `against` or "" for whatever word or sign a column of directions holds."""
    plain = folded(said)
    return "for" if plain in FOR else "against" if plain in AGAINST else ""


def _with_parents(codes: list[dict[str, str]]) -> list[dict[str, str]]:
    """Parents by their ids; a parent that is no code of the table names a theme."""
    ids = {name: code["id"] for code in codes for name in (code["id"], code["label"])}
    found = []
    for code in codes:
        parent = code.get("parent", "")
        rest = {key: text for key, text in code.items() if key != "parent"}
        if parent in ids and ids[parent] != code["id"]:
            found.append({**rest, "parent": ids[parent]})
        else:
            found.append({**rest, "theme": code.get("theme", "") or parent})
    theme_of = {code["id"]: code.get("theme", "") for code in found}
    return [{**code, "theme": code.get("theme", "") or theme_of.get(code.get("parent", ""), "")} for code in found]


def codes_in_codings(paths: list[Path]) -> list[dict[str, str]]:
    """Each code that coders' files use, in alphabetical order."""
    names: set[str] = set()
    for path in paths:
        for frame in read_people_sheets(path, path.name).values():
            long = one_code_a_row(frame)
            names |= set() if long is None else set(long["code"])
    return _once([{"id": code_id(name), "label": name} for name in sorted(names - {""})])


def usual_of(paths: list[Path]) -> Usual:
    """What the files of people who coded everything show: one code a unit, and codes that belong to one question each.

    Told only where it holds without exception over 30 decisions or more and, of questions, over two or more.
    """
    codes_of: dict[tuple[str, ...], set[str]] = defaultdict(set)
    questions_of: dict[str, set[str]] = defaultdict(set)
    asked: dict[str, None] = {}
    for path in paths:
        for sheet, frame in read_people_sheets(path, path.name).items():
            long = one_code_a_row(frame)
            units = [name for name in (*UNIT_COLUMNS, *QUESTION_COLUMNS) if long is not None and name in long]
            question = next((name for name in QUESTION_COLUMNS if name in units), None)
            for row in [] if long is None else long.to_dict("records"):
                if question and row[question]:
                    asked[row[question]] = None
                if row["code"]:
                    codes_of[(path.name, sheet, row.get("coder", ""), *(row[name] for name in units))].add(row["code"])
                    questions_of[row["code"]] |= {row[question]} if question else set()
    enough = sum(map(len, codes_of.values())) >= 30
    single = enough and all(len(codes) == 1 for codes in codes_of.values())
    own = enough and len(asked) > 1 and all(len(questions) == 1 for questions in questions_of.values())
    told = ["nobody gave a unit two codes (one_code_only)."] if single else []
    told += ["each code was given under one question only (scope, themes)."] if own else []
    question_of = {name: next(iter(found)) for name, found in questions_of.items()} if own else {}
    return Usual(single, question_of, tuple(asked), tuple(told))


def _role(column: str) -> str:
    """What a column holds (`label_fr`, `definition`, `code`); "" for none of these."""
    plain = folded(str(column)).replace("_", " ").replace("’", "'")
    head, _, language = plain.rpartition(" ")
    if not (head and re.fullmatch(r"[a-z]{2}", language)):
        head, language = plain, ""
    if head in CODE_COLUMNS:
        return "code"
    role = next((role for role, names in HEADINGS.items() if head in names), "")
    role = role or next(
        (role for role, name in OF_PROGRAMS.items() if plain in map(folded, words("codebook", name))), ""
    )
    return f"{role}_{language}" if role in IN_A_LANGUAGE and language else role


def _once(codes: list[dict[str, str]]) -> list[dict[str, str]]:
    """Each id once; the first one stands."""
    return list({code["id"]: code for code in reversed(codes)}.values())[::-1]
