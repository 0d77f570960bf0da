"""Tables of the triangulation room. See `pipeline/tables/__init__.py` for the house rule on tables."""

import pandas as pd
import pandera.pandas as pa
from pandera.typing.pandas import Series

from pipeline.tables.base import (
    BEARINGS,
    CONFIDENCE,
    CONVERGENCE,
    DIRECTIONS,
    STANDINGS,
    STRANDS,
    VERDICTS,
    Table,
    each_language,
)


class Published(Table):
    """One figure already in print, recomputed and tested."""

    claim: Series[str] = pa.Field(unique=True)
    published: Series[float]
    recomputed: Series[float] = pa.Field(nullable=True)
    n: Series[float] = pa.Field(nullable=True)  # valid base of the recomputed figure
    from_survey: Series[bool]  # the survey itself gives it: no second voice beside the survey
    verdict: Series[str] = pa.Field(isin=VERDICTS)
    grim: Series[str] = pa.Field(nullable=True)  # bases that could give it, where the stated one can't
    note: Series[str] = each_language("note")


class PublishedTests(Table):
    """One test of one figure already in print."""

    claim: Series[str]
    test: Series[str] = pa.Field(isin=["data", "restatement", "relation", "grim"])
    against: Series[str]  # the indicator, the other claim, the relation, or whose base it is
    actual: Series[float] = pa.Field(nullable=True)  # what the claim was set against; empty for grim
    result: Series[str] = pa.Field(isin=["exact", "wording", "fails"])  # wording: only "about", "more than" allow it
    works_out: Series[bool]  # `actual` is the claim's own value; false where a relation only touches it
    base: Series[float] = pa.Field(nullable=True)  # valid base of the data; stated base of grim


class Matrix(Table):
    """One candidate finding under its evaluation question; lists are separated by `;`."""

    finding_id: Series[str] = pa.Field(unique=True)
    question: Series[str]
    theme: Series[str]
    kind: Series[str] = pa.Field(isin=["common", "works", "experience", "difference", "target"])
    finding: Series[str] = each_language("finding")
    indicators: Series[str] = pa.Field(nullable=True)
    codes: Series[str] = pa.Field(nullable=True)
    figures: Series[str] = pa.Field(nullable=True)  # administrative
    claims: Series[str] = pa.Field(nullable=True)  # in print
    convergence: Series[str] = pa.Field(isin=CONVERGENCE)  # triangulation protocol, Farmer et al. 2006
    standing: Series[str] = pa.Field(isin=STANDINGS)
    confidence: Series[str] = pa.Field(isin=CONFIDENCE, nullable=True)  # after GRADE-CERQual; empty: not graded
    confidence_reasons: Series[str] = pa.Field(nullable=True)  # each with its steps: `one line only -1`
    form: Series[str]  # of the sentence that may be written: `assert`, `according to` ...
    headline: Series[str] = each_language("headline")  # that sentence; else what the text may say
    word: Series[str] = each_language("word", nullable=True)  # strongest quantity word of each share, if one holds
    silent: Series[str] = pa.Field(nullable=True)  # strands that could have answered directly, and did not
    readings: Series[str] = pa.Field(nullable=True)  # of each item by itself: `survey (direct): for, clear, 0.91; ...`
    survey_reading: Series[str] = pa.Field(nullable=True)  # of the line: `supports, firm`; empty: silent
    notes_reading: Series[str] = pa.Field(nullable=True)
    documents_reading: Series[str] = pa.Field(nullable=True)
    admin_reading: Series[str] = pa.Field(nullable=True)
    published_reading: Series[str] = pa.Field(nullable=True)  # of other studies; our own report only restates
    carried_by: Series[str] = pa.Field(nullable=True)  # groups and regions that keep this in 80 % of resamples
    contested_by: Series[str] = pa.Field(nullable=True)
    qualified_by: Series[str] = pa.Field(nullable=True)  # with reservations
    ignored_by: Series[str] = pa.Field(nullable=True)  # leave unsaid what others raise
    reason: Series[str] = each_language("reason")
    robustness: Series[float] = pa.Field(ge=0, le=1)  # share of runs in which the weakest check keeps the standing
    weakest_check: Series[str] = pa.Field(nullable=True)
    breaks: Series[str] = each_language("breaks", nullable=True)  # what the weakest check leaves; empty: all keep it
    same_notes: Series[str] = pa.Field(nullable=True)  # findings that rest on the same notes (shared_notes)
    one_sided: Series[bool]  # its codes know one direction only
    searched: Series[int] = pa.Field(ge=0)  # passages near the statement that a person judged
    accepted: Series[int] = pa.Field(ge=0)  # of these, negative cases
    n_notes: Series[int] = pa.Field(ge=0)  # notes that take a side, whoever coded them
    n_groups: Series[int] = pa.Field(ge=0)  # stakeholder groups of these notes
    n_participants: Series[int] = pa.Field(ge=0)  # people who speak in these notes: a focus group is several
    n_notes_for: Series[int] = pa.Field(ge=0)
    n_notes_against: Series[int] = pa.Field(ge=0)
    n_notes_between: Series[int] = pa.Field(ge=0)  # with reservations
    n_people_for: Series[int] = pa.Field(ge=0)  # of these, notes that people coded
    n_people_against: Series[int] = pa.Field(ge=0)
    n_people_between: Series[int] = pa.Field(ge=0)
    n_outsiders_for: Series[int] = pa.Field(ge=0)  # without interested groups
    n_outsiders_against: Series[int] = pa.Field(ge=0)
    n_outsiders_between: Series[int] = pa.Field(ge=0)
    n_documents_for: Series[int] = pa.Field(ge=0)  # by passages that people read
    n_documents_against: Series[int] = pa.Field(ge=0)
    n_documents_between: Series[int] = pa.Field(ge=0)
    machine_share: Series[float] = pa.Field(nullable=True)  # of these notes, share that the machine alone coded
    n_segments: Series[int] = pa.Field(ge=0)
    n_segments_against: Series[int] = pa.Field(ge=0)
    n_segments_unseen: Series[int] = pa.Field(ge=0)  # behind the tally, that no person has seen
    all_seen: Series[bool]  # a person has seen every segment behind the tally
    n_waiting: Series[int] = pa.Field(ge=0)  # segments put to review that may carry one of its codes
    n_open_answers: Series[int] = pa.Field(ge=0)  # open survey answers coded to it; shown, never counted with the notes


class Evidence(Table):
    """One piece of evidence for or against one finding."""

    evidence_id: Series[str] = pa.Field(unique=True)
    finding_id: Series[str]
    strand: Series[str] = pa.Field(isin=STRANDS)
    source: Series[str]  # `NOTE#turn`, claim id, or the raw survey file
    detail: Series[str] = pa.Field(nullable=True)  # indicator or code
    value_or_quote: Series[str]
    direction: Series[str] = pa.Field(isin=DIRECTIONS)
    kind: Series[str] = pa.Field(
        isin=["indicator", "difference", "open answer", "segment", "passage", "negative case", "figure"]
    )
    bearing: Series[str] = pa.Field(isin=BEARINGS)  # what it measures of the statement
    reading: Series[str] = pa.Field(nullable=True)  # numbers: how it reads by itself
    clear: Series[pd.BooleanDtype] = pa.Field(nullable=True)  # numbers: odds of nine to one


class EvidenceRecords(Table):
    """Which respondents stand behind a piece of survey evidence."""

    evidence_id: Series[str]
    record_id: Series[str]
    counted: Series[bool]  # in the numerator; every row is in the base


class Robustness(Table):
    """One check on one finding: in how many of its runs does the standing survive?"""

    finding_id: Series[str]
    check: Series[str]
    runs: Series[int] = pa.Field(ge=1)
    survived: Series[int] = pa.Field(ge=0)
    share: Series[float] = pa.Field(ge=0, le=1)
    breaks: Series[str] = pa.Field(nullable=True)  # runs that change it, separated by `;`
    becomes: Series[str] = pa.Field(isin=STANDINGS, nullable=True)  # the standing it most often turns to
    counted_above: Series[bool]  # of the machine: the line's own reading has it already


class SharedNotes(Table):
    """Two findings to which some of the same notes speak."""

    finding_id: Series[str]
    other: Series[str]
    notes: Series[int] = pa.Field(ge=0)  # that take a side on the first
    other_notes: Series[int] = pa.Field(ge=0)
    both: Series[int] = pa.Field(ge=0)
    share: Series[float] = pa.Field(ge=0, le=1)  # of the notes that speak to either, those that speak to both
    same: Series[bool]  # from `overlap` on: the same voices, not two findings that bear each other out


class Groups(Table):
    """One stakeholder group or region on one finding; figures of groups too small to be named are empty."""

    finding_id: Series[str]
    kind: Series[str] = pa.Field(isin=["stakeholder", "region"])
    group: Series[str]
    notes: Series[int] = pa.Field(ge=0)  # of this group, whose coding counts
    raised: Series[float] = pa.Field(nullable=True)  # notes that take a side, after the machine's errors, rounded
    supports: Series[float] = pa.Field(nullable=True)
    contradicts: Series[float] = pa.Field(nullable=True)
    mixed: Series[float] = pa.Field(nullable=True)
    position: Series[str] = pa.Field(
        isin=["carries", "contests", "qualifies", "silent", "not named", "no settled position"]
    )
    kept: Series[float] = pa.Field(nullable=True)  # share of resamples of the group's notes that keep the position
    interested: Series[bool]
    suppressed: Series[bool]


class NegativeCases(Table):
    """One segment that speaks against a finding, or with reservations; the strongest first."""

    finding_id: Series[str]
    rank: Series[int] = pa.Field(ge=1)
    evidence_id: Series[str] = pa.Field(unique=True)
    source: Series[str]  # `NOTE#turn`
    direction: Series[str] = pa.Field(isin=["contradicts", "mixed"])
    value_or_quote: Series[str]


class NegativeSearch(Table):
    """One passage near a finding's statement, or its opposite, that no person coded for it; people judge it."""

    finding_id: Series[str]
    rank: Series[int] = pa.Field(ge=1)
    unit_id: Series[str]
    statement: Series[str]  # names the wording that was searched for
    similarity: Series[float]  # standard deviations above the mean of all passages, summed over what is searched for
    counted: Series[str] = pa.Field(isin=["for", "reservation", "against"], nullable=True)  # by the machine alone
    says: Series[str] = pa.Field(isin=["against", "reservation", "not about it"], nullable=True)  # empty: not judged
    reason: Series[str] = pa.Field(nullable=True)
    by: Series[str] = pa.Field(nullable=True)
    text: Series[str]


class Silence(Table):
    """One measure, document or open question that looks as if it measures a finding and is not among its evidence."""

    finding_id: Series[str]
    rank: Series[int] = pa.Field(ge=1)
    candidate: Series[str]  # `survey:INDICATOR`, `admin:FIGURE`, `documents:DOC`, `open_answers:QUESTION`
    label: Series[str]
    similarity: Series[float]
    decision: Series[str] = pa.Field(isin=["accepted", "dismissed"], nullable=True)  # empty: the evaluator has to say
    reason: Series[str] = pa.Field(nullable=True)
    by: Series[str] = pa.Field(nullable=True)


class JointDisplay(Table):
    """One finding as a row of the joint display. Each text column stands once a language."""

    finding_id: Series[str] = pa.Field(unique=True)
    question: Series[str]
    theme: Series[str]
    survey: Series[str] = each_language("survey")  # what the line found, in numbers
    notes: Series[str] = each_language("notes")
    documents: Series[str] = each_language("documents")
    admin: Series[str] = each_language("admin")
    published: Series[str] = each_language("published")
    quote_text: Series[str] = each_language("quote_text", nullable=True)  # for what most notes say; never translated
    # for the other side; _id, _source, _language and group beside each
    counter_text: Series[str] = each_language("counter_text", nullable=True)
    convergence: Series[str] = each_language("convergence")
    meta_inference: Series[str] = each_language("meta_inference")  # the sentence that may be written
