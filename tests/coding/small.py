"""A study of six short notes on a tool library, put together by hand: what the tests of this room run on."""

import shutil
from pathlib import Path

import pandas as pd

from pipeline.decisions.read import read
from pipeline.decisions.reading import Reading, readings
from pipeline.decisions.units import of_notes
from pipeline.study import Study

SMALL = Path(__file__).parents[1] / "study"
SAID = [  # code, English, French
    (
        "T1_saving",
        "I paid five dollars and a new drill is two hundred.",
        "Emprunter la perceuse coûte dix fois moins cher.",
    ),
    (
        "T2_repair_skills",
        "They showed me how to mend my own bicycle.",
        "On m'a montré comment réparer mon grille-pain.",
    ),
    ("T3_neighbours", "I met the people next door at the bench.", "J'ai rencontré ma voisine à l'atelier."),
    (
        "T4_hours_access",
        "It is closed whenever I come home from work.",
        "C'est fermé le soir, je ne peux jamais y aller.",
    ),
    ("T5_less_waste", "Fewer broken mowers end up in the dump now.", "On jette moins de tondeuses au dépotoir."),
    ("", "Good morning, I live on the third floor.", "Bonjour, j'habite au troisième étage."),
]
NOTES = {"BOR-01": "en", "BOR-02": "fr", "BOR-03": "en", "MUN-01": "fr", "VOL-01": "en", "VOL-02": "fr"}
GROUPS = {"BOR": "borrower", "MUN": "city", "VOL": "volunteer"}


def segments() -> pd.DataFrame:
    rows = []
    for number, (note, language) in enumerate(NOTES.items()):
        for index, (_, english, french) in enumerate(SAID):
            text = f"{english if language == 'en' else french} {'Yes, really.' * (number % 3)}".strip()
            rows.append(
                {
                    "segment_id": f"{note}#{2 * index + 2}",
                    "note_id": note,
                    "turn": 2 * index + 2,
                    "stakeholder": GROUPS[note[:3]],
                    "region": "north" if number % 2 else "south",
                    "language": language,
                    "text": text,
                    "question": "And what else?" if index else None,
                    "speaker": "P1",
                    "fingerprint": f"f{number}{index}",
                }
            )
    return pd.DataFrame(rows)


def units() -> pd.DataFrame:
    return of_notes(segments(), {})


def people(study: Study) -> dict[str, Reading]:
    """What people's decisions under raw/coding come to."""
    return readings(read(study))


def codings() -> pd.DataFrame:
    """What the machine would say: all as it was said, but for one code in review in each note."""
    rows = []
    for segment in segments().itertuples():
        code = SAID[segment.turn // 2 - 1][0]
        if code:
            waits = code == "T3_neighbours"
            rows.append(
                {
                    "segment_id": segment.segment_id,
                    "note_id": segment.note_id,
                    "turn": segment.turn,
                    "code": code,
                    "score": 0.4 if waits else 0.9,
                    "decision": "review" if waits else "assigned",
                    "origin": "machine",
                    "stance": "supportive",
                    "rationale": "“met”" if waits else "",
                    "priority": 6 - list(NOTES).index(segment.note_id) if waits else None,
                    "source": "notes",
                }
            )
    return pd.DataFrame(rows)


def coder_rows(notes: list[str], **changed: str) -> pd.DataFrame:
    """One person's coding of whole notes, as it was said; `changed` gives another code for one of `SAID`'s codes."""
    rows = []
    for note in notes:
        for index, (code, _, _) in enumerate(SAID):
            rows.append({"note_id": note, "turn": 2 * index + 2, "code": changed.get(code, code), "stance": "neutral"})
    return pd.DataFrame(rows)


def small_study(root: Path) -> Study:
    """The study with its tables, one coder (ana, three notes) and no topics yet."""
    shutil.copytree(SMALL / "codebooks", root / "codebooks")
    shutil.copy(Path(__file__).parents[2] / "params.yaml", root / "params.yaml")
    (root / "raw" / "coding").mkdir(parents=True)
    study = Study(root)
    coder_rows(["BOR-01", "BOR-02", "MUN-01"]).to_csv(root / "raw/coding/ana.csv", index=False)
    with study.writing() as out:
        out.table("notes/segments", segments())
        out.table("coding/units", units())
        out.table("coding/codings", codings())
    return study
