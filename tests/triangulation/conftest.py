"""The small study of the tool libraries with tables made here: 40 members, eight notes, no earlier stage run."""

import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from ruamel.yaml import YAML

from pipeline.study import Study, fingerprint
from pipeline.survey import measure
from pipeline.triangulation import reconcile, triangulate
from tests.once import made_once

ROOT = Path(__file__).parents[2]
NOTES = pd.read_csv(ROOT / "tests/study/raw/interviews/manifest.csv")
STANCES = {"T4_hours_access": "critical", "T6_volunteer_load": "critical"}  # everything else is spoken of with favour


def respondents(n: int = 40) -> pd.DataFrame:
    """Of 40: 30 saved money, 12 learned to repair, 24 find it open; two did not say whether they saved."""
    at = np.arange(n)
    return pd.DataFrame(
        {
            "record_id": [f"M{one:03d}" for one in at],
            "weight": np.where(at % 2 == 0, 13.0, 7.0),
            "interface_lang": "en",
            "district": np.where(at % 2 == 0, "East", "West"),
            "saved": pd.array([None if one >= 38 else 5 if one < 30 else 2 for one in at], dtype="Int64"),
            "learned": pd.array([4 if one < 12 else 1 for one in at], dtype="Int64"),
            "needed": pd.array([4] * n, dtype="Int64"),
            "open_enough": pd.array([4 if one < 24 else 2 for one in at], dtype="Int64"),
            "visits": 2.0,
            "renews": pd.array([1] * n, dtype="Int64"),
            "comment": "",
        }
    )


def segments() -> pd.DataFrame:
    """Turns 2 to 16 of each note: the participants', counted as in a note with an interviewer."""
    rows = [
        (f"{note.note_id}#{turn}", note.note_id, turn, note.stakeholder, note.region, note.language)
        for note in NOTES.itertuples()
        for turn in range(2, 18, 2)
    ]
    table = pd.DataFrame(rows, columns=["segment_id", "note_id", "turn", "stakeholder", "region", "language"])
    table["text"] = "What was said in " + table["segment_id"]
    return table.assign(question=None, speaker="P1", fingerprint=[fingerprint(text) for text in table["text"]])


def coded(rows: list[tuple], origin: str = "ana") -> pd.DataFrame:
    """Codings from (segment, code) or (segment, code, stance)."""
    table = pd.DataFrame([(*row, None)[:3] for row in rows], columns=["segment_id", "code", "stance"])
    table["stance"] = table["stance"].fillna(table["code"].map(STANCES)).fillna("supportive")
    return table.assign(
        note_id=table["segment_id"].str.split("#").str[0],
        turn=table["segment_id"].str.split("#").str[1].astype(int),
        score=0.9,
        decision="assigned",
        origin=origin,
        rationale=None,
        priority=None,
        source="notes",
    )


CODINGS = [
    *[(f"{note}#4", "T1_saving") for note in ("BOR-01", "BOR-02", "BOR-03", "MUN-01")],
    *[(f"{note}#6", "T2_repair_skills") for note in ("BOR-01", "VOL-01", "VOL-02", "MUN-02")],
    *[(f"{note}#8", "T3_neighbours") for note in ("BOR-01", "BOR-03")],
    ("BOR-02#8", "T3_neighbours", "critical"),
    ("BOR-04#8", "T3_neighbours", "critical"),
    *[(f"{note}#10", "T6_volunteer_load") for note in ("VOL-01", "VOL-02")],
    ("BOR-01#12", "T4_hours_access"),
    ("BOR-04#12", "T4_hours_access"),
    ("MUN-01#12", "T4_hours_access", "supportive"),
]


def write_tables(study: Study, **tables: pd.DataFrame) -> None:
    with study.writing() as out:
        for name, table in tables.items():
            out.table(name.replace("__", "/"), table)


def edit_params(study: Study, **settings) -> Study:
    """The study with other settings of triangulation."""
    path = study.root / "params.yaml"
    yaml = YAML()
    params = yaml.load(path.read_text(encoding="utf-8"))
    params["triangulation"].update(settings)
    with path.open("w", encoding="utf-8") as file:
        yaml.dump(params, file)
    return Study(study.root)


def without_tables(folder: Path) -> Study:
    """Codebooks, parameters and raw files, no table."""
    shutil.copytree(ROOT / "tests/study", folder, dirs_exist_ok=True)
    for path in (folder / "raw/coding").iterdir():
        path.unlink()
    return Study(folder)


def with_tables(study: Study) -> Study:
    """With a survey, coded notes and reconciled figures: ready for `triangulate`."""
    write_tables(study, survey__respondents=respondents(), notes__segments=segments(), coding__codings=coded(CODINGS))
    measure.run(study)
    reconcile.run(study)
    return study


@pytest.fixture
def bare(tmp_path) -> Study:
    return without_tables(tmp_path)


@pytest.fixture(scope="session")
def ready(tmp_path_factory) -> Study:
    """With its tables, made once: measuring takes longer than all that is tested here."""
    return Study(made_once(tmp_path_factory, "ready", lambda folder: with_tables(without_tables(folder))))


@pytest.fixture
def study(ready, tmp_path) -> Study:
    """A copy of it, to change."""
    shutil.copytree(ready.root, tmp_path, dirs_exist_ok=True)
    return Study(tmp_path)


@pytest.fixture(scope="session")
def done(ready, tmp_path_factory) -> Study:
    """Triangulated once, for tests that only look."""

    def make(folder: Path) -> None:
        shutil.copytree(ready.root, folder, dirs_exist_ok=True)
        triangulate.run(Study(folder))

    return Study(made_once(tmp_path_factory, "done", make))
