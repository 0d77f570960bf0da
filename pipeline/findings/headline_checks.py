"""Whether bold lines say what their label says: a headline that goes beyond it, or against it, stops the report.

A bold line opens a paragraph; the finding it speaks of is the first that the paragraph, or the line of grounds under
it, refers to. The rule's own headlines pass by themselves; what an author writes is held against standing and tally.
"""

import re

import pandas as pd

from pipeline.findings.document import Names
from pipeline.findings.evidence_ids import parts_of
from pipeline.findings.prose import LINK
from pipeline.tables import DataFrame
from pipeline.tables.triangulation import Matrix

FORMS = {
    "asserted": "assert",
    "according_to": "according to",
    "with_reservation": "with reservation",
    "some_evidence": "some evidence suggests",
    "divided": "divided",
    "contrary": "contrary",
    "contrary_according_to": "contrary, according to",
    "too_early": "too early",
    "very_low": "",
    "not_supported": "",
    "not_enough": "",
}
MARKS = {"contrary_according_to": ("contrary_according_to", "according_to")}  # the words of both are asked for
AFFIRMING = ("asserted", "according_to", "with_reservation", "some_evidence")
_TEXT_ONLY = {"not supported": "not_supported", "not enough evidence": "not_enough"}
SHORTEST = 4  # words of a headline: shorter bold words open a paragraph (`**Role.**`), and a question states nothing
_BOLD = re.compile(r"^\*\*(?P<text>(?:[^*]|\*(?!\*))+)\*\*")


def form_of(row: pd.Series) -> str:
    """The form of sentence that a finding's standing and confidence allow: a name of FORMS."""
    found = next((name for name, form in FORMS.items() if form and form == row["form"]), "")
    return found or _TEXT_ONLY.get(row["standing"], "very_low")


def mistake_in(sentence: str, row: pd.Series, words: Names) -> str:
    """What is wrong with `sentence` as the headline of a finding; empty where nothing is."""
    form = form_of(row)
    said = plain(sentence)
    statement = plain(str(row[f"finding_{words.language}"]))
    if form != "asserted" and said == statement:
        return f"it states what is {row['standing']}" + ("" if form in AFFIRMING else f" ({form.replace('_', ' ')})")
    if form in AFFIRMING and row["n_notes_against"] > row["n_notes_for"]:
        return f"{row['n_notes_against']} notes are against it and {row['n_notes_for']} for it"
    for asked in MARKS.get(form, (form,)):
        key = f"headline.marks.{asked}"
        marks = [mark.strip() for mark in words(key).split("|")] if words.has(key) else []
        if marks and not any(mark in said for mark in marks):
            return f"{row['standing']} asks for words such as {', '.join(repr(mark) for mark in marks[:4])}"
    return ""


def plain(text: str) -> str:
    """Words alone, in small letters."""
    return " ".join(re.sub(r"[*“”«»\"]", "", LINK.sub(lambda link: link["text"], text)).lower().rstrip(". ").split())


def refuted(text: str, evidence_of: dict[int, str], matrix: DataFrame[Matrix], words: Names) -> list[str]:
    """A line for each bold line of a chapter that contradicts the label or the tally of its finding."""
    blocks = [block for block in re.split(r"\n\s*\n", text) if block.strip() not in ("", ":::")]
    found = []
    for at, block in enumerate(blocks):
        bold = _BOLD.match(block.strip())
        if not bold or len(bold["text"].split()) < SHORTEST or bold["text"].rstrip().endswith("?"):
            continue
        following = blocks[at + 1] if at + 1 < len(blocks) and ".grounds" in blocks[at + 1] else ""
        finding = next((one for one in _findings(block + following, evidence_of) if one in matrix.index), None)
        if finding is None:
            continue
        row = matrix.loc[finding]
        if plain(bold["text"]) == plain(str(row[f"headline_{words.language}"])):
            continue
        if wrong := mistake_in(bold["text"], row, words):
            found.append(f"{finding}, {plain(bold['text'])!r}: {wrong}")
    return found


def _findings(block: str, evidence_of: dict[int, str]) -> list[str]:
    ids = (evidence_of.get(int(link["ref"]), "") for link in LINK.finditer(block))
    return [parts_of(one.removeprefix("finding."))[0] for one in ids if one.startswith("finding.")]
