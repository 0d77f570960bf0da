"""Passages that may speak against a finding and are not counted so, and sources nobody tied to it.

The search for negative cases sets every segment of all notes, and every sentence of it, beside the finding's statement
and its contrary, the examples of its codes, among these the ones that speak against it or with reservations, and the
contrary as people would say it (`contrary_said`); beside it, it asks how surely the machine holds a segment to be about
the finding's codes (codes_heard): an idiom shares no word with what it speaks of, and what people coded tells it all
the same. The nearest go to a person, who says in raw/judgement/negative_cases.csv: against, reservation or not about
it, with a reason. Left out are only segments to which a person gave a code of the finding: a machine hears what
somebody speaks of, and hardly on which side. Of sentences planted against a finding in invented notes it gave half the
finding's code, nearly all as speaking for it.

The check of silence (silent_sources) names what looks as if it measures the finding and is not among its evidence.
"""

import heapq
import itertools
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd

from pipeline.coding import embed
from pipeline.coding.vectors import BLOCK, unit
from pipeline.decisions.themes import ThemesCodebook
from pipeline.study import Study
from pipeline.tables import MACHINE, DataFrame
from pipeline.tables.coding import Codings
from pipeline.tables.notes import Segments
from pipeline.triangulation import codes_heard, judgements, settings, silent_sources
from pipeline.triangulation.evaluation import EvaluationCodebook, Finding
from pipeline.triangulation.notes_line import as_read, columns_of
from pipeline.triangulation.silent_sources import Encode
from pipeline.triangulation.tables_read import CODED, Inputs

SIDE = {"supports": "for", "mixed": "reservation", "contradicts": "against"}
SAID_WEIGHT = 2  # of the contrary as people would say it, beside 1 of the wording and of each kind of example
FEW_SHOWN = 5  # passages of a finding that no accepted one can change
SEARCH_COLUMNS = ["finding_id", "rank", "unit_id", "statement", "similarity", "counted", "says", "reason", "by", "text"]


class Queries(NamedTuple):
    """What a passage against a finding is near to."""

    wording: list[str]
    examples: list[str]
    opposing: list[str]
    said: list[str] = []


@dataclass(frozen=True)
class Passages:
    """Vectors of V texts, each of one of N units."""

    units: np.ndarray  # (V,) position in ids
    vectors: np.ndarray  # (V, D) unit length
    ids: list[str]  # (N,)


def run(study: Study, inputs: Inputs) -> None:
    # load
    params = settings.read(study)
    matrix = study.codebook("evaluation", EvaluationCodebook)
    themes = study.codebook_if_any("themes", ThemesCodebook)
    # process
    encoder = embed.Encoder(study)
    searched, measured = pd.DataFrame(columns=SEARCH_COLUMNS), pd.DataFrame(columns=silent_sources.COLUMNS)
    if inputs.segments is not None:
        encoder = embed.study_encoder(study)
        passages = passages_of(inputs.segments, encoder.encode)
        codings = inputs.codings if inputs.codings is not None else pd.DataFrame(columns=CODED)
        said = judgements.read(study, "negative_cases")
        texts = inputs.segments.set_index("segment_id")["text"]
        heard = codes_heard.of_findings(matrix, themes, codes_heard.scores(study), passages.ids)
        searched = search(matrix, themes, passages, heard, codings, encoder.encode, params.rule.searched, said, texts)
    units = study.table_if_any("coding/units")
    words = silent_sources.of_units(units, inputs.coded)
    numbers = silent_sources.of_measures(inputs.indicators, inputs.admin)
    sources = silent_sources.Sources([*numbers, *words.candidates], words.coded)
    if sources.candidates:
        measured = silent_sources.unused(matrix, sources, encoder.encode, judgements.read(study, "silence"))
    # save
    with study.writing() as out:
        out.table("triangulation/negative_search", searched)
        out.table("triangulation/silence", measured)


def passages_of(segments: DataFrame[Segments], encode: Encode) -> Passages:
    """Whole segments and their sentences; questions are not what somebody answered."""
    ordered = segments.sort_values("segment_id")
    parts = [[text, *embed.sentences(text)] for text in ordered["text"]]
    units = np.repeat(np.arange(len(parts)), [len(part) for part in parts])
    vectors = encode([text for part in parts for text in part])
    return Passages(units, unit(vectors, out=vectors), ordered["segment_id"].tolist())


def queries(finding: Finding, themes: ThemesCodebook | None) -> Queries:
    """What a passage against the finding is near to, in every language: the wording of the statement and of its
    contrary, the examples of its codes, of these the ones that speak against it or with reservations, and the contrary
    as people would say it."""
    statements = [*finding.statement.root.values(), *(finding.contrary.root.values() if finding.contrary else ())]
    examples, opposing = [], []
    for tie in finding.codes if themes else ():
        code = themes.current(tie.code) if themes and tie.bearing != "context" else None
        for _, example in code.examples.pairs() if code else ():
            examples.append(example.text)
            if example.stance and tie.direction(example.stance) in ("contradicts", "mixed"):
                opposing.append(example.text)
    return Queries(statements, examples, opposing, finding.contrary_said.all)


def search(
    matrix: EvaluationCodebook,
    themes: ThemesCodebook | None,
    passages: Passages,
    heard: np.ndarray,
    codings: DataFrame[Codings],
    encode: Encode,
    least: int,
    said: pd.DataFrame,
    texts: pd.Series,
) -> pd.DataFrame:
    """triangulation/negative_search: the nearest passages of each finding, `least` on the average (`shown`), and what
    people said of them.

    heard (units, findings): how surely the machine holds a unit to be about the finding's codes (codes_heard).
    """
    asked = [queries(finding, themes) for finding in matrix.findings]
    known = encoded(encode, [text for one in asked for texts_ in one for text in texts_])
    judged = said.drop_duplicates(["finding_id", "unit_id", "statement"], keep="last")
    judged = judged.set_index(["finding_id", "unit_id", "statement"])
    rows = []
    near = likely(nearness(passages, asked, known), heard)
    for finding, column, most in zip(matrix.findings, near.T, shown(matrix, least), strict=True):
        mark = judgements.statement_mark(finding.statement)
        settled, by_machine = counted(finding, codings)
        for rank, (passage, similarity) in enumerate(nearest(passages.ids, column, settled, most), start=1):
            key = (finding.id, passage, mark)
            words = judged.loc[key] if key in judged.index else {}
            rows.append(
                {
                    "finding_id": finding.id, "rank": rank, "unit_id": passage, "statement": mark,
                    "similarity": round(similarity, 3), "counted": by_machine.get(passage),
                    "says": words.get("says"), "reason": words.get("reason"), "by": words.get("by"),
                    "text": texts.get(passage),
                }
            )  # fmt: skip
    return pd.DataFrame(rows, columns=SEARCH_COLUMNS)


def shown(matrix: EvaluationCodebook, least: int) -> list[int]:
    """How many passages a person is shown of each finding: `least` on the average, more where one can count.

    What a person accepts counts where a code of the finding is counted and not only shown (context); of a finding
    without one FEW_SHOWN are enough to see what people say of it, and the reading that this spares goes to the others,
    at most as much again as `least`.
    """
    counts = {column.finding for column in columns_of(matrix) if column.bearing != "context"}
    few = min(FEW_SHOWN, least)
    spared = (len(matrix.findings) - len(counts)) * (least - few)
    most = least + min(spared // max(len(counts), 1), least)
    return [most if at in counts else few for at in range(len(matrix.findings))]


def counted(finding: Finding, codings: pd.DataFrame) -> tuple[set[str], dict[str, str]]:
    """Segments to which a person gave a code of the finding, and on which side the machine alone counts others."""
    settled: set[str] = set()
    sides: dict[str, str] = {}
    for tie in finding.codes:
        if tie.bearing == "context":  # shown, and counted on no side
            continue
        own = codings[codings["code"] == tie.code]
        by_machine = own["origin"].eq(MACHINE)
        settled |= set(own.loc[~by_machine, "segment_id"])
        side = as_read(own).map(tie.direction).map(SIDE)[by_machine].dropna()
        sides |= dict(zip(own.loc[side.index, "segment_id"], side, strict=True))
    return settled, sides


def encoded(encode: Encode, texts: list[str]) -> dict[str, np.ndarray]:
    """The vector of each text, all of them encoded at once."""
    own = list(dict.fromkeys(texts))
    return dict(zip(own, unit(np.asarray(encode(own))), strict=True)) if own else {}


def nearness(passages: Passages, asked: list[Queries], known: dict[str, np.ndarray]) -> np.ndarray:
    """How near each unit is to what each of `asked` looks for, (units, asked), in standard deviations.

    A unit is as near as the nearest of its texts is to the wording, the examples, the opposing examples and (with
    SAID_WEIGHT) the contrary as people would say it, together: an encoder hears what a sentence is about and hardly
    which side it takes, and texts of the other side say so. What is near to everything is near to nothing (a hub;
    Radovanovic, M., et al. (2010), Journal of Machine Learning Research, 11, 2487-2531): how near a text is to one of
    these is told beside how near all texts are, and how near a unit is to one finding beside how near it is to the
    others.
    """
    found = np.column_stack([_near(passages, one, known) for one in asked])
    _standardise(found)
    others = (found.sum(axis=1, keepdims=True) - found) / len(asked)
    return found - others


def likely(near: np.ndarray, heard: np.ndarray) -> np.ndarray:
    """How likely each unit is to speak of each finding, (units, findings): by what its words are near to and by the
    codes the machine hears in it, each in standard deviations and counted alike. Both are put in deviations in place.
    """
    _standardise(near)
    _standardise(heard)
    return near + heard


def _near(passages: Passages, asked: Queries, known: dict[str, np.ndarray]) -> np.ndarray:
    texts = list(dict.fromkeys(itertools.chain(*asked)))  # each once: those of the other side are examples too
    similarity = passages.vectors @ np.vstack([known[text] for text in texts]).T  # (V, Q)
    _standardise(similarity)
    column = {text: at for at, text in enumerate(texts)}
    of_texts = np.zeros(len(passages.vectors))
    for wanted, weight in ((asked.wording, 1), (asked.examples, 1), (asked.opposing, 1), (asked.said, SAID_WEIGHT)):
        if wanted:
            of_texts += weight * similarity[:, [column[text] for text in wanted]].max(axis=1)
    found = np.full(len(passages.ids), -np.inf)
    np.maximum.at(found, passages.units, of_texts)
    return found


def _standardise(columns: np.ndarray) -> None:
    """Put deviations from each column's mean, in standard deviations, in the place of its values."""
    columns -= columns.mean(axis=0)
    blocks = (columns[start : start + BLOCK] for start in range(0, len(columns), BLOCK))
    spread = np.sqrt(sum(np.square(block).sum(axis=0) for block in blocks) / len(columns))
    columns /= np.where(spread > 0, spread, 1)


def nearest(ids: list[str], near: np.ndarray, left_out: set[str], least: int) -> list[tuple[str, float]]:
    """The `least` units with the highest of `near`, (units,), and how near they are; of equals the first by id."""
    places = (at for at, one in enumerate(ids) if one not in left_out)
    return [(ids[at], float(near[at])) for at in heapq.nsmallest(least, places, key=lambda at: (-near[at], ids[at]))]
