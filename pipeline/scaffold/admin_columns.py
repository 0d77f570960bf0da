"""What a column of a programme's own list seems to be, by its heading and its cells."""

import re
from typing import Any

import pandas as pd

from pipeline.admin.workbook import YEAR
from pipeline.cleaning.written_numbers import without_letter, without_marks, written_number
from pipeline.scaffold.admin_sheets import counts_within, is_share, is_year
from pipeline.study import folded, without_accents
from pipeline.survey.date_columns import date_formats
from pipeline.survey.export_files import VariableInfo
from pipeline.survey.personal import OPEN_FROM, is_personal

CODE = r"[\w./#-]*\d[\w./#-]*"
FEW = 15  # distinct values up to which a column is a list of categories
KEY = re.compile(
    r"\b(no|n[o°]|num|number|num[ée]ro|id|code|ref|reference|r[ée]f[ée]rence|file|dossier|expediente)\b", re.I
)
COUNT = re.compile(r"(?:number|nombre|nb|nbre|count|sum|somme)\.?\s(?:of|de|du|des|d['’])", re.IGNORECASE)  # no key
PERSON = re.compile(
    r"contact|person|responsab|manager|officer|agent|signator|signataire|coordinat|director|directeur|directrice|"
    r"interlocut|worker|intervenant|encargad|gestionnaire|conseill|advisor|\bcoach(?:e|es)?\b|teacher|enseignant|trainer|"
    r"formateur|formatrice|animateur|animatrice|facilitator|instructor|\btut(?:or|eur|rice)\b|nurse|infirmi[eè]re?\b|"
    r"inspect(?:or|eur|rice)|applicant|demandeu[rs]",
    re.IGNORECASE,
)
BODY = re.compile(
    r"organi[sz]|organism|partner|partenaire|recipient|b[ée]n[ée]ficiaire|employe|company|entreprise|supplier|"
    r"fournisseur|provider|prestataire|contractor|vendor|proveedor|grantee|holder|titulaire|empresa|socio|client|agency|agence|\bnames?\b|\bnoms?\b|\bnombre\b",
    re.IGNORECASE,
)
GROUPS = re.compile(  # what a heading says of places, kinds and periods, whose names are no people's
    r"\br[ée]gions?|provinc|territo|g[ée]ograph|countr|\bpays\b|\bcit(?:y|ies)\b|\bvilles?\b|municipal|district|\bsites?\b"
    r"|\bcent(?:re|er)s?\b|\boffices?\b|\bbureaux?\b|location|\blieux?\b|program|\bservices?\b|activit|sect(?:or|eur)"
    r"|cat[ée]gor|\btypes?\b|stat(?:us|ut)|\bsexe?\b|gender|\bgenre|\bgroup|\b[aâ]ges?\b|months?\b|\bmois\b|\byears?\b"
    r"|\bann[ée]es?\b|quarter|trimest|p[ée]riod|exercice|motif|\breasons?\b|\braisons?\b|indica[tc]|\br[ée]gimes?\b"
    r"|[ée]tiquettes de lignes|row labels",
    re.IGNORECASE,
)
OF_KIND = re.compile(  # of what kind somebody is: `Type d'organisme`, `Partner status`
    r"^\W*(?:types?|kinds?|cat[ée]gor(?:y|ies?)|stat(?:us|ut)|class(?:e|es)?)\s(?:of\s|de\s|du\s|des\s|d['’])"
    r"|\s(?:types?|kinds?|categor(?:y|ies)|status|class)\W*$",
    re.IGNORECASE,
)
HEADING_MARKS = r"\s*(?:[*†‡§]+|[¹²³⁰-⁹]+|\(\d{1,2}\))+$"
REGISTERED = r"\d{9,11}"  # of businesses, of people, of phones
NAMELESS = r"(?:[\d\s/.,:;#–—-]|\b(?:FY|AF|EF|Exercice|[QT]\d|[A-Z]{1,4}(?=[-\d])))+"  # 2020-21, FY2021-22 Q3, E-001
FULL_NAME = r"[^\W\d_a-z][\w'’.-]+(?:\s(?:de|du|la|le|des|van|von|di|da|del)|\s[^\W\d_a-z][\w'’.-]*){1,3}"

INITIALS = r"(?:[^\W\d_a-z]\.?[\s-]?){1,2}\s?[^\W\d_a-z][a-z'’à-ÿ][\w'’-]+"  # D Pritchard, J.-P. Roy


def is_kind(heading: str, given: pd.Series) -> bool:
    """Do the texts say of what kind somebody is, and not who?"""
    return bool(OF_KIND.search(heading)) and is_list(given, heading)


def are_names(heading: str, given: pd.Series) -> bool:
    """Do the texts look like names of people: two words or more with capitals, or initials before one?"""
    initials = given.str.fullmatch(INITIALS).mean() > 0.9 and not GROUPS.search(heading)
    return bool(initials or given.str.fullmatch(FULL_NAME).mean() > 0.9)


def kept_back(heading: str, cells: pd.Series, known: pd.Series) -> str:
    """Why a column is not passed on, whatever its cells look like: it identifies people or businesses; "" if not."""
    if not known.str.fullmatch(r"\d{1,4}").all() and is_personal(heading, heading, cells, None):
        return "" if BODY.search(heading) else "looks personal; it is not passed on."
    is_registered = known.str.fullmatch(REGISTERED).all() and known.str.len().nunique() == 1
    if is_registered and not known.str.endswith("00").all():
        return "looks like numbers of a register; it is not added up, nor passed on."
    return ""


def numbers_in(heading: str, known: pd.Series) -> list[float | None]:
    """The numbers of a column, None for other cells. Letters beside them are passed over under a year, and where most
    numbers have none: `1A`, `2A` alone are codes."""
    numbers = [written_number(without_marks(text)) for text in known]
    if 2 * sum(one is not None for one in numbers) > len(numbers) or YEAR.fullmatch(heading):
        lettered = [written_number(without_letter(text)) for text in known]
        return [one if one is not None else other for one, other in zip(numbers, lettered, strict=True)]
    return numbers


def is_list(given: pd.Series, heading: str) -> bool:
    """Are the texts a list of categories: few, short, and most of them (some, where the heading says that they are
    groups) there more than once?"""
    distinct = given.map(folded).nunique()
    again = distinct < len(given) if GROUPS.search(heading) else 2 * distinct <= len(given)
    return distinct <= FEW and again and given.str.len().mean() < OPEN_FROM


def of_several(given: pd.Series) -> str:
    """A text that others of the column make up, put together (`Energy; Mining`); "" where there is none."""
    single = {*given}
    parted = (text for text in sorted(single) if len(parts := re.split(r"\s?[;,|]\s?", text)) > 1 and {*parts} & single)
    return next(parted, "")


def repeated_number(cells: pd.DataFrame) -> str | None:
    """The column that is called a number, and whose numbers stand in several rows."""
    for heading in cells:
        texts = cells[heading].str.strip().str.upper()  # as identifiers are read
        is_code = KEY.search(str(heading)) and not COUNT.match(str(heading)) and texts.str.fullmatch(CODE).all()
        if is_code and not texts.is_unique and texts.nunique() > 1:
            return str(heading)
    return None


def key_of(cells: pd.DataFrame) -> str | None:
    """The column that names a row: filled and different in each, called a number or code, or the first of all."""
    for heading in cells:
        texts = cells[heading].str.strip().str.upper()  # as identifiers are read
        if COUNT.match(str(heading)) or date_formats(texts[texts.ne("")], VariableInfo(heading, heading), None):
            continue
        usual = texts.str.fullmatch(CODE).all()
        if usual and texts.is_unique and (KEY.search(str(heading)) or heading == cells.columns[0]):
            return str(heading)
    return None


def plain_heading(heading: str) -> str:
    """A heading in one line, without the marks of footnotes."""
    return re.sub(HEADING_MARKS, "", " ".join(heading.split())) or heading


def short_name(text: str) -> str:
    """A heading or title as a name: small letters, digits and `_`, at most forty."""
    name = re.sub(r"\W+", "_", without_accents(plain_heading(text))).strip("_").lower()[:40]
    return name if name[:1].isalpha() else f"t_{name}".rstrip("_")


def free_name(name: str, taken: Any) -> str:
    """The name, with as many `_` behind it as make it none of those taken."""
    while name in taken:
        name += "_"
    return name


def is_amount(heading: str, cells: pd.DataFrame, again: str | None) -> bool:
    """May the numbers of a column be added up: no years, shares or balances, nor what counts the rows of one number?"""
    counts_rows = again is not None and counts_within(cells[heading], cells[again])
    return not is_year(cells[heading]) and not is_share(heading, cells[heading]) and not counts_rows
