# ruff: noqa: E501 (the files of a study read best as they are)
"""A small invented study (neighbourhood orchards) whose tables are already there: 40 respondents, 11 notes."""

import shutil
from pathlib import Path

import pandas as pd
import pytest

from pipeline.coding.saturation import saturation_curve
from pipeline.findings import report
from pipeline.study import Study, fingerprint
from pipeline.tables import declared_columns
from tests.once import made_once

CODEBOOKS = {
    "survey.yaml": """
title: {en: Orchard survey, fr: Sondage sur les vergers}
producer: {en: The orchard team, fr: L’équipe des vergers}
abstract: {en: Neighbours of three orchards., fr: Le voisinage de trois vergers.}
population: {en: neighbours, fr: le voisinage}
encoding: utf-8
answers:
  yes_no:
    - {raw: 1, clean: 1, label: {en: "Yes", fr: Oui}}
    - {raw: 2, clean: 0, label: {en: "No", fr: Non}}
  side:
    - {raw: 1, clean: 1, label: {en: Hill, fr: Colline}}
    - {raw: 2, clean: 2, label: {en: Shore, fr: Rive}}
    - {raw: 3, clean: 3, label: {en: Island, fr: Île}}
variables:
  - {name: record_id, kind: identifier, raw: ID, label: {en: Record, fr: Enregistrement}, question: {en: Record, fr: Enregistrement}}
  - {name: side, kind: category, raw: SIDE, answers: side, label: {en: Side, fr: Côté}, question: {en: Side?, fr: "Côté?"}}
  - {name: picked, kind: category, raw: PICKED, answers: yes_no, label: {en: Picked fruit, fr: A cueilli}, question: {en: Picked?, fr: "Cueilli?"}}
  - {name: met, kind: category, raw: MET, answers: yes_no, label: {en: Met neighbours, fr: A rencontré}, question: {en: Met?, fr: "Rencontré?"}}
  - {name: weight, kind: weight, label: {en: Weight, fr: Poids}}
drop:
  - {reason: test, label: {en: Test of the form, fr: Essai du formulaire}, any: [{variable: ID, equals: T1}]}
breakdowns:
  - {name: side, variable: side, label: {en: Side of the river, fr: Côté de la rivière}}
indicators:
  - name: picked_fruit
    kind: share
    label: {en: Picked fruit, fr: Ont cueilli des fruits}
    variables: [picked]
    counts: [1]
    base: {en: neighbours who answered, fr: voisins ayant répondu}
  - name: met_neighbours
    kind: share
    label: {en: Met neighbours, fr: Ont rencontré des voisins}
    variables: [met]
    counts: [1]
    base: {en: neighbours who answered, fr: voisins ayant répondu}
""",
    "themes.yaml": """
themes:
  - {id: A, label: {en: Use, fr: Usage}}
codes:
  - {id: A1_fruit, theme: A, label: {en: Fruit to eat, fr: Fruits à manger}, definition: {en: Picks and eats., fr: Cueille et mange.}}
  - {id: A2_company, theme: A, label: {en: Company, fr: Compagnie}, definition: {en: Meets people., fr: Rencontre des gens.}}
""",
    "evaluation.yaml": """
respondents: {en: neighbours, fr: voisins}
groups:
  neighbour: {en: neighbours, fr: les voisins}
  gardener: {en: gardeners, fr: les jardiniers}
  Hill: {en: the Hill, fr: la Colline}
  Shore: {en: the Shore, fr: la Rive}
themes:
  - {id: use, label: {en: Use, fr: Usage}}
questions:
  - {id: Q1, theme: use, text: {en: Are the orchards used?, fr: Les vergers servent-ils?}}
findings:
  - {id: K1, question: Q1, kind: common, statement: {en: Most neighbours pick fruit., fr: La plupart des voisins cueillent.},
     indicators: [{indicator: picked_fruit, at_least: 50, bearing: direct}], codes: [{code: A1_fruit, supports: supportive, bearing: part}], claims: [C1]}
  - {id: K2, question: Q1, kind: works, statement: {en: The orchards bring people together., fr: Les vergers rassemblent.},
     codes: [{code: A2_company, supports: supportive, bearing: direct}]}
""",
}
DOCUMENT = """
title: {en: Orchards of three shores, fr: Vergers de trois rives}
subtitle: {en: Findings of a test, fr: Constats d’un essai}
authors: {en: The orchard team, fr: L’équipe des vergers}
date: "2022-01-01"
speakers:
  neighbour: {en: A neighbour, fr: Un voisin}
  gardener: {en: A gardener, fr: Une jardinière}
regions:
  Hill: {en: Hill, fr: Colline}
  Shore: {en: Shore, fr: Rive}
headings:
  neighbour: {en: Neighbours, fr: Voisins}
  gardener: {en: Gardeners, fr: Jardiniers}
claims:
  C1: {en: Neighbours who picked fruit (about), fr: Voisins qui ont cueilli (environ)}
key_figures: [{claim: C1}]
"""
PARAMS = """
study: {seed: 1, disclosure_threshold: 5, synthetic: true}
survey: {export: survey/answers.csv, population_margins: survey/margins.csv}
notes: {manifest: interviews/manifest.csv}
coding: {coders: coding}
triangulation: {published: published/figures.csv}
"""
CHAPTERS = {
    "01-summary.en.md": "# Summary {#summary}\n\nOf those asked, {{ share('picked_fruit') }} picked fruit.\n\n{{ key_figures() }}\n",
    "01-summary.fr.md": "# Sommaire {#summary}\n\n{{ share('picked_fruit') }} ont cueilli des fruits.\n\n{{ key_figures() }}\n",
    "02-use.en.md": "# Use {#use}\n\n{{ finding('K1') }} {{ raised('K1') }} say so.\n\n{{ quote('NB-01#2') }}\n\n{{ quotes('K2', 2) }}\n\n"
    "{{ figure('indicators') }}\n\n{{ joint_display('use') }}\n",
    "02-use.fr.md": "# Usage {#use}\n\n{{ finding('K1') }} {{ raised('K1') }} le disent.\n\n{{ quote('NB-01#2') }}\n\n{{ quotes('K2', 2) }}\n\n"
    "{{ figure('indicators') }}\n\n{{ joint_display('use') }}\n",
}  # fmt: skip


def respondents() -> pd.DataFrame:
    """24 of 36 picked fruit (4 gave no answer); the Island has three respondents only."""
    rows = []
    for at in range(40):
        side = 3 if at < 3 else (1 if at < 24 else 2)
        picked = None if at >= 36 else (1 if at % 3 else 0)
        rows.append({"record_id": f"R{at:02d}", "side": side, "picked": picked, "met": at % 2, "weight": 2.0})
    return pd.DataFrame(rows)


def indicators(frame: pd.DataFrame) -> pd.DataFrame:
    from statsmodels.stats.proportion import proportion_confint

    rows = []
    for name, variable in (("picked_fruit", "picked"), ("met_neighbours", "met")):
        groups = [("overall", "all", frame)] + [("side", str(side), part) for side, part in frame.groupby("side")]
        for breakdown, group, part in groups:
            valid = part[variable].dropna()
            low, high = proportion_confint(valid.sum(), len(valid), method="wilson")
            hidden = breakdown != "overall" and len(valid) < 5
            cells = [valid.sum(), len(valid), 100 * valid.mean(), 100 * low, 100 * high, 100 * valid.mean()]
            rows.append([name, breakdown, group, *([None] * 6 if hidden else cells), hidden])
    columns = ["indicator", "breakdown", "group", "numerator", "denominator", "percent", "ci_low", "ci_high"]
    return pd.DataFrame(rows, columns=[*columns, "weighted_percent", "suppressed"])


NOTES = [(f"NB-{n:02d}", "neighbour", "Hill", "en") for n in range(1, 7)] + [
    (f"GA-{n:02d}", "gardener", "Shore" if n < 4 else "Hill", "fr") for n in range(1, 6)
]
SAID = {
    "en": ("I pick plums every [place 1] summer, cost: nothing.", "I met my neighbours under the pear tree, all of them."),
    "fr": ("Je cueille des prunes : 12 000 par été, \"gratis\"!", "J'ai rencontré mes voisins sous le poirier, tous."),
}  # fmt: skip


def build(root: Path) -> Study:
    study = Study(root)
    for name, text in CODEBOOKS.items():
        _write(root / "codebooks" / name, text)
    _write(root / "params.yaml", PARAMS)
    _write(root / "reports/chapters/document.yaml", DOCUMENT)
    for name, text in CHAPTERS.items():
        _write(root / "reports/chapters" / name, text)
    frame = respondents()
    raw = ["ID,SIDE,PICKED,MET"] + [
        f"{row.record_id},{row.side},{'' if pd.isna(row.picked) else 2 - int(row.picked)},{2 - row.met}"
        for row in frame.itertuples()
    ]
    _write(root / "raw/survey/answers.csv", "\n".join([*raw, "T1,1,1,1"]) + "\n")
    _write(root / "raw/interviews/manifest.csv", "note_id,file\n")
    _write(root / "raw/survey/margins.csv", "margin,category,population\n")
    _write(root / "raw/published/figures.csv", "claim,section,value,unit,precision,base,indicator,restates,statement\n"
           "C1,results,65,percent,approximate,neighbours,picked_fruit,,Neighbours who picked fruit\n")  # fmt: skip
    turns, segments, codings = [], [], []
    for note, group, region, language in NOTES:
        _write(
            root / f"raw/interviews/{note}.txt",
            f"Q: Tell me.\nA: {SAID[language][0]}\nQ: And?\nA: {SAID[language][1]}\n",
        )
        for turn, code, text in ((2, "A1_fruit", SAID[language][0]), (4, "A2_company", SAID[language][1])):
            key = f"{note}#{turn}"
            turns.append([note, turn, "A", "participant", None, None, language, text])
            segments.append([key, note, turn, group, region, language, text, "And?", "P1", fingerprint(text)])
            codings.append([key, note, turn, code, 0.9, "assigned", "ana" if note < "GA-03" else "machine", "supportive",
                            None, None, "notes"])  # fmt: skip
    notes = [note for note, *_ in NOTES]
    with study.writing() as writing:
        out = Filled(writing)
        out.table("survey/respondents", frame)
        log = pd.DataFrame(
            [["T1", None, None, None, "drop:test"]], columns=["record_id", "variable", "raw", "clean", "rule"]
        )
        out.table("survey/cleaning_log", log)
        out.table("survey/indicators", indicators(frame))
        out.table("notes/status", pd.DataFrame(
            [[note, f"interviews/{note}.txt", group, region, "read", 4, "document", None] for note, group, region, _ in NOTES],
            columns=["note_id", "file", "stakeholder", "region", "status", "turns", "origin", "message"],
        ))  # fmt: skip
        columns = ["note_id", "turn", "speaker", "role", "start_s", "end_s", "language", "text"]
        out.table("notes/turns", pd.DataFrame(turns, columns=columns))
        columns = ["segment_id", "note_id", "turn", "stakeholder", "region", "language", "text", "question", "speaker",
                   "fingerprint"]  # fmt: skip
        segments = pd.DataFrame(segments, columns=columns)
        out.table("notes/segments", segments)
        columns = ["segment_id", "note_id", "turn", "code", "score", "decision", "origin", "stance", "rationale", "priority",
                   "source"]  # fmt: skip
        coded = pd.DataFrame(codings, columns=columns)
        out.table("coding/codings", coded)
        out.table("coding/saturation", saturation_curve(coded[["note_id", "code"]], notes, 4, 2, 1))
        out.table("coding/reliability", pd.DataFrame(
            [["all", "ana", "ben", 20, 0.8, 0.75, 0.6, 0.9], ["A1_fruit", "ana", "ben", 20, 0.8, 0.7, 0.5, 0.9]],
            columns=["code", "coder_a", "coder_b", "n", "alpha", "kappa", "ci_low", "ci_high"],
        ))  # fmt: skip
        out.table("coding/agreement", pd.DataFrame(
            [["people and people", "all", "all", 20, 0.75, 0.6, 0.9], ["machine and people", "all", "all", 24, 0.7, 0.5, 0.9],
             ["machine and people", "stance", "documents", 12, 0.07, None, None]],
            columns=["between", "part", "group", "units", "kappa", "ci_low", "ci_high"],
        ).assign(pairs=1, notes=4))  # fmt: skip
        out.table("triangulation/published", pd.DataFrame([{
            "claim": "C1", "published": 65.0, "recomputed": 66.7, "n": 36.0, "verdict": "rounding", "grim": None,
            "note_en": "The data give 66.7% of 36.", "note_fr": "Les données donnent 66,7 % sur 36.",
        }]))  # fmt: skip
        _triangulated(out, segments)
    return study


def _triangulated(out, segments: pd.DataFrame) -> None:
    def row(finding: str, en: str, fr: str, indicators: str | None, codes: str, notes: int) -> dict:
        fixed = {
            "finding_id": finding, "question": "Q1", "theme": "use", "finding_en": en, "finding_fr": fr,
            "indicators": indicators, "codes": codes, "claims": None, "convergence": "agreement", "silent": None,
            "carried_by": "neighbour;Hill", "contested_by": None, "reason_en": "Agreement: 11 notes for.",
            "reason_fr": "Concordance : 11 notes pour.", "robustness": 0.9, "n_notes": notes, "n_groups": 2,
            "standing": "well supported", "confidence": "high", "notes_reading": "supports, firm", "kind": "works", "form": "assert",
            "headline_en": "It holds.", "headline_fr": "C’est établi.", "one_sided": False, "searched": 0, "accepted": 0,
            "n_participants": notes, "n_people_for": notes, "n_people_against": 0, "n_people_between": 0,
            "n_outsiders_for": notes, "n_outsiders_against": 0, "n_outsiders_between": 0,
            "breaks_en": None, "breaks_fr": None, "n_notes_for": notes,
        }  # fmt: skip
        return fixed

    matrix = pd.DataFrame(
        [row("K1", "Most neighbours pick fruit.", "La plupart des voisins cueillent.", "picked_fruit", "A1_fruit", 11),
         row("K2", "The orchards bring people together.", "Les vergers rassemblent.", None, "A2_company", 11)]
    )  # fmt: skip
    out.table("triangulation/matrix", matrix)
    rows = [["E-K1-S", "K1", "survey", "survey/answers.csv", "picked_fruit", "67%", "supports", "indicator", True]]
    for segment in segments.itertuples():
        finding, code = ("K1", "A1_fruit") if segment.turn == 2 else ("K2", "A2_company")
        rows.append([f"E-{finding}-N-{segment.segment_id}", finding, "notes", segment.segment_id, code, segment.text,
                     "supports", "segment", None])  # fmt: skip
    columns = [
        "evidence_id",
        "finding_id",
        "strand",
        "source",
        "detail",
        "value_or_quote",
        "direction",
        "kind",
        "clear",
    ]
    out.table("triangulation/evidence", pd.DataFrame(rows, columns=columns).assign(bearing="direct"))
    out.table("triangulation/negative_cases", pd.DataFrame(
        columns=["finding_id", "rank", "evidence_id", "source", "direction", "value_or_quote"]))  # fmt: skip
    joint = {"finding_id": ["K1", "K2"], "question": "Q1", "theme": "use"}
    for column in declared_columns("triangulation/joint_display", ["en", "fr"]):
        joint.setdefault(column, "It can be stated.")
    out.table("triangulation/joint_display", pd.DataFrame(joint))


class Filled:
    """Writes tables with the declared columns that do not matter here filled in, so that they follow tables.py."""

    def __init__(self, out):
        self.out = out

    def table(self, name: str, frame: pd.DataFrame) -> None:
        for column, declared in declared_columns(name, ["en", "fr"]).items():
            if column not in frame:
                allowed = [
                    list(check.statistics["allowed_values"]) for check in declared.checks if check.name == "isin"
                ]
                kind = str(declared.dtype)
                zero = 0 if kind.startswith(("int", "float")) else (False if kind.startswith("bool") else "")
                frame[column] = None if declared.nullable else (sorted(allowed[0])[0] if allowed else zero)
        self.out.table(name, frame)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


@pytest.fixture(scope="session")
def built(tmp_path_factory) -> Path:
    return build(tmp_path_factory.mktemp("orchards")).root


@pytest.fixture(scope="session")
def reported(built, tmp_path_factory) -> Study:
    """The study with its documents written: to read, not to change."""

    def make(root: Path) -> None:
        shutil.copytree(built, root, dirs_exist_ok=True)
        report.run(Study(root))

    return Study(made_once(tmp_path_factory, "reported", make))


@pytest.fixture
def study(built, tmp_path) -> Study:
    """A copy of the study that a test may change."""
    shutil.copytree(built, tmp_path / "study")
    return Study(tmp_path / "study")


@pytest.fixture
def drawn(study, reported) -> Study:
    """The same with the figures and typefaces of the study as it was reported: to write documents of it."""
    shutil.copytree(reported.cache, study.cache, dirs_exist_ok=True)
    return study
