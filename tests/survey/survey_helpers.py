"""Where things are, and a study around one export."""

import shutil
from pathlib import Path

import pandas as pd

from pipeline.study import Study
from pipeline.survey import clean

ROOT = Path(__file__).parents[2]
PEERS = ROOT.parent / "shared/peers/survey_formats"


def study_in(folder: Path, export: Path | None = None) -> Study:
    """A study with the project's codebook and margins, and `export` (the project's own if none is given)."""
    for name in ("codebooks/survey.yaml", "params.yaml", "raw/survey/population_margins.csv"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, folder / name)
    export = export or ROOT / "raw/survey/employer_survey.sav"
    shutil.copy(export, folder / "raw/survey" / export.name)
    text = (folder / "params.yaml").read_text(encoding="utf-8")
    (folder / "params.yaml").write_text(text.replace("employer_survey.sav", export.name), encoding="utf-8")
    return Study(folder)


def clean_with(raw: pd.DataFrame, cells: dict[tuple[str, str], str], folder: Path) -> Study:
    """A study of the export `raw` with some cells (record, column) changed, cleaned."""
    edited = raw.set_index("ResponseId", drop=False).copy()
    for (record, column), value in cells.items():
        edited.loc[record, column] = value
    path = folder / "edited.csv"
    edited.to_csv(path, index=False, encoding="utf-8-sig")
    study = study_in(folder / "study", path)
    clean.run(study)
    return study
