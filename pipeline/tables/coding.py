"""Tables of the coding room. See `pipeline/tables/__init__.py` for the house rule on tables."""

import pandas as pd
import pandera.pandas as pa
from pandera.typing.pandas import Series

from pipeline.tables.base import DECISIONS, STANCES, Table, each_language


class Codings(Table):
    """One code on one segment: assigned, waiting for review, or rejected by a person."""

    segment_id: Series[str]  # `NOTE#turn`; `RECORD#variable` for an open survey answer
    note_id: Series[str]  # the record for an open survey answer
    turn: Series[int]  # 0 for an open survey answer
    code: Series[str]
    score: Series[float] = pa.Field(ge=0, le=1)  # calibrated; 1 for a person's decision, 0 for a person's rejection
    decision: Series[str] = pa.Field(isin=DECISIONS)
    origin: Series[str]  # `machine`, or the coder's id (`adjudicated` for a settled disagreement)
    stance: Series[str] = pa.Field(isin=STANCES, nullable=True)  # empty: nobody gave one
    rationale: Series[str] = pa.Field(nullable=True)  # the words or the example that drove it
    priority: Series[float] = pa.Field(nullable=True)  # review rows: 1 is worth a person's time most
    source: Series[str] = pa.Field(isin=["notes", "documents", "survey"])  # open survey answers are kept apart


class Topics(Table):
    """One topic of the topic model, set against the codebook."""

    topic: Series[int]
    size: Series[int] = pa.Field(ge=0)  # segments
    terms: Series[str] = each_language("terms", nullable=True)  # separated by `;`
    about: Series[str] | None = each_language("about", nullable=True)  # phrases that name it, unless it is covered
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
    fleiss: Series[float] = pa.Field(nullable=True)  # rows of all people: Fleiss
    kappa_single: Series[float] = pa.Field(nullable=True)  # `all` row: one kappa over a coding of one code a segment


class Agreement(Table):
    """Agreement between people, or of the machine with people, in one part of the material."""

    between: Series[str] = pa.Field(str_endswith="and people")  # people, machine, or an assistant's name
    part: Series[str] = pa.Field(isin=["all", "language", "question", "material", "stance"])
    group: Series[str]  # language, question (or their `mean`), kind of material (of the stance too); else `all`
    pairs: Series[int] = pa.Field(ge=1)  # of coders
    units: Series[int] = pa.Field(ge=1)  # that both coded; of the stance: codings that both gave
    notes: Series[int] = pa.Field(ge=1)
    kappa: Series[float] = pa.Field(nullable=True)  # Cohen; mean over codes and pairs
    ci_low: Series[float] = pa.Field(nullable=True)  # 95 %, bootstrap by note
    ci_high: Series[float] = pa.Field(nullable=True)
    percent: Series[float] = pa.Field(ge=0, le=100)  # of units with the same codes
    kappa_single: Series[float] = pa.Field(nullable=True)  # one kappa over a coding of one code a unit


class AlternativeAnnotator(Table):
    """May the machine, or an assistant, stand in for this coder (or `all`: for at least half)? Calderon et al. 2025."""

    annotator: Series[str]  # machine, or the assistant
    coder: Series[str]
    units: Series[int] = pa.Field(ge=0)
    notes: Series[int] = pa.Field(ge=0)
    machine_wins: Series[float] = pa.Field(ge=0, le=1, nullable=True)  # share of units, ties on both sides
    coder_wins: Series[float] = pa.Field(ge=0, le=1, nullable=True)
    epsilon: Series[float] = pa.Field(ge=0, le=1)
    p: Series[float] = pa.Field(nullable=True)
    p_corrected: Series[float] = pa.Field(nullable=True)  # over coders
    stands_in: Series[pd.BooleanDtype] = pa.Field(nullable=True)  # empty: too few to tell


class AssistantCalibration(Table):
    """Scores of an assistant in a band, and how often people gave the code where both decided."""

    coder: Series[str]
    from_score: Series[float] = pa.Field(ge=0, le=1)
    to_score: Series[float] = pa.Field(ge=0, le=1)
    codings: Series[int] = pa.Field(ge=1)
    mean_score: Series[float] = pa.Field(ge=0, le=1)
    given_by_people: Series[float] = pa.Field(ge=0, le=1)  # share of these codings; of two coders who differ, half


class LearningCurve(Table):
    """Agreement with people after so many coded units."""

    units: Series[int] = pa.Field(ge=0)
    notes: Series[int] = pa.Field(ge=0)
    kappa: Series[float]  # mean over codes, on notes it has not seen
    ci_low: Series[float]  # 80 %, over codes
    ci_high: Series[float]
    measured: Series[bool]  # false: expected, by the power law through what was measured


class NotesToCode(Table):
    """One note that nobody has coded, in the order in which it is best to code them."""

    rank: Series[int] = pa.Field(ge=1)
    note_id: Series[str] = pa.Field(unique=True)
    stakeholder: Series[str]
    units: Series[int] = pa.Field(ge=0)  # to code
    worth: Series[float] = pa.Field(ge=0)  # expected gain in kappa, summed over codes
    why: Series[str] = pa.Field(isin=["draw", "worth"])  # draw: by chance, until the machine's errors are known


class MachineOnCoded(Table):
    """The machine's own coding of the notes people coded, each learned from the other notes only."""

    segment_id: Series[str]
    code: Series[str]
    assigned: Series[bool]
    stance: Series[str] = pa.Field(isin=STANCES, nullable=True)  # the machine's, whatever people said


class Shares(Table):
    """One code in one group of notes, documents or respondents: the share with it, and the machine's errors in it."""

    code: Series[str]
    material: Series[str] = pa.Field(isin=["notes", "documents", "open answers"])
    breakdown: Series[str] = pa.Field(isin=["overall", "stakeholder", "region"])
    group: Series[str]
    n: Series[int] = pa.Field(ge=1)  # notes (documents, respondents) of the group
    n_people: Series[int] = pa.Field(ge=0)  # of these, coded by people
    estimate: Series[float] = pa.Field(ge=0, le=1, nullable=True)  # empty if hidden, as the next four, or unchecked
    ci_low: Series[float] = pa.Field(ge=0, le=1, nullable=True)  # 95 %, the machine's errors counted
    ci_high: Series[float] = pa.Field(ge=0, le=1, nullable=True)
    people_only: Series[float] = pa.Field(nullable=True)  # of the notes that people coded
    machine_only: Series[float] = pa.Field(nullable=True)  # of all, as the machine alone codes them
    method: Series[str]
    suppressed: Series[bool]


class AgreementByCode(Table):
    """Kappa of one code: mean over pairs of people, and over pairs of a person and the machine."""

    code: Series[str] = pa.Field(unique=True)
    people: Series[float] = pa.Field(nullable=True)
    machine: Series[float] = pa.Field(nullable=True)
    machine_low: Series[float] = pa.Field(nullable=True)  # lower bound, 95 %, bootstrap by note
    units: Series[int] = pa.Field(ge=0)  # that a person gave the code, among those the machine coded blind
    machine_coding: Series[str] = pa.Field(isin=["good enough", "only suggests", "not known"])  # to be counted?


class CodeHealth(Table):
    """One code of the codebook and how it fares."""

    code: Series[str] = pa.Field(unique=True)
    theme: Series[str]
    label: Series[str] = each_language("label")
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
    advice: Series[str] = each_language("advice", nullable=True)


class SuggestedExamples(Table):
    """A sentence of what people coded that would make a good example of the code."""

    code: Series[str]
    language: Series[str]
    rank: Series[int] = pa.Field(ge=1)
    unit_id: Series[str]
    text: Series[str]
    stance: Series[str] = pa.Field(nullable=True)
    entry: Series[str]  # as it would stand in codebooks/themes.yaml


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
