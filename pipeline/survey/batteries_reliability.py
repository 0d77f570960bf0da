"""How well the items of a battery measure one thing: Cronbach's alpha and McDonald's omega."""

import numpy as np
import pandas as pd

from pipeline.survey.survey_codebook import Battery, SurveyCodebook
from pipeline.tables import DataFrame
from pipeline.tables.survey import Respondents

COLUMNS = ["battery", "items", "n", "alpha", "ci_low", "ci_high", "omega", "mean_correlation"]
COLUMNS += ["weakest_item", "alpha_without"]
ROUNDS = 2000


def reliability(respondents: DataFrame[Respondents], codebook: SurveyCodebook, threshold: int) -> pd.DataFrame:
    """The table `survey/reliability`, a row for each declared battery, of the respondents who answered all items."""
    rows = [_battery(respondents, battery, threshold) for battery in codebook.batteries]
    return pd.DataFrame(rows, columns=COLUMNS)


def _battery(respondents: pd.DataFrame, battery: Battery, threshold: int) -> dict:
    answers = respondents[battery.items].astype("float64").dropna().to_numpy()
    row: dict = dict.fromkeys(COLUMNS) | {"battery": battery.name, "items": len(battery.items), "n": len(answers)}
    spread = answers.var(axis=0, ddof=1) if len(answers) > 1 else np.zeros(len(battery.items))
    if len(answers) < max(threshold, len(battery.items) + 1) or not (spread > 0).all():
        return row
    row["alpha"] = alpha(answers)
    row["ci_low"], row["ci_high"] = alpha_interval(row["alpha"], *answers.shape)
    row["omega"] = omega(answers)
    correlation = np.corrcoef(answers.T)
    row["mean_correlation"] = float(correlation[np.triu_indices(len(correlation), 1)].mean())
    if len(battery.items) > 2:
        without = [alpha(np.delete(answers, number, axis=1)) for number in range(len(battery.items))]
        row["weakest_item"] = battery.items[int(np.argmax(without))]
        row["alpha_without"] = max(without)
    return row


def alpha(answers: np.ndarray) -> float:
    """Cronbach (1951): k/(k-1) · (1 - sum of the items' variances / variance of the sum). answers: (N, k)."""
    items = answers.shape[1]
    return float(items / (items - 1) * (1 - answers.var(axis=0, ddof=1).sum() / answers.sum(axis=1).var(ddof=1)))


def alpha_interval(estimate: float, n: int, items: int, level: float = 0.95) -> tuple[float, float]:
    """Feldt (1965): (1 - alpha) / (1 - estimate) follows F with n - 1 and (n - 1)(k - 1) degrees of freedom."""
    from scipy.stats import f

    free, of_items = n - 1, (n - 1) * (items - 1)
    low = 1 - (1 - estimate) * f.ppf(1 - (1 - level) / 2, free, of_items)
    return float(low), float(1 - (1 - estimate) * f.ppf((1 - level) / 2, free, of_items))


def omega(answers: np.ndarray) -> float:
    """McDonald (1999) omega total: (sum of loadings)² / ((sum of loadings)² + sum of uniquenesses), one factor.

    The factor is fitted to the covariances by principal axes, the uniquenesses iterated until they stand still.
    """
    covariance = np.cov(answers.T)
    variance = np.diag(covariance)
    unique = 1 / np.diag(np.linalg.pinv(covariance))
    for _ in range(ROUNDS):
        values, vectors = np.linalg.eigh(covariance - np.diag(unique))
        loadings = vectors[:, -1] * np.sqrt(max(values[-1], 0))
        again = np.clip(variance - loadings**2, 0, variance)
        if np.abs(again - unique).max() < 1e-10 * variance.max():
            break
        unique = again
    common = loadings.sum() ** 2
    return float(common / (common + unique.sum()))
