"""Tables of the survey room. See `pipeline/tables/__init__.py` for the house rule on tables."""

import pandera.pandas as pa
from pandera.typing.pandas import Series

from pipeline.tables.base import LANGUAGE, Table, each_language


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
    language: Series[str] = pa.Field(str_matches=LANGUAGE)
    text: Series[str]


class OpenAnswers(Table):
    """One open-ended answer of a kept respondent, de-identified: segments whose source is the survey."""

    segment_id: Series[str] = pa.Field(unique=True)  # `RECORD#variable`
    record_id: Series[str]
    variable: Series[str]
    language: Series[str] = pa.Field(str_matches=LANGUAGE)
    text: Series[str]


class Indicators(Table):
    """One indicator in one breakdown group; the overall row is breakdown `overall`, group `all`."""

    indicator: Series[str]
    breakdown: Series[str]
    group: Series[str]
    numerator: Series[float] = pa.Field(nullable=True)  # counted (of a mean: sum of values); empty if suppressed
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
    proposed: Series[bool]  # passes the corrected test (adjusted p under .05): proposed to the chapters


class Reliability(Table):
    """How well the items of a declared battery measure one thing; all respondents who answered every item."""

    battery: Series[str] = pa.Field(unique=True)
    items: Series[int]
    n: Series[int]
    alpha: Series[float] = pa.Field(nullable=True)  # Cronbach 1951; empty where fewer than the threshold answered all
    ci_low: Series[float] = pa.Field(nullable=True)  # Feldt 1965, 95 %
    ci_high: Series[float] = pa.Field(nullable=True)
    omega: Series[float] = pa.Field(nullable=True)  # McDonald's omega total, one factor
    mean_correlation: Series[float] = pa.Field(nullable=True)  # between items
    weakest_item: Series[str] = pa.Field(nullable=True)  # the one without which alpha is highest
    alpha_without: Series[float] = pa.Field(nullable=True)


class ResponseRates(Table):
    """One rate by AAPOR's Standard Definitions (2023); empty where too little is known of those who were asked."""

    rate: Series[str] = pa.Field(unique=True)  # RR1 to RR6, COOP1, REF1, CON1
    numerator: Series[float]  # as far as known
    denominator: Series[float] = pa.Field(nullable=True)
    percent: Series[float] = pa.Field(nullable=True, ge=0, le=100)
    meaning: Series[str] = each_language("meaning")


class MissingPatterns(Table):
    """Records kept that lack the same core items; patterns of few records are put together."""

    missing_items: Series[str] = pa.Field(nullable=True)  # columns, `;` between; empty: none; `(other)`: put together
    items: Series[int]  # how many are missing; -1 for those put together
    records: Series[int]
    percent: Series[float] = pa.Field(ge=0, le=100)
