"""In what share of notes (documents, people) a code stands, with an interval that counts the machine's errors.

Where people coded a note, their word stands. Of the notes that only the machine coded, those it gave the code hold it
with the probability that it is right (PPV), the others with the probability that it left it out (false omission). Both
rates come from the notes that people coded and the machine coded blind; each code's rates are shrunk to those of all
codes (beta priors shared over the codes), so that a rare code without an error in the sample is not taken to be free of
error. How far is learned from how far the codes differ: a fixed strength takes a machine that errs evenly to err
unevenly, and every interval is too wide. What the notes would hold is then a sum of two beta-binomials: no draws.

After Rogan, W. J., & Gladen, B. (1978). American Journal of Epidemiology, 107(1), 71-76; Egami, N., et al. (2023),
design-based supervised learning; Angelopoulos, A. N., et al. (2023), prediction-powered inference; Gelman, A., et al.
(2013). Bayesian Data Analysis (3rd ed.), section 5.3, for rates that share a beta prior. The unit is the note: no share
of segments has an interval.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import betaln, gammaln

from pipeline.coding.materials import coded_by_people
from pipeline.decisions.scopes import in_scope, question_words
from pipeline.decisions.themes import Scope, ThemesCodebook
from pipeline.study import Study, read_people_table
from pipeline.tables import MACHINE, STRAND_OF

MATERIALS = {material: "open answers" if strand == "survey" else strand for material, strand in STRAND_OF.items()}
BREAKDOWNS = ["overall", "stakeholder", "region"]
FIGURES = ["estimate", "ci_low", "ci_high", "people_only", "machine_only"]
COVERED = 0.95
MEANS = np.sin(np.pi / 2 * (np.arange(100) + 0.5) / 100) ** 2  # (100,) of the shared prior, dense near 0 and 1
STRENGTHS = 2.0 ** np.arange(-2.5, 5, 0.5)  # (15,) of the shared prior, in units of `machine_prior`
UNRECORDED = "; how the checked ones were chosen is not on record"
COLUMNS = [
    "code", "material", "breakdown", "group", "n", "n_people", "estimate", "ci_low", "ci_high", "people_only",
    "machine_only", "method", "suppressed",
]  # fmt: skip


@dataclass(frozen=True)
class Rate:
    """One of the machine's rates for C codes: beta distributions with parameters (C,) and (C,)."""

    a: np.ndarray
    b: np.ndarray

    @property
    def mean(self) -> np.ndarray:
        return self.a / (self.a + self.b)

    def of(self, codes: np.ndarray) -> "Rate":
        """The rates of some of the codes; `codes`: (C,) bool."""
        return Rate(self.a[codes], self.b[codes])


def of_study(study: Study) -> pd.DataFrame:
    """The table coding/shares."""
    units, codings = study.table("coding/units"), study.table("coding/codings")
    blind = study.table_or_empty("coding/machine_on_coded")
    prior = float(study.params["triangulation"]["rule"]["machine_prior"])
    threshold = int(study.params["study"]["disclosure_threshold"])
    drawn = drawn_at_random(study)
    scopes = {code.id: code.scope for code in study.codebook("themes", ThemesCodebook).codes}
    parts = [
        of_material(
            units[units["material"].map(MATERIALS) == material],
            codings,
            blind,
            material,
            prior,
            threshold,
            drawn,
            scopes,
        )
        for material in dict.fromkeys(MATERIALS.values())
    ]
    return pd.concat([part for part in parts if len(part)] or [pd.DataFrame(columns=COLUMNS)], ignore_index=True)


def of_material(
    units: pd.DataFrame,
    codings: pd.DataFrame,
    blind: pd.DataFrame,
    material: str,
    prior: float,
    threshold: int,
    drawn: set[str],
    scopes: Mapping[str, Scope] = MappingProxyType({}),
) -> pd.DataFrame:
    """coding/shares of one material: every code that stands somewhere in it, overall and by group.

    The base of a code with a scope are the notes (people) that hold a unit it may be given to: those who were asked.
    The method says so where the notes that people coded are not all on record as drawn at random.
    """
    if units.empty:
        return pd.DataFrame(columns=COLUMNS)
    sources = units.drop_duplicates("source").sort_values("source", ignore_index=True)
    source_of = units.set_index("unit_id")["source"]
    by_people = sources["source"].map(coded_by_people(units["unit_id"], units["source"], blind)).to_numpy(dtype=bool)
    assigned = codings[(codings["decision"] == "assigned") & codings["segment_id"].isin(source_of.index)]
    said = blind[blind["assigned"] & blind["segment_id"].isin(source_of.index)]
    codes = sorted(set(assigned["code"]) | set(said["code"]))
    stands = presence(assigned, source_of, sources["source"], codes)
    machine = presence(pd.concat([assigned[assigned["origin"] == MACHINE], said]), source_of, sources["source"], codes)
    own_scopes = [scopes.get(code, Scope()) for code in codes]
    coded = Coded(
        codes, stands, machine, by_people,
        asked=who_was_asked(units, sources["source"], own_scopes) | stands | machine,
        rates=rates(stands[by_people], machine[by_people], prior) if by_people.any() else None,
        recorded=set(sources.loc[by_people, "source"]) <= drawn,
    )  # fmt: skip
    rows = []
    for breakdown in BREAKDOWNS:
        whole = breakdown == "overall"
        labels = np.full(len(sources), "all") if whole else sources[breakdown].fillna("").to_numpy(dtype=str)
        for group in sorted(set(labels) - {""}):
            for table in coded.shares_among(labels == group):
                hidden = not whole and bool(table["n"].iloc[0] < threshold)
                table[FIGURES] = np.nan if hidden else table[FIGURES].astype(float)
                rows.append(table.assign(material=material, breakdown=breakdown, group=group, suppressed=hidden))
    if not rows:
        return pd.DataFrame(columns=COLUMNS)
    table = pd.concat(rows, ignore_index=True)[COLUMNS]
    order = pd.Categorical(table["breakdown"], BREAKDOWNS)
    return table.assign(order=order).sort_values(["order", "group", "code"], ignore_index=True)[COLUMNS]


@dataclass(frozen=True)
class Coded:
    """C codes in the N notes (documents, people) of one material, as people and the machine gave them."""

    codes: list[str]
    stands: np.ndarray  # (N, C) as it stands in codings
    machine: np.ndarray  # (N, C) as the machine alone codes
    by_people: np.ndarray  # (N,) people coded it
    asked: np.ndarray  # (N, C) the note belongs to the code's base
    rates: tuple[Rate, Rate] | None  # as of `rates`; None: no note was checked
    recorded: bool  # the notes that people coded are on record as drawn at random

    def shares_among(self, group: np.ndarray) -> Iterator[pd.DataFrame]:
        """The shares of every code among the notes of a group, (N,) bool; a table for the codes with the same base."""
        for base in np.unique(self.asked, axis=1).T:
            codes, own = (self.asked == base[:, None]).all(axis=0), group & base
            if own.any():
                of_own = np.ix_(own, codes)
                if self.rates is None:
                    found = never_checked(self.machine[of_own])
                else:
                    some = [rate.of(codes) for rate in self.rates]
                    found = shares(self.stands[of_own], self.machine[of_own], self.by_people[own], *some)
                    if not self.recorded and not self.by_people[own].all():
                        found["method"] += UNRECORDED
                yield pd.DataFrame({"code": np.array(self.codes)[codes]} | found)


def who_was_asked(units: pd.DataFrame, sources: pd.Series, scopes: Sequence[Scope]) -> np.ndarray:
    """(N, C) bool: the note (person) holds a unit that a code of this scope may be given to."""
    allowed = pd.DataFrame(in_scope(scopes, question_words(units), units["material"]))
    return allowed.groupby(units["source"].to_numpy()).any().loc[sources].to_numpy(dtype=bool)


def drawn_at_random(study: Study) -> set[str]:
    """Notes on record as drawn with a known probability (raw/judgement/notes_drawn.csv)."""
    path = study.raw / "judgement/notes_drawn.csv"
    if not path.exists():
        return set()
    rows = read_people_table(path, study.relative(path), ["note_id", "how"])
    return set(rows.loc[rows["how"] == "drawn", "note_id"])


def presence(rows: pd.DataFrame, source_of: pd.Series, sources: pd.Series, codes: list[str]) -> np.ndarray:
    """(N, C) bool: the code stands somewhere in the note."""
    found = np.zeros((len(sources), len(codes)), dtype=bool)
    at = pd.Series(sources.index, index=sources)[rows["segment_id"].map(source_of)].to_numpy(dtype=int)
    found[at, pd.Index(codes).get_indexer(rows["code"])] = True
    return found


def rates(people: np.ndarray, machine: np.ndarray, prior: float) -> tuple[Rate, Rate]:
    """PPV and false omission of each code, from the checked notes (N, C) by people and by the machine."""
    return _rate(people & machine, machine, prior), _rate(people & ~machine, ~machine, prior)


def _rate(hits: np.ndarray, of: np.ndarray, prior: float) -> Rate:
    """Each code's rate: the beta distribution with the mean and variance of its posterior.

    Codes share a beta prior, of which neither mean nor strength (notes) is known: every mean is as likely as another,
    strength has the density 1 / strength^1.5, between a sixth of `prior` and 23 times it.
    """
    n, k = of.sum(axis=0)[:, None, None], hits.sum(axis=0)[:, None, None]
    if prior == 0:
        return Rate(k.ravel(), (n - k).ravel())
    mean, strength = MEANS[:, None], prior * STRENGTHS
    a, b = mean * strength, (1 - mean) * strength  # (means, strengths)
    # The grid is even in the arcsine of the root of the mean and in the logarithm of the strength.
    log_prior = np.log(mean * (1 - mean)) / 2 - np.log(strength) / 2
    log_posterior = log_prior + (betaln(k + a, n - k + b) - betaln(a, b)).sum(axis=0)
    weight = np.exp(log_posterior - log_posterior.max())
    weight /= weight.sum()
    centre = (k + a) / (n + a + b)  # (C, means, strengths)
    found = (weight * centre).sum(axis=(1, 2))
    within, between = centre * (1 - centre) / (n + a + b + 1), (centre - found[:, None, None]) ** 2
    held = found * (1 - found) / (weight * (within + between)).sum(axis=(1, 2)) - 1
    return Rate(found * held, (1 - found) * held)


def shares(
    stands: np.ndarray, machine: np.ndarray, by_people: np.ndarray, right: Rate, left_out: Rate
) -> dict[str, Any]:
    """Shares (0 to 1) of these notes for each code. `stands` (N, C) is people's word where `by_people` (N,) is true."""
    n, rest = len(by_people), ~by_people
    known = stands[by_people].sum(axis=0)
    given = machine[rest].sum(axis=0)
    estimate = (known + right.mean * given + left_out.mean * (rest.sum() - given)) / n
    low, high = estimate.copy(), estimate.copy()
    for code in range(stands.shape[1]):
        more = np.convolve(
            _beta_binomial(int(given[code]), right.a[code], right.b[code]),
            _beta_binomial(int(rest.sum() - given[code]), left_out.a[code], left_out.b[code]),
        )
        low[code], high[code] = ((known[code] + one) / n for one in _narrowest(more))
    method = "people" if not rest.any() else "people, and the machine with its errors counted"
    return {
        "n": n,
        "n_people": int(by_people.sum()),
        "estimate": estimate,
        "ci_low": np.minimum(low, estimate),
        "ci_high": np.maximum(high, estimate),
        "people_only": stands[by_people].mean(axis=0) if by_people.any() else np.full(stands.shape[1], np.nan),
        "machine_only": machine.mean(axis=0),
        "method": method,
    }


def never_checked(machine: np.ndarray) -> dict[str, Any]:
    """As `shares` of notes of which people coded none, nor any other of their kind: what the machine says, no estimate.

    Its errors are not known at all: an estimate would be what was taken for granted about machines.
    """
    return {
        "n": len(machine),
        "n_people": 0,
        **dict.fromkeys(("estimate", "ci_low", "ci_high", "people_only"), np.nan),
        "machine_only": machine.mean(axis=0),
        "method": "machine, never checked",
    }


def _beta_binomial(n: int, a: float, b: float) -> np.ndarray:
    """(n + 1,) probabilities of 0 to n."""
    k = np.arange(n + 1)
    ways = gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1)
    return np.exp(ways + betaln(k + a, n - k + b) - betaln(a, b))


def _narrowest(probability: np.ndarray) -> tuple[int, int]:
    """The counts in a row that hold as near to 95 % as counts can; of several as many the likeliest.

    Counts are few and skewed: cutting 2.5 % off each end would leave more counts than 95 % needs. And no run of counts
    holds 95 % exactly: the first that holds more would hold 96 to 98 % on average, over codes and studies, the nearest
    holds 95 % (Agresti, A., & Coull, B. A. (1998). The American Statistician, 52(2), 119-126, on such averages).
    """
    up_to = np.concatenate([[0.0], np.cumsum(probability)])
    nearest, off = (0, len(probability) - 1), np.inf
    for length in range(1, len(probability) + 1):
        held = up_to[length:] - up_to[:-length]
        low = int(held.argmax())
        if abs(held[low] - COVERED) < off - 1e-12:
            nearest, off = (low, low + length - 1), abs(held[low] - COVERED)
        if held[low] >= COVERED:
            break
    return nearest
