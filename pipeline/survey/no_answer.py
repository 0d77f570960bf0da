"""Codes that stand for no answer, where a file labels them so and declares nothing: -9 `Refused`, 99 `Don't know`."""

import re
from dataclasses import replace

from pipeline.cleaning.cells import code_text
from pipeline.survey.export_files import Export, VariableInfo

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


def with_guessed(export: Export) -> Export:
    """The export, its variables' codes for no answer among their missing codes; each guess is a remark.

    A code is taken for one where its label says so and it stands apart: below 0 where no other answer is, or beyond a
    gap above them. An answer in the row of the others (`5 Don't know` after 1 to 4) is an answer.
    """
    variables, remarks = {}, []
    for name, info in export.variables.items():
        guessed = _apart(info)
        variables[name] = replace(info, missing=[*info.missing, *guessed]) if guessed else info
        if guessed:
            told = ", ".join(f"{code_text(code)} ({info.values[code]})" for code in guessed)
            remarks.append(f"{name}: taken for no answer: {told}.")
    return replace(export, variables=variables, remarks=[*export.remarks, *remarks])


def _apart(info: VariableInfo) -> list[int | float]:
    """Codes of a variable that its labels give as no answer, and that stand apart from its other codes."""
    known = {code_text(code) for code in info.missing}
    labelled = {code: label for code, label in info.values.items() if code_text(code) not in known}
    if not all(isinstance(code, (int, float)) for code in labelled):
        return []
    named = sorted(code for code, label in labelled.items() if NO_ANSWER.search(str(label)))
    others = [code for code in labelled if code not in named]
    if not others:
        return []
    below = [code for code in named if code < 0 <= min(others)]
    above = [code for code in named if code > max(others)]
    return [*below, *(above if above and above[0] > max(others) + 1 else [])]
