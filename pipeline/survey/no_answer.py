"""Codes for no answer where a file declares none: -9 `Refused`, 99 `Don't know`, -99, `n/a` among numbers."""

import re
from collections.abc import Iterable
from dataclasses import replace

from pipeline.cleaning.cells import code_text
from pipeline.survey.answers import as_number
from pipeline.survey.export_files import Export, VariableInfo
from pipeline.survey.scales import beside_a_scale
from pipeline.survey.tools import named
from pipeline.survey.typed_numbers import POINT

NO_ANSWER = re.compile(
    r"""
    \brefus | \bdeclin | \bprefer\snot\b | \bdo(es)?\s?n[o'’]?t\sknow\b | \bd\.?k\.?\b | \bunsure\b | \bno\sanswer\b
    | \bnot\s(applicable|asked|stated|answered|ascertained|available|reported)\b | \binapplicable\b | \bn\.?/a\.?\b
    | \bmissing\b | \bskip(ped)?\b | \bnon[-\s]?response\b
    | \bne\s(sait|sais)\spas\b | \bnsp\b | \bsans\s(objet|r[ée]ponse)\b | \bnon\s(applicable|demand|r[ée]pon)
    | \bpas\sde\sr[ée]ponse\b | \bpr[ée]f[èe]re\sne\spas\b | \bmanquant
    | \bno\s(sabe|responde|aplica|contesta)\b | \bns/?n[cr]\b | \bsin\srespuesta\b | \brehus
    """,
    re.VERBOSE | re.IGNORECASE,
)
NOTHING = re.compile(r"nan|null|na|n\.a\.?|n\.?d\.?|s\.?/?\s?o\.?|vide|blank|empty|[-–—./*?]{1,3}", re.IGNORECASE)
# What programs write into a cell that nobody filled; without brackets most may be an answer (`Empty`, `No answer`).
PLACEHOLDER = re.compile(
    r"non[-\s]?r[ée]ponse|non-?response|\#(n/?a|nulo?!|null?!|div/0!|ref!|value!|valeur!|name\?|nom\?|num!|nombre!)|(question\s)?not\s(shown|displayed|asked)|seen\sbut\s(un|not\s)answered"
    r"|[\[(<](non[-\s]?r[ée]ponse|(sans|pas\sde)\sr[ée]ponse|no\s(answer|response)|sin\srespuesta|null|vide|blank|empty"
    r"|(not\s|non\s|un|in)(completed|answered|compl[ée]t[ée]e?|demand[ée]e?|affich[ée]e?))[\])>]",
    re.IGNORECASE,
)
MEASURED = re.compile(r"\(?[-+−]?\s?[$€£]?\s?\d[\d\s.,'’]*\s?[kKM]?(?:[$€£%]|[^\W\d_]{0,8})\.?\)?")  # 1 200 $, 45 %
DATED = re.compile(
    r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}(\D.*)?|(\w+ )?\d{1,2}(er)? ?\w+ \d{4}.*|[^\W\d_]{3,9}\.? \d{1,2},? \d{4}.*"
)
SENTINEL = re.compile(r"-(?:([7-9])\1*|9{1,3}[5-8])(?:\.0+)?")  # -9, -88, -999, -97: what programs write for no answer
ABOVE = re.compile(r"(?:([7-9])\1{1,3}|9{1,3}[5-8])(?:\.0+)?")  # 99, 888, 9998
REFUSAL = re.compile(
    r"""
    ((i|i['’]d|i\swould)\s)?(rather|prefer)\snot\s(to\s)?(say|answer|respond|disclose|specify|state)(\sthis)?
    | refus(ed|als?|é)? | (refused|declined?)\sto\s(answer|say)
    | (je\s)?pr[ée]f[èe]re\sne\spas\s(r[ée]pondre|(le\s)?dire|(me\s)?prononcer|pr[ée]ciser)
    | prefiero\sno\s(responder|contestar|decir(lo)?)
    """,
    re.VERBOSE | re.IGNORECASE,
)
ENOUGH = 2  # numbers a column holds before a word among them is taken for no answer


def with_guessed(export: Export) -> Export:
    """The export, its variables' codes for no answer among their missing codes; each guess is a remark.

    A code is taken for one where its label says so and it stands apart: below 0 where no other answer is, or beyond a
    gap above them. So are, in a list of words, a refusal and what stands beside a known scale (`Don't know`, but not
    `Not sure`). An answer in the row of the others (`5 Don't know` after 1 to 4) is an answer. Without a label, a
    code such as -99 is where nothing else is below 0, or nothing else a number, and a word such as `n/a` where
    everything else is a number, or the tool of the export writes it for a question that was not put.
    """
    tool = named(export.tool)
    variables, remarks = {}, []
    taken: dict[str, list[str]] = {}  # what was taken for no answer -> the columns
    for name, info in export.variables.items():
        cells = [text for value in export.frame[name].dropna().unique() if (text := code_text(value).strip())]
        guessed: list[str | int | float] = [*(_apart(info, cells) or _unlabelled(info, cells) or _worded(info, cells))]
        blanks = [text for text in cells if tool and text in tool.nothing and text not in info.values]
        guessed += [text for text in blanks if text not in guessed]
        variables[name] = replace(info, missing=[*info.missing, *guessed]) if guessed else info
        if guessed:
            told = ", ".join(
                code_text(code) + (f" ({info.values[code]})" if code in info.values else "") for code in guessed
            )
            taken.setdefault(told, []).append(name)
        elif doubtful := _far_above(info, cells):
            remarks.append(f"{name}: {', '.join(doubtful)} may stand for no answer; if so, declare it under `missing`.")
    said = [f"{', '.join(names)}: taken for no answer: {told}." for told, names in taken.items()]
    return replace(export, variables=variables, remarks=[*export.remarks, *said, *remarks])


def _apart(info: VariableInfo, cells: Iterable[str]) -> list[int | float]:
    """Codes of a variable that its labels give as no answer, and that stand apart from its other codes and cells."""
    known = {code_text(code) for code in info.missing}
    labelled = {code: label for code, label in info.values.items() if code_text(code) not in known}
    if not all(isinstance(code, (int, float)) for code in labelled):
        return []
    named = sorted(code for code, label in labelled.items() if NO_ANSWER.search(str(label)))
    texts = known | {code_text(code) for code in named}
    bare = [float(number) for text in cells if text not in texts and (number := as_number(text)) is not None]
    others = [*(code for code in labelled if code not in named), *bare]
    if not others:
        return []
    below = [code for code in named if code < 0 <= min(others)]
    above = [code for code in named if code > max(others)]
    return [*below, *(above if above and above[0] > max(others) + 1 else [])]


def _unlabelled(info: VariableInfo, cells: list[str]) -> list[str | int]:
    """Cells of a column of numbers that stand for no answer though the file says nothing about them."""
    if info.missing_ranges:
        return []
    known = {code_text(code) for code in [*info.missing, *info.values]}
    free = [text for text in cells if text not in known]
    words = [text for text in free if as_number(text) is None and (_says_nothing(text) or NO_ANSWER.search(text))]
    numbers = [text for text in free if text not in words]
    values = {text: number for text in numbers if (number := as_number(text)) is not None}
    sentinels = [text for text in values if SENTINEL.fullmatch(text)]
    codes = sorted({int(float(text)) for text in sentinels})
    if len(numbers) < ENOUGH or len(values) < len(numbers):
        measured = len(numbers) >= ENOUGH and any(all(map(kind.fullmatch, numbers)) for kind in (MEASURED, DATED))
        nothing = [text for text in free if (text in words if measured else numbers and _placeholder(text))]
        nothing += _points_apart(words, numbers)
        among_words = len(values) == len(sentinels) and len(numbers) - len(values) >= ENOUGH
        return [*nothing, *(codes if among_words else [])]
    others = [number for text, number in values.items() if text not in sentinels]
    return [*words, *(codes if others and min(others) >= 0 else [])]


def _worded(info: VariableInfo, cells: list[str]) -> list[str | int]:
    """Words for no answer among the answers of a list, whose codes are words."""
    if info.values:
        return []
    beside = beside_a_scale(cells)
    found = [text for text in cells if REFUSAL.fullmatch(text) or (text in beside and NO_ANSWER.search(text))]
    return [*found] if len(found) < len(cells) else []


def _points_apart(words: list[str], points: list[str]) -> list[str]:
    """Words beside the points of a scale with their numbers (`1 = Never`, `2`) whose number stands apart from those
    (`99 = Don't know`)."""
    found = [POINT.fullmatch(text) for text in points]
    if not points or not all(found):
        return []
    highest = max(int(point["number"] or point[0]) for point in found if point)
    apart = {text: POINT.fullmatch(text) for text in words}
    return [text for text, point in apart.items() if point and int(point["number"] or 0) > highest + 1]


def _says_nothing(text: str) -> bool:
    return bool(NOTHING.fullmatch(text)) or _placeholder(text)


def _placeholder(text: str) -> bool:
    """Is a cell what a program writes where nobody answered: `Non réponse`, `[not completed]`, `#NULL!`?"""
    return bool(PLACEHOLDER.fullmatch(text))


def _far_above(info: VariableInfo, cells: list[str]) -> list[str]:
    """Numbers like 99 or 998 that lie so far above the others of their column that they may be codes for no answer."""
    known = {code_text(code) for code in [*info.missing, *info.values]}
    numbers = {text: number for text in cells if text not in known and (number := as_number(text)) is not None}
    codes = [text for text in numbers if ABOVE.fullmatch(text)]
    others = [number for text, number in numbers.items() if text not in codes]
    if info.values or len(others) < ENOUGH or len(numbers) < len(cells) or len(codes) > 3:
        return []
    return [text for text in codes if numbers[text] > 2 * max(others) > 0]
