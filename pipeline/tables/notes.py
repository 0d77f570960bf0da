"""Tables of the notes room. See `pipeline/tables/__init__.py` for the house rule on tables."""

import pandas as pd
import pandera.pandas as pa
from pandera.typing.pandas import Series

from pipeline.tables.base import LANGUAGE, Table


class Turns(Table):
    """One speaker turn of one note, as it was said. Identifiable: stays behind the gate."""

    note_id: Series[str]
    turn: Series[int] = pa.Field(ge=1)  # 1-based, as in the note, the interviewer's included
    speaker: Series[str] = pa.Field(nullable=True)  # label as in the note
    role: Series[str] = pa.Field(isin=["interviewer", "participant"])
    start_s: Series[float] = pa.Field(nullable=True)  # seconds; empty where the note has no times
    end_s: Series[float] = pa.Field(nullable=True)
    language: Series[str] = pa.Field(str_matches=LANGUAGE)
    text: Series[str]


class NoteStatus(Table):
    """One row of the manifest: was the note read, and what did the reader guess that a person may correct?"""

    note_id: Series[str] = pa.Field(unique=True)
    file: Series[str]
    stakeholder: Series[str]
    region: Series[str]
    status: Series[str] = pa.Field(
        isin=["read", "waiting", "withdrawn"]
    )  # waiting: a recording without the speech extra
    turns: Series[int] = pa.Field(ge=0)
    interviewer: Series[str] = pa.Field(nullable=True)  # speaker labels taken for the interviewer, separated by `;`
    participants: Series[str] = pa.Field(nullable=True)  # speaker labels taken for participants, separated by `;`
    message: Series[str] = pa.Field(nullable=True)  # what a person should know or do


class Segments(Table):
    """One unit of coding: a participant's turn, de-identified."""

    segment_id: Series[str] = pa.Field(unique=True)  # `NOTE#turn`
    note_id: Series[str]
    turn: Series[int] = pa.Field(ge=1)
    stakeholder: Series[str]
    region: Series[str]
    language: Series[str] = pa.Field(str_matches=LANGUAGE)
    text: Series[str]
    question: Series[str] = pa.Field(
        nullable=True
    )  # the interviewer's turn before it, de-identified: context for coding
    speaker: Series[str] = pa.Field(nullable=True)  # de-identified label: tells people of a focus group apart
    fingerprint: Series[str]  # of the raw turn's text, so that a correction is noticed


class Corrections(Table):
    """One turn as people coded it (coded_turns.csv beside the manifest), set against the notes as they are now."""

    note_id: Series[str]
    turn_old: Series[pd.Int64Dtype] = pa.Field(nullable=True)  # number when it was coded; empty for a new turn
    turn_new: Series[pd.Int64Dtype] = pa.Field(nullable=True)  # number now; empty for one that is gone
    state: Series[str] = pa.Field(isin=["unchanged", "changed", "gone", "new"])
    text_old: Series[str] = pa.Field(nullable=True)  # de-identified, as is text_new
    text_new: Series[str] = pa.Field(nullable=True)
