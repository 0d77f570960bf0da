"""Who answered: response rates by AAPOR's definitions, and which items those who answered left out together."""

import numpy as np
import pandas as pd

from pipeline.language import Words
from pipeline.study import StudyError
from pipeline.survey.survey_codebook import Response, SurveyCodebook

RATES = ["RR1", "RR2", "RR3", "RR4", "RR5", "RR6", "COOP1", "REF1", "CON1"]
PATTERN_COLUMNS = ["missing_items", "items", "records", "percent"]


def response_rates(
    dropped: dict[str, int], kept: int, codebook: SurveyCodebook, words: dict[str, Words]
) -> pd.DataFrame:
    """The table `survey/response_rates`: every rate, empty where too little is known of those asked for it.

    `dropped`: records dropped by reason; `words`: those of the room by language. AAPOR, Standard Definitions (10th
    edition, 2023): I complete, P partial, R refusal, NC non-contact, O other, U of unknown eligibility, e the eligible
    share of these. Raises StudyError where more answered than were asked.
    """
    rule = codebook.response or Response()
    complete, partial = kept, sum(dropped.get(reason, 0) for reason in rule.partial)
    refused = rule.refusals + sum(dropped.get(reason, 0) for reason in rule.refused)
    ineligible = sum(dropped.get(reason, 0) for reason in rule.not_eligible)
    is_told = codebook.response is not None
    reached = complete + partial + refused + rule.others
    unknown = rule.unknown
    if rule.invited is not None and unknown is None:
        unknown = rule.invited - reached - (rule.non_contacts or 0) - ineligible
        if unknown < 0:
            found = f"{rule.invited} invited, and {rule.invited - unknown} accounted for"
            todo = "Correct `response` in codebooks/survey.yaml."
            raise StudyError("codebooks/survey.yaml, response", found, "at least as many invited", todo)
    # Who never answered is either counted as not reached or of unknown eligibility: one of the two has to be told.
    known = None if rule.non_contacts is None and unknown is None else reached + (rule.non_contacts or 0)
    possible = None if known is None or unknown is None else known + unknown
    estimated = None if known is None or unknown is None else known + rule.eligible_share * unknown
    figures: dict[str, tuple[float, float | None]] = {
        "RR1": (complete, possible),
        "RR2": (complete + partial, possible),
        "RR3": (complete, estimated),
        "RR4": (complete + partial, estimated),
        "RR5": (complete, known),
        "RR6": (complete + partial, known),
        "COOP1": (complete, reached if is_told else None),
        "REF1": (refused, possible),
        "CON1": (reached, possible),
    }
    rows = []
    for name in RATES:
        above, below = figures[name]
        percent = None if not below else 100 * above / below
        said = [f"{say(f'rate.{name}')}{'' if percent is not None else say('rate.unknown')}" for say in words.values()]
        rows.append((name, float(above), below, percent, *said))
    columns = ["rate", "numerator", "denominator", "percent", *(f"meaning_{language}" for language in words)]
    return pd.DataFrame(rows, columns=columns).astype({"denominator": "float64", "percent": "float64"})


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
