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
    """One row of the manifest: was the note read, how did it come about, what should a person know? Names nobody."""

    note_id: Series[str] = pa.Field(unique=True)
    file: Series[str]
    stakeholder: Series[str]
    region: Series[str]
    status: Series[str] = pa.Field(isin=["read", "waiting", "withdrawn"])  # waiting: a recording without transcript
    turns: Series[int] = pa.Field(ge=0)
    # document; beside a recording: drafted (by the recogniser), corrected (by a person) or transcript (nobody says how)
    origin: Series[str] = pa.Field(isin=["document", "drafted", "corrected", "transcript"])
    message: Series[str] = pa.Field(nullable=True)  # what a person should know or do


class Coverage(Table):
    """The account of one note: where the words of its file went, and whether a person should look. Names nobody.

    words_file = words_turns + words_set_aside; a difference is told in `message`.
    """

    note_id: Series[str] = pa.Field(unique=True)
    layout: Series[str] = pa.Field(nullable=True)  # the layout reader that fitted best; empty: not read
    fit: Series[float] = pa.Field(ge=0, le=1, nullable=True)
    words_file: Series[int] = pa.Field(ge=0)
    words_turns: Series[int] = pa.Field(ge=0)
    words_set_aside: Series[int] = pa.Field(ge=0)  # the sum of the reasons below
    share: Series[float] = pa.Field(ge=0, nullable=True)  # words in turns, of those of the file less labels and stamps
    heads: Series[int] = pa.Field(ge=0)  # titles, running heads and feet, heads of tables, page numbers
    stamps: Series[int] = pa.Field(ge=0)
    facts: Series[int] = pa.Field(ge=0)  # date, place, consent
    labels: Series[int] = pa.Field(ge=0)
    remarks: Series[int] = pa.Field(ge=0)  # columns of codes, comments in the margin, a typist's remarks
    tool: Series[int] = pa.Field(ge=0)  # lines that a program added
    before: Series[int] = pa.Field(ge=0)  # before the first speaker, and nothing says why
    labels_not_taken: Series[int] = pa.Field(ge=0)  # lines shaped like a label that were read as talk
    met_once: Series[int] = pa.Field(ge=0)  # speakers with one turn
    roles_from: Series[str] = pa.Field(nullable=True)  # manifest, labels, head, talk, notes, nobody named
    look: Series[int] = pa.Field(isin=[0, 1])  # 1: a person should look
    message: Series[str] = pa.Field(nullable=True)


class Present(Table):
    """Somebody whom the head of a note or its row of the manifest names. Identifiable: stays behind the gate."""

    note_id: Series[str]
    name: Series[str]


class KeptLabels(Table):
    """One short label of a codebook: a study's own words, which de-identification leaves as they are."""

    label: Series[str] = pa.Field(unique=True)


class Segments(Table):
    """One unit of coding: a participant's turn, de-identified."""

    segment_id: Series[str] = pa.Field(unique=True)  # `NOTE#turn`
    note_id: Series[str]
    turn: Series[int] = pa.Field(ge=1)
    stakeholder: Series[str]
    region: Series[str]
    language: Series[str] = pa.Field(str_matches=LANGUAGE)
    text: Series[str]
    question: Series[str] = pa.Field(nullable=True)  # the interviewer's turn before it, de-identified
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
