"""Tables of the decisions room. See `pipeline/tables/__init__.py` for the house rule on tables."""

import pandas as pd
import pandera.pandas as pa
from pandera.typing.pandas import Series

from pipeline.tables.base import LANGUAGE, STANCES, STRAND_OF, Table

WHY = [
    "one coder",  # only one coder decided about the unit
    "agreed",  # all who decided say the same
    "not by all",  # some assigned it; others, through with the unit, did not list it
    "adjudicated",
    "coders differ",  # one assigned what another rejected
    "said and unsaid",  # one coder, in two files
    "code split",  # which part is meant, nobody has said yet
    "text changed",  # the words were corrected since
]


class Units(Table):
    """One unit of coding, whatever the material, de-identified."""

    unit_id: Series[str] = pa.Field(unique=True)  # `NOTE#turn`, `RECORD#question`, `DOCUMENT#paragraph`
    material: Series[str] = pa.Field(isin=list(STRAND_OF))
    source: Series[str]  # the note, the respondent's record, or the document it comes from
    position: Series[int] = pa.Field(ge=0)  # turn or paragraph, counted from 1 as in the source; 0 for an open answer
    question: Series[str] = pa.Field(nullable=True)  # open answers: the variable of the question
    asked: Series[str] = pa.Field(nullable=True)  # the words it answers: the turn before it, the survey's question
    stakeholder: Series[str]  # empty where nobody said
    region: Series[str]
    language: Series[str] = pa.Field(str_matches=LANGUAGE)
    text: Series[str]
    speaker: Series[str] = pa.Field(nullable=True)  # de-identified label: tells people of a focus group apart
    fingerprint: Series[str]  # of the raw words, so that a correction is noticed; empty where they never change


class Decisions(Table):
    """One decision of one person, as read from a file of raw/coding; those that do not count say why."""

    unit_id: Series[str]
    code: Series[str] = pa.Field(nullable=True)  # the id in use now; empty for none, done, and a retired code
    coder: Series[str]  # `adjudicated` where it settles a disagreement
    decision: Series[str] = pa.Field(isin=["assigned", "rejected", "none", "done", "review", "undo"])
    stance: Series[str] = pa.Field(isin=STANCES, nullable=True)  # empty: nobody gave one
    when: Series[str] = pa.Field(nullable=True)  # UTC, ISO 8601; empty where the file does not tell
    file: Series[str]
    row: Series[int] = pa.Field(ge=1)  # row of the sheet (the headings are row 1), line of the log
    sheet: Series[str] = pa.Field(nullable=True)
    who: Series[str]  # the person; differs from coder only where it settles a disagreement
    written: Series[str] = pa.Field(nullable=True)  # the code as the person wrote it
    whole: Series[bool]  # the person is through with the unit: what they do not assign does not apply
    waits: Series[str] = pa.Field(nullable=True)  # why it went to review: code split, text changed
    set_aside: Series[str] = pa.Field(nullable=True)  # why it does not count (no answer, ...); empty: it does
    fingerprint: Series[str] = pa.Field(nullable=True)  # of the words that were decided on
    start: Series[pd.Int64Dtype] = pa.Field(nullable=True)  # part of the unit, in characters; empty: all of it
    end: Series[pd.Int64Dtype] = pa.Field(nullable=True)
    codebook_version: Series[str] = pa.Field(nullable=True)


class Standing(Table):
    """What stands for one unit and code once everybody's decisions are put together."""

    unit_id: Series[str]
    code: Series[str]
    standing: Series[str] = pa.Field(isin=["assigned", "rejected", "open"])
    by: Series[str]  # whose decisions make it so, separated by `;`; it stands in the name of the first
    stance: Series[str] = pa.Field(isin=STANCES, nullable=True)  # empty: nobody gave one
    since: Series[str] = pa.Field(nullable=True)  # UTC; empty where the files do not tell
    why: Series[str] = pa.Field(isin=WHY)
    said: Series[str] = pa.Field(nullable=True)  # `coder_a; not coder_b`: who assigned it, and who did not


class AssistantCodings(Table):
    """What an assistant (a language model, never a person) said of a unit and a code that it could give."""

    unit_id: Series[str]
    coder: Series[str]  # the assistant
    code: Series[str]  # the id in use now
    assigned: Series[bool]
    stance: Series[str] = pa.Field(isin=STANCES, nullable=True)  # empty: it gave none
    score: Series[float] = pa.Field(ge=0, le=1, nullable=True)  # the probability that it stated; empty: none


class AssistantReplies(Table):
    """A reply of an assistant about one unit; where it does not count, or not whole, it says why."""

    unit_id: Series[str]
    coder: Series[str]
    codes: Series[str] = pa.Field(nullable=True)  # as the assistant wrote them, separated by `;`
    set_aside: Series[str] = pa.Field(nullable=True)  # cut off, no JSON object, unknown code, asked again, ...
    model: Series[str] = pa.Field(nullable=True)  # as the server named it
    setup: Series[str] = pa.Field(nullable=True)  # raw/coding/assistants/NAME/setup-ID.json
    when: Series[str] = pa.Field(nullable=True)
    file: Series[str]
    row: Series[int] = pa.Field(ge=1)


class Disagreements(Table):
    """A unit and code on which people differ; settled in raw/coding/adjudicated.csv, in the review workbook, or on the
    workbench's page."""

    segment_id: Series[str]  # the unit
    note_id: Series[str]  # its source
    turn: Series[int] = pa.Field(ge=0)  # its position
    code: Series[str]
    in_favour: Series[str]  # coders, separated by `;`; of a stance: those who gave the one that stands
    against: Series[str]
    settled: Series[str] = pa.Field(isin=["yes", "no"], nullable=True)  # what adjudication said; empty while open
    about: Series[str] = pa.Field(isin=["code", "stance"])  # does the code apply; or, if all say so, with which stance


class Conflicts(Table):
    """What one coder said in one file of raw/coding and unsaid in another; counts as undecided until it is settled."""

    segment_id: Series[str]
    note_id: Series[str]
    turn: Series[int] = pa.Field(ge=0)
    code: Series[str]
    coder: Series[str]
    in_favour: Series[str]  # files that assign the code, separated by `;`
    against: Series[str]  # files that reject it, or code nothing
    settled: Series[str] = pa.Field(isin=["yes", "no"], nullable=True)


class Memos(Table):
    """A memo of a person. Read from raw/coding/memos when it is needed (`decisions.memos.read`), written by no stage:
    what people note for themselves may name people."""

    memo_id: Series[str] = pa.Field(unique=True)
    when: Series[str]  # of its last text; UTC
    who: Series[str]
    about: Series[str] = pa.Field(isin=["unit", "code", "note", "study"])
    target: Series[str]  # unit_id, code id, note or document; empty for the study
    start: Series[pd.Int64Dtype] = pa.Field(nullable=True)  # part of a unit, in characters
    end: Series[pd.Int64Dtype] = pa.Field(nullable=True)
    quote: Series[str]  # the words from start to end
    text: Series[str]
