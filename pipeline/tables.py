"""The tables that pass between rooms: each declared once, one line a column, checked whenever it is written or read.

A file-less name such as `survey/respondents` is the table's name everywhere (code, docs, dvc.yaml: under `processed/`).
Other columns may be added by a stage (`strict` is off); the ones below are fixed, since people and programs read them.
"""

from dataclasses import dataclass

import pandas as pd
import pandera.pandas as pa
from pandera.typing.pandas import Series

LANGUAGES = ["en", "fr"]
STANCES = ["supportive", "critical", "mixed", "neutral"]
DECISIONS = ["assigned", "review", "rejected"]
STRANDS = ["survey", "notes", "published"]
CONVERGENCE = ["agreement", "partial agreement", "dissonance", "silence"]
DIRECTIONS = ["supports", "contradicts", "mixed", "neutral"]
VERDICTS = ["reproduced", "rounding", "inconsistent", "not testable"]


class TableError(Exception):
    """A table that breaks its declaration; the message says which column, what was found, and in which rows."""


class Table(pa.DataFrameModel):
    """Types are coerced; columns beyond the declared ones are kept."""

    class Config:
        coerce = True
        strict = False


class Respondents(Table):
    """One respondent kept after cleaning. The clean variables of codebooks/survey.yaml stand beside these columns."""

    record_id: Series[str] = pa.Field(unique=True)  # the export's own identifier
    weight: Series[float] = pa.Field(gt=0)  # raking weight; adds up to the population


class CleaningLog(Table):
    """One change, or one dropped record. raw + log = clean."""

    record_id: Series[str]
    variable: Series[str] = pa.Field(nullable=True)  # empty for a drop
    raw: Series[str] = pa.Field(nullable=True)  # value in the export; masked where it identifies somebody
    clean: Series[str] = pa.Field(nullable=True)  # value after the rule
    rule: Series[str]  # name of the rule in survey.yaml; `drop:REASON` for a drop


class Answers(Table):
    """One open-ended answer as it was written. Identifiable: stays behind the gate."""

    record_id: Series[str]
    variable: Series[str]
    language: Series[str] = pa.Field(isin=LANGUAGES)
    text: Series[str]


class OpenAnswers(Table):
    """One open-ended answer of a kept respondent, de-identified: segments whose source is the survey."""

    segment_id: Series[str] = pa.Field(unique=True)  # `RECORD#variable`
    record_id: Series[str]
    variable: Series[str]
    language: Series[str] = pa.Field(isin=LANGUAGES)
    text: Series[str]


class Indicators(Table):
    """One indicator in one breakdown group; the overall row is breakdown `overall`, group `all`."""

    indicator: Series[str]
    breakdown: Series[str]
    group: Series[str]
    numerator: Series[float] = pa.Field(
        nullable=True
    )  # respondents counted (sum of values for a mean); empty if suppressed
    denominator: Series[float] = pa.Field(nullable=True)  # valid base; empty if suppressed
    percent: Series[float] = pa.Field(nullable=True)  # 0 to 100, not rounded
    ci_low: Series[float] = pa.Field(nullable=True)  # Wilson, 95 %, unweighted
    ci_high: Series[float] = pa.Field(nullable=True)
    weighted_percent: Series[float] = pa.Field(nullable=True)
    suppressed: Series[bool]  # groups only, never the overall row


class ItemNonresponse(Table):
    """One clean variable that comes from the export: why kept records have no value. The columns add up to the kept."""

    variable: Series[str] = pa.Field(unique=True)
    valid: Series[int]
    blank: Series[int]
    declared_missing: Series[int]  # a missing code that is not `not asked`: no answer, don't know
    not_asked: Series[int]  # ruled out by routing, by the survey tool or by us
    undeclared: Series[int]  # a code that nobody declared
    unread: Series[int]  # a text or date that could not be read


class NearDuplicates(Table):
    """Two kept records so much alike that a person should look at them; nothing is dropped for it."""

    record_a: Series[str]
    record_b: Series[str]
    why: Series[str]  # the column or open question in which they are the same
    similarity: Series[float] = pa.Field(ge=0, le=100)  # of all answers, percent


class Comparisons(Table):
    """One planned comparison of an indicator between the groups of a breakdown that may be printed."""

    indicator: Series[str]
    breakdown: Series[str]
    difference: Series[float] = pa.Field(ge=0)  # highest minus lowest group, percentage points
    ci_low: Series[float] = pa.Field(nullable=True)  # Newcombe, 95 %; two groups only
    ci_high: Series[float] = pa.Field(nullable=True)
    highest_group: Series[str]
    highest_percent: Series[float]
    lowest_group: Series[str]
    lowest_percent: Series[float]
    cramers_v: Series[float] = pa.Field(ge=0, le=1.000001)  # strength over all groups
    base: Series[int]
    groups: Series[int]
    test: Series[str]  # name of the test
    p_value: Series[float]
    p_adjusted: Series[float]  # Holm, over all planned comparisons
    comparisons: Series[int]  # how many were made


class Turns(Table):
    """One speaker turn of one note, as it was said. Identifiable: stays behind the gate."""

    note_id: Series[str]
    turn: Series[int] = pa.Field(ge=1)  # 1-based, as in the note, the interviewer's included
    speaker: Series[str] = pa.Field(nullable=True)  # label as in the note
    role: Series[str] = pa.Field(isin=["interviewer", "participant"])
    start_s: Series[float] = pa.Field(nullable=True)  # seconds; empty where the note has no times
    end_s: Series[float] = pa.Field(nullable=True)
    language: Series[str] = pa.Field(isin=LANGUAGES)
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
    language: Series[str] = pa.Field(isin=LANGUAGES)
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


class Codings(Table):
    """One code on one segment: assigned, waiting for review, or rejected by a person."""

    segment_id: Series[str]  # `NOTE#turn`; `RECORD#variable` for an open survey answer
    note_id: Series[str]  # the record for an open survey answer
    turn: Series[int]  # 0 for an open survey answer
    code: Series[str]
    score: Series[float] = pa.Field(ge=0, le=1)  # calibrated; 1 for a person's decision, 0 for a person's rejection
    decision: Series[str] = pa.Field(isin=DECISIONS)
    origin: Series[str]  # `machine`, or the coder's id (`adjudicated` for a settled disagreement)
    stance: Series[str] = pa.Field(isin=STANCES)
    rationale: Series[str] = pa.Field(nullable=True)  # the words or the example that drove it
    priority: Series[float] = pa.Field(nullable=True)  # review rows: 1 is worth a person's time most
    source: Series[str] = pa.Field(isin=["notes", "survey"])  # open survey answers are kept apart in every count


class Topics(Table):
    """One topic of the topic model, set against the codebook."""

    topic: Series[int]
    size: Series[int] = pa.Field(ge=0)  # segments
    terms_en: Series[str] = pa.Field(nullable=True)  # separated by `;`
    terms_fr: Series[str] = pa.Field(nullable=True)
    nearest_code: Series[str] = pa.Field(nullable=True)  # empty: covered as what the codebook says carries no code
    similarity: Series[float] = pa.Field(nullable=True)  # cosine to the nearest code
    share: Series[float] = pa.Field(nullable=True)  # of the topic's segments, explained by the nearest code
    verdict: Series[str] = pa.Field(isin=["covered", "refines", "candidate"])
    exemplars: Series[str]  # `NOTE#turn`, separated by `;`


class SegmentTopics(Table):
    """Each segment's topic; empty where it has none."""

    segment_id: Series[str] = pa.Field(unique=True)
    topic: Series[float] = pa.Field(nullable=True)


class Reliability(Table):
    """Agreement on one code (or `all`) between two coders; a machine is one more coder."""

    code: Series[str]
    coder_a: Series[str]
    coder_b: Series[str]
    n: Series[int] = pa.Field(ge=0)  # segments both coded
    alpha: Series[float] = pa.Field(nullable=True)  # Krippendorff, nominal; MASI distance on the `all` row
    kappa: Series[float] = pa.Field(nullable=True)  # Cohen; mean over codes on the `all` row
    ci_low: Series[float] = pa.Field(nullable=True)  # of kappa, 95 %, bootstrap by note
    ci_high: Series[float] = pa.Field(nullable=True)


class MachineOnCoded(Table):
    """The machine's own coding of the notes people coded, each learned from the other notes only."""

    segment_id: Series[str]
    code: Series[str]
    assigned: Series[bool]


class AgreementByCode(Table):
    """Kappa of one code: mean over pairs of people, and over pairs of a person and the machine."""

    code: Series[str] = pa.Field(unique=True)
    people: Series[float] = pa.Field(nullable=True)
    machine: Series[float] = pa.Field(nullable=True)


class Disagreements(Table):
    """A segment and code on which people differ; settled in raw/coding/adjudicated.csv, or in the review workbook."""

    segment_id: Series[str]
    note_id: Series[str]
    turn: Series[int] = pa.Field(ge=1)
    code: Series[str]
    in_favour: Series[str]  # coders, separated by `;`
    against: Series[str]
    settled: Series[str] = pa.Field(isin=["yes", "no"], nullable=True)  # what adjudication said; empty while open


class Conflicts(Table):
    """What one coder said in one file of raw/coding and unsaid in another; counts as undecided until it is settled."""

    segment_id: Series[str]
    note_id: Series[str]
    turn: Series[int] = pa.Field(ge=1)
    code: Series[str]
    coder: Series[str]
    in_favour: Series[str]  # files that assign the code, separated by `;`
    against: Series[str]  # files that reject it, or code nothing


class CodeHealth(Table):
    """One code of the codebook and how it fares."""

    code: Series[str] = pa.Field(unique=True)
    theme: Series[str]
    label_en: Series[str]
    label_fr: Series[str]
    status: Series[str]  # in use, retired, merged, split
    segments: Series[int] = pa.Field(ge=0)  # assigned, in notes
    notes: Series[int] = pa.Field(ge=0)
    groups: Series[int] = pa.Field(ge=0)  # stakeholder groups
    by_people: Series[int] = pa.Field(ge=0)  # assigned segments that a person decided
    waiting: Series[int] = pa.Field(ge=0)  # segments put to review
    cohesion: Series[float] = pa.Field(nullable=True)  # mean cosine of pairs of its segments, less that of any pairs
    nearest: Series[str] = pa.Field(nullable=True)  # codes whose segments are most alike (cosine), separated by `;`
    confused_with: Series[str] = pa.Field(nullable=True)  # codes the machine gave in its place (segments)
    topics: Series[str] = pa.Field(nullable=True)  # topics that refine it, separated by `;`
    never_used: Series[bool]
    advice_en: Series[str] = pa.Field(nullable=True)
    advice_fr: Series[str] = pa.Field(nullable=True)


class Cooccurrence(Table):
    """Two codes on the same segments."""

    code_a: Series[str]
    code_b: Series[str]
    segments: Series[int] = pa.Field(ge=1)
    notes: Series[int] = pa.Field(ge=1)
    jaccard: Series[float] = pa.Field(ge=0, le=1)  # segments with both over segments with either
    lift: Series[float] = pa.Field(ge=0)  # segments with both over what chance would give; 1 is chance


class CodeGroups(Table):
    """One code in one group of notes; the row over all notes is breakdown `overall`, group `all`."""

    code: Series[str]
    breakdown: Series[str]
    group: Series[str]
    notes: Series[float] = pa.Field(nullable=True)  # notes with the code; empty if suppressed
    base: Series[int] = pa.Field(ge=1)  # notes in the group
    percent: Series[float] = pa.Field(nullable=True)  # 0 to 100, of notes
    ci_low: Series[float] = pa.Field(nullable=True)  # Wilson, 95 %
    ci_high: Series[float] = pa.Field(nullable=True)
    segments: Series[float] = pa.Field(nullable=True)
    suppressed: Series[bool]


class Saturation(Table):
    """One note, in the order of the manifest, and the new codes it brings (Guest, Namey & Chen 2020)."""

    position: Series[int] = pa.Field(ge=1)
    note_id: Series[str]
    new_codes: Series[int] = pa.Field(ge=0)
    cumulative: Series[int] = pa.Field(ge=0)
    new_information: Series[float] = pa.Field(nullable=True)  # new codes in the run ending here, over those of the base
    median: Series[float]  # cumulative codes in random orders of the notes: median and 95 % range
    low: Series[float]
    high: Series[float]


class Published(Table):
    """One figure already in print, recomputed and tested."""

    claim: Series[str] = pa.Field(unique=True)
    published: Series[float]
    recomputed: Series[float] = pa.Field(nullable=True)
    n: Series[float] = pa.Field(nullable=True)  # valid base of the recomputed figure
    from_survey: Series[bool]  # the survey itself gives it: no second voice beside the survey
    verdict: Series[str] = pa.Field(isin=VERDICTS)
    grim: Series[str] = pa.Field(nullable=True)  # bases that could give it, where the stated one can't
    note_en: Series[str]
    note_fr: Series[str]


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
    finding_en: Series[str]
    finding_fr: Series[str]
    indicators: Series[str] = pa.Field(nullable=True)
    codes: Series[str] = pa.Field(nullable=True)
    claims: Series[str] = pa.Field(nullable=True)
    convergence: Series[str] = pa.Field(isin=CONVERGENCE)  # triangulation protocol, Farmer et al. 2006
    silent: Series[str] = pa.Field(nullable=True)  # strands that say nothing
    carried_by: Series[str] = pa.Field(nullable=True)  # stakeholder groups and regions, as in the manifest
    contested_by: Series[str] = pa.Field(nullable=True)
    reason_en: Series[str]
    reason_fr: Series[str]
    robustness: Series[float] = pa.Field(ge=0, le=1)  # share of checks in which the label survives
    n_notes: Series[int] = pa.Field(ge=0)
    n_groups: Series[int] = pa.Field(ge=0)
    standing: Series[str] = pa.Field(isin=["borne out", "open", "contradicted"])
    survey_reading: Series[str] = pa.Field(nullable=True)  # `supports, strong`; empty where the strand is silent
    notes_reading: Series[str] = pa.Field(nullable=True)
    published_reading: Series[str] = pa.Field(nullable=True)  # empty too where the figures come from the survey itself
    ignored_by: Series[str] = pa.Field(nullable=True)  # groups and regions that leave unsaid what others raise
    between_groups: Series[str] = pa.Field(isin=CONVERGENCE)  # the labels between stakeholder groups
    breaks_en: Series[str] = pa.Field(nullable=True)  # what breaks the reading; empty where nothing does
    breaks_fr: Series[str] = pa.Field(nullable=True)
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
    """One finding as a row of the joint display. Each text column stands twice: `_en` and `_fr`."""

    finding_id: Series[str] = pa.Field(unique=True)
    question: Series[str]
    theme: Series[str]
    survey_en: Series[str]  # what the strand found, in numbers
    survey_fr: Series[str]
    notes_en: Series[str]
    notes_fr: Series[str]
    published_en: Series[str]
    published_fr: Series[str]
    quote_text_en: Series[str] = pa.Field(
        nullable=True
    )  # for what most notes say, English if there is one; never translated
    quote_text_fr: Series[str] = pa.Field(nullable=True)
    counter_text_en: Series[str] = pa.Field(
        nullable=True
    )  # for the other side; _id, _source, _language and group beside each
    counter_text_fr: Series[str] = pa.Field(nullable=True)
    convergence_en: Series[str]
    convergence_fr: Series[str]
    meta_inference_en: Series[str]
    meta_inference_fr: Series[str]


@dataclass(frozen=True)
class Declared:
    """A table's model and the kinds of file it is kept as; the first is the one that is read back."""

    model: type[Table]
    kinds: tuple[str, ...] = ("parquet", "csv")


CSV = ("csv",)
TABLES: dict[str, Declared] = {
    "survey/cleaned": Declared(Respondents, ("parquet",)),  # without the open answers, which go through the gate
    "survey/answers": Declared(Answers, ("parquet",)),
    "survey/respondents": Declared(Respondents),  # with them, de-identified
    "survey/cleaning_log": Declared(CleaningLog),
    "survey/open_answers": Declared(OpenAnswers),
    "survey/item_nonresponse": Declared(ItemNonresponse, CSV),
    "survey/near_duplicates": Declared(NearDuplicates, CSV),
    "survey/indicators": Declared(Indicators, CSV),
    "survey/comparisons": Declared(Comparisons, CSV),
    "notes/status": Declared(NoteStatus, CSV),
    "notes/turns": Declared(Turns),
    "notes/segments": Declared(Segments),
    "notes/corrections": Declared(Corrections, CSV),
    "coding/codings": Declared(Codings, CSV),
    "coding/topics": Declared(Topics, CSV),
    "coding/segment_topics": Declared(SegmentTopics),
    "coding/machine_on_coded": Declared(MachineOnCoded, ("parquet",)),
    "coding/reliability": Declared(Reliability, CSV),
    "coding/agreement_by_code": Declared(AgreementByCode, CSV),
    "coding/disagreements": Declared(Disagreements, CSV),
    "coding/conflicts": Declared(Conflicts, CSV),
    "coding/code_health": Declared(CodeHealth, CSV),
    "coding/cooccurrence": Declared(Cooccurrence, CSV),
    "coding/code_groups": Declared(CodeGroups, CSV),
    "coding/saturation": Declared(Saturation, CSV),
    "triangulation/published": Declared(Published, CSV),
    "triangulation/published_tests": Declared(PublishedTests, CSV),
    "triangulation/matrix": Declared(Matrix, CSV),
    "triangulation/evidence": Declared(Evidence, CSV),
    "triangulation/evidence_records": Declared(EvidenceRecords, CSV),
    "triangulation/robustness": Declared(Robustness, CSV),
    "triangulation/groups": Declared(Groups, CSV),
    "triangulation/negative_cases": Declared(NegativeCases, CSV),
    "triangulation/joint_display": Declared(JointDisplay, CSV),
}


def check(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    """`frame` as the table `name` declares it (types coerced). Raises TableError with the first broken rule and its rows."""
    model = TABLES[name].model
    for column in model.to_schema().columns:
        if column in frame and frame[column].isna().all():
            # An empty CSV column is read as numbers; it is still a column of text where text is declared.
            frame = frame.assign(**{column: frame[column].astype("object")})
    try:
        return model.validate(frame, lazy=True)
    except pa.errors.SchemaErrors as errors:
        failures = errors.failure_cases
        first = failures.iloc[0]
        rows = failures.loc[failures["check"] == first["check"], "index"].dropna().astype(str).head(5).tolist()
        where = f" in rows {', '.join(rows)}" if rows else ""
        raise TableError(
            f"column {first['column']}: {first['failure_case']!r} breaks {first['check']}{where} ({len(failures)} failures)"
        ) from None
