"""Who answered: response rates by AAPOR's definitions, and which items those who answered left out together."""

import numpy as np
import pandas as pd

from pipeline.survey.survey_codebook import SurveyCodebook

RATE_COLUMNS = ["rate", "numerator", "denominator", "percent", "meaning_en", "meaning_fr"]
PATTERN_COLUMNS = ["missing_items", "items", "records", "percent"]
MEANINGS = {
    "RR1": ("complete, of all that may be eligible", "complets, des admissibles possibles"),
    "RR2": (
        "complete or partial, of all that may be eligible",
        "complets ou partiels, de tous les admissibles possibles",
    ),
    "RR3": ("complete, of the eligible as estimated", "complets, des admissibles estimés"),
    "RR4": ("complete or partial, of the eligible as estimated", "complets ou partiels, des admissibles estimés"),
    "RR5": ("complete, of those known to be eligible", "complets, des admissibles connus"),
    "RR6": ("complete or partial, of those known to be eligible", "complets ou partiels, des admissibles connus"),
    "COOP1": ("complete, of those reached", "complets, des personnes jointes"),
    "REF1": ("refusals, of all that may be eligible", "refus, de tous les admissibles possibles"),
    "CON1": ("reached, of all that may be eligible", "joints, de tous les admissibles possibles"),
}


def response_rates(dropped: dict[str, int], kept: int, codebook: SurveyCodebook) -> pd.DataFrame:
    """The table `survey/response_rates`; empty where the codebook does not say what became of those asked.

    `dropped`: records dropped by reason. AAPOR, Standard Definitions (10th edition, 2023): I complete, P partial, R
    refusal, NC non-contact, O other, U of unknown eligibility, e the eligible share of these.
    """
    rule = codebook.response
    if rule is None:
        return pd.DataFrame(columns=RATE_COLUMNS)
    complete, partial = kept, sum(dropped.get(reason, 0) for reason in rule.partial)
    refused = rule.refusals + sum(dropped.get(reason, 0) for reason in rule.refused)
    reached = complete + partial + refused + rule.others
    known = reached + rule.non_contacts
    possible, estimated = known + rule.unknown, known + rule.eligible_share * rule.unknown
    figures = {
        "RR1": (complete, possible),
        "RR2": (complete + partial, possible),
        "RR3": (complete, estimated),
        "RR4": (complete + partial, estimated),
        "RR5": (complete, known),
        "RR6": (complete + partial, known),
        "COOP1": (complete, reached),
        "REF1": (refused, possible),
        "CON1": (reached, possible),
    }
    rows = [
        (name, float(above), float(below), 100 * above / below if below else None, *MEANINGS[name])
        for name, (above, below) in figures.items()
    ]
    return pd.DataFrame(rows, columns=RATE_COLUMNS)


def missing_patterns(answered: pd.DataFrame, threshold: int) -> pd.DataFrame:
    """The table `survey/missing_patterns` of the records kept, most frequent first.

    `answered`: True where a record answered a core item. Patterns of fewer records than `threshold` are put together,
    since who lacks just these items may be one person.
    """
    if answered.empty or not len(answered.columns):
        return pd.DataFrame(columns=PATTERN_COLUMNS)
    lacking = ~answered.to_numpy(dtype=bool)
    rows, which = np.unique(lacking, axis=0, return_inverse=True)
    counts = pd.DataFrame(
        {
            "missing_items": [";".join(answered.columns[row]) for row in rows],
            "items": rows.sum(axis=1),
            "records": np.bincount(which.ravel(), minlength=len(rows)),
        }
    ).sort_values(["records", "missing_items"], ascending=[False, True], kind="stable")
    few = (counts["records"] < threshold) & counts["items"].gt(0)
    rest = int(counts.loc[few, "records"].sum())
    table = counts[~few]
    if rest:
        other = pd.DataFrame({"missing_items": ["(other)"], "items": [-1], "records": [rest]})
        table = pd.concat([table, other], ignore_index=True)
    return table.assign(percent=100 * table["records"] / len(answered))[PATTERN_COLUMNS].reset_index(drop=True)
