"""Tables of the triangulation room. See `pipeline/tables/__init__.py` for the house rule on tables."""

import pandas as pd
import pandera.pandas as pa
from pandera.typing.pandas import Series

from pipeline.tables.base import CONVERGENCE, DIRECTIONS, STRANDS, VERDICTS, Table, each_language


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
    result: Series[str] = pa.Field(
        isin=["exact", "wording", "fails"]
    )  # wording: only "about", "more than" make it agree
    works_out: Series[bool]  # `actual` is the claim's own value; false where a relation only touches it
    base: Series[float] = pa.Field(nullable=True)  # valid base of the data; stated base of grim


class Matrix(Table):
    """One candidate finding under its evaluation question; lists are separated by `;`."""

    finding_id: Series[str] = pa.Field(unique=True)
    question: Series[str]
    theme: Series[str]
    finding: Series[str] = each_language("finding")
    indicators: Series[str] = pa.Field(nullable=True)
    codes: Series[str] = pa.Field(nullable=True)
    claims: Series[str] = pa.Field(nullable=True)
    convergence: Series[str] = pa.Field(isin=CONVERGENCE)  # triangulation protocol, Farmer et al. 2006
    silent: Series[str] = pa.Field(nullable=True)  # strands that say nothing
    carried_by: Series[str] = pa.Field(nullable=True)  # stakeholder groups and regions, as in the manifest
    contested_by: Series[str] = pa.Field(nullable=True)
    reason: Series[str] = each_language("reason")
    robustness: Series[float] = pa.Field(ge=0, le=1)  # share of checks in which the label survives
    n_notes: Series[int] = pa.Field(ge=0)
    n_groups: Series[int] = pa.Field(ge=0)
    standing: Series[str] = pa.Field(isin=["borne out", "open", "contradicted"])
    survey_reading: Series[str] = pa.Field(nullable=True)  # `supports, strong`; empty where the strand is silent
    notes_reading: Series[str] = pa.Field(nullable=True)
    published_reading: Series[str] = pa.Field(nullable=True)  # empty too where the figures come from the survey itself
    ignored_by: Series[str] = pa.Field(nullable=True)  # groups and regions that leave unsaid what others raise
    between_groups: Series[str] = pa.Field(isin=CONVERGENCE)  # the labels between stakeholder groups
    breaks: Series[str] = each_language("breaks", nullable=True)  # what breaks the reading; empty where nothing does
    n_notes_for: Series[int] = pa.Field(ge=0)  # notes that bear the finding out
    n_notes_against: Series[int] = pa.Field(ge=0)
    n_notes_between: Series[int] = pa.Field(ge=0)  # with reservations
    n_segments: Series[int] = pa.Field(ge=0)
    n_segments_against: Series[int] = pa.Field(ge=0)
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
    kind: Series[str] = pa.Field(isin=["indicator", "open answer", "segment", "figure"])
    clear: Series[pd.BooleanDtype] = pa.Field(
        nullable=True
    )  # survey: interval clear of the threshold; print: consistent


class EvidenceRecords(Table):
    """Which respondents stand behind a piece of survey evidence."""

    evidence_id: Series[str]
    record_id: Series[str]
    counted: Series[bool]  # in the numerator; every row is in the base


class Robustness(Table):
    """One kind of check on one finding: does its reading (label and standing) survive?"""

    finding_id: Series[str]
    check: Series[str]
    runs: Series[int] = pa.Field(ge=1)
    survived: Series[int] = pa.Field(ge=0)
    share: Series[float] = pa.Field(ge=0, le=1)
    breaks: Series[str] = pa.Field(nullable=True)  # runs that break it, separated by `;`; empty for random draws
    becomes: Series[str] = pa.Field(nullable=True)  # the label it most often turns to
    becomes_standing: Series[float] = pa.Field(nullable=True)  # 1 borne out, 0 open, -1 contradicted


class Groups(Table):
    """One stakeholder group or region on one finding."""

    finding_id: Series[str]
    kind: Series[str] = pa.Field(isin=["stakeholder", "region"])
    group: Series[str]
    notes: Series[int] = pa.Field(ge=0)  # read in this group
    raised: Series[float] = pa.Field(
        nullable=True
    )  # notes that raise the matter; empty if suppressed, as the next four
    supports: Series[float] = pa.Field(nullable=True)  # notes that bear the finding out
    contradicts: Series[float] = pa.Field(nullable=True)
    mixed: Series[float] = pa.Field(nullable=True)
    p_more: Series[float] = pa.Field(
        nullable=True
    )  # chance of as many or more for, had notes been dealt at random (exact)
    position: Series[str] = pa.Field(nullable=True)  # carries, contests, ignores, or empty
    kept: Series[float] = pa.Field(ge=0, le=1)  # share of bootstrap samples of the group's notes that keep its position
    suppressed: Series[bool]


class NegativeCases(Table):
    """One segment that speaks against a finding, or with reservations; the strongest first."""

    finding_id: Series[str]
    rank: Series[int] = pa.Field(ge=1)
    evidence_id: Series[str] = pa.Field(unique=True)
    source: Series[str]  # `NOTE#turn`
    direction: Series[str] = pa.Field(isin=["contradicts", "mixed"])
    value_or_quote: Series[str]


class JointDisplay(Table):
    """One finding as a row of the joint display. Each text column stands once a language."""

    finding_id: Series[str] = pa.Field(unique=True)
    question: Series[str]
    theme: Series[str]
    survey: Series[str] = each_language("survey")  # what the strand found, in numbers
    notes: Series[str] = each_language("notes")
    published: Series[str] = each_language("published")
    quote_text: Series[str] = each_language(
        "quote_text", nullable=True
    )  # for what most notes say, English if there is one; never translated
    counter_text: Series[str] = each_language(
        "counter_text", nullable=True
    )  # for the other side; _id, _source, _language and group beside each
    convergence: Series[str] = each_language("convergence")
    meta_inference: Series[str] = each_language("meta_inference")
