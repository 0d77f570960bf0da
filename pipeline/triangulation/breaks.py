"""What breaks the reading of a finding, in both languages."""

import pandas as pd

from pipeline.triangulation.evaluation import EvaluationCodebook
from pipeline.triangulation.wording import french, listed, percent, sentence

CHECKS = {
    "without one note": ("without the note {}", "sans la note {}"),
    "without one group": ("without {}", "sans {}"),
    "without one region": ("without {}", "sans {}"),
    "people only": ("with people’s codings only", "avec les seuls codages humains"),
    "machine only": ("with the machine’s codings only", "avec les seuls codages de la machine"),
    "one coder's codings": ("with the codings of {}", "avec les codages de {}"),
    "coding threshold moved": ("with the coding threshold moved", "avec un autre seuil de codage"),
    "notes threshold moved": ("with the notes’ threshold moved", "avec un autre seuil pour les notes"),
    "survey threshold moved": (
        "with the survey threshold moved by {} points", "avec le seuil du sondage déplacé de {} points"
    ),
    "weights left out": ("without weights", "sans pondération"),
    "notes drawn again": ("in {} of samples of the notes", "dans {} des échantillons des notes"),
    "respondents drawn again": ("in {} of samples of the respondents", "dans {} des échantillons des répondants"),
    "other seeds": (
        "in {} of samples of both, with other seeds", "dans {} des échantillons des deux, avec d’autres germes"
    ),
}  # fmt: skip
OFTEN = 0.95  # samples in which a reading survives without a word about it
NAMED = {"without one note", "without one group", "without one region", "one coder's codings", "survey threshold moved"}


def sentence_pair(rows: pd.DataFrame, matrix: EvaluationCodebook) -> tuple[str | None, str | None]:
    """What breaks the reading of one finding (its rows of triangulation/robustness); None where nothing does."""
    said: dict[str, list[str]] = {"en": [], "fr": []}
    drawn = rows["breaks"].isna()
    for row in rows[(rows["share"] < 1) & ~(drawn & (rows["share"] >= OFTEN))].itertuples():
        for language, clauses in said.items():
            text = CHECKS[row.check][language == "fr"]
            if row.check in NAMED:
                names = [matrix.name(one, language) for one in row.breaks.split(";")]
                text = text.format(listed(names, language, "or"))
            elif "{}" in text:
                text = text.format(percent(100 * (1 - row.share), language))
            clauses.append(text)
    if not said["en"]:
        return None, None
    return sentence("; ".join(said["en"])), french(sentence("; ".join(said["fr"])))
