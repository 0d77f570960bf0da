"""The units of coding in the coder's terms, and which of them topics, counts and reports are about."""

import pandas as pd

from pipeline.decisions.scopes import question_words
from pipeline.study import Study
from pipeline.tables import STRAND_OF, DataFrame
from pipeline.tables.decisions import Units

HALF = 0.5


def coding_units(study: Study) -> pd.DataFrame:
    """What is coded: coding/units by strand and place, one order whatever the order of the files.

    Columns segment_id, note_id (the unit's source), turn (its position), stakeholder, region, language, text, question
    (the words it answers), speaker, source (the strand: documents, notes, survey). Every answer to an open question has
    the same question before it: it tells nothing of what sets one answer apart, and is left out there; `material` and
    `asked` (the question's variable and its words) tell where a code may be given.
    """
    units = in_coders_terms(study.table("coding/units"))
    return units.sort_values(["source", "note_id", "turn", "segment_id"], ignore_index=True)


def main_units(study: Study) -> pd.DataFrame:
    """What topics, saturation and the codebook report are about, in the order of coding/units; columns as above."""
    units = in_coders_terms(study.table("coding/units"))
    return units[is_main(units["source"])].reset_index(drop=True)


def in_coders_terms(units: DataFrame[Units]) -> pd.DataFrame:
    strand = units["material"].map(STRAND_OF)
    names = {"unit_id": "segment_id", "source": "note_id", "position": "turn", "asked": "question"}
    words = question_words(units)
    units = units.drop(columns="question").rename(columns=names).assign(source=strand, asked=words)
    units["question"] = units["question"].where(strand != "survey", None)
    columns = ["segment_id", "note_id", "turn", "stakeholder", "region", "language", "text", "question", "speaker"]
    return units[[*columns, "source", "material", "asked"]]


def is_main(strand: pd.Series) -> pd.Series:
    """What people said at length; documents where a study has no talk, and open answers where it has neither.

    A document is nobody's voice among others, and answers of a few words, many of them, would drown what was said at
    length: both are coded, and counted apart.
    """
    main = next((one for one in ("notes", "documents", "survey") if (strand == one).any()), "notes")
    return strand == main


def coded_by_people(unit_ids: pd.Series, sources: pd.Series, blind: pd.DataFrame) -> pd.Series:
    """By source (note, document, record): people are through with half of its units at least.

    `blind`: coding/machine_on_coded, which holds just the units that somebody decided as a whole. One turn that was
    settled does not make a note one that people coded.
    """
    return unit_ids.isin(blind["segment_id"].unique()).groupby(sources).mean() >= HALF
