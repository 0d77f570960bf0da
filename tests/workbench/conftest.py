"""A small study on disk for the workbench: four notes in two languages, six codes, machine codings to review."""

import itertools
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pandas as pd
import pytest
import uvicorn

from pipeline.decisions import decision_log
from pipeline.decisions.units import of_notes
from pipeline.language import Words
from pipeline.study import Study, fingerprint
from pipeline.tables import declared_columns
from pipeline.triangulation import triangulate
from pipeline.workbench.app import build as build_app
from pipeline.workbench.app import page_templates
from pipeline.workbench.store import Store
from pipeline.workbench.views.layout import Page
from tests.once import made_once

TOKEN = "a-token-for-tests"

THEMES = """\
# Invented: a library that lends tools.
themes:
  - {id: gain, label: {en: What members gain, fr: Ce que gagnent les membres}}
  - {id: run, label: {en: How it runs, fr: Fonctionnement}}

codes:
  - id: T1_saving   # the oldest code
    theme: gain
    label: {en: Saves money, fr: Fait économiser}
    definition:
      en: "Borrowing spares the cost of buying."
      fr: "Emprunter évite d’acheter."
    use_when: {en: "Money is named.", fr: "On parle d’argent."}
    examples:
      en: ["I paid five dollars.", {text: "Cheap, and I learnt to solder.", also: [T2_repair], stance: supportive}]
      fr: ["Ça m’a coûté cinq piastres."]
  - id: T2_repair
    theme: gain
    label: {en: Repair skills, fr: Savoir réparer}
    definition: {en: "People learn to repair.", fr: "On apprend à réparer."}
  - id: T3_neighbours
    theme: gain
    label: {en: Ties between neighbours, fr: Liens entre voisins}
  - id: T4_hours
    theme: run
    label: {en: Hours and access, fr: Heures et accès}
    not_when: {en: "The place is far (T5_place).", fr: "C’est loin (T5_place)."}
  - id: T5_place
    theme: run
    label: {en: Place, fr: Lieu}
  - id: T6_old
    theme: run
    label: {en: Old, fr: Ancien}
    retired: true
"""

EVALUATION = """\
respondents: {en: members, fr: membres}
groups:
  member: {en: members, fr: membres}
  volunteer: {en: volunteers, fr: bénévoles}
  North: {en: the North, fr: Nord}
  South: {en: the South, fr: Sud}
themes:
  - {id: gain, label: {en: What members gain, fr: Ce que gagnent les membres}}
questions:
  - {id: Q1, theme: gain, text: {en: "What do members gain?", fr: "Que gagnent les membres?"}}
findings:
  - id: F1
    question: Q1
    kind: common
    statement: {en: "Members save money.", fr: "Les membres économisent."}
    codes: [{code: T1_saving, supports: supportive, bearing: direct}]
  - id: F2
    question: Q1
    kind: common
    statement: {en: "It is open when members need it.", fr: "C’est ouvert quand il le faut."}
    codes: [{code: T4_hours, supports: supportive, bearing: direct}]
"""

SENTENCES = {
    "en": [
        "I borrowed a ladder for five dollars instead of buying one, and that was money we kept. 👍🏽",
        "They are closed on Mondays, which is when I am free; nobody told us.",
        "The evening workshop taught my daughter how to solder, and she now mends our lamps.",
        "I met the woman from number twelve there, we look after each other's cats since.",
        "Yes, exactly.",
    ],
    "fr": [
        "J’ai emprunté une sableuse, ça m’a sauvé deux cents piastres; j’en reviens pas.",
        "C’est fermé le lundi, puis c’est loin en autobus quand on a des enfants.",
        "À l’atelier, on m’a montré à affûter un ciseau à bois.",
        "On se connaît entre voisins maintenant, c’est ça qui compte.",
        "Oui, c’est ça.",
    ],
}
SUGGESTED = ["T1_saving", "T4_hours", "T2_repair", "T3_neighbours", None]


def segments(notes: int) -> pd.DataFrame:
    rows = []
    for number in range(1, notes + 1):
        language = ("en", "fr")[number % 2]
        for index, text in enumerate(SENTENCES[language]):
            note, turn = f"N-{number:02d}", 2 * index + 2
            rows.append(
                {
                    "segment_id": f"{note}#{turn}",
                    "note_id": note,
                    "turn": turn,
                    "stakeholder": ("member", "volunteer")[number // 2 % 2],
                    "region": ("North", "South")[number % 2],
                    "language": language,
                    "text": text if notes < 50 else f"{text} ({number})",
                    "question": ("And then?", "Et ensuite?")[number % 2],
                    "speaker": "P1",
                    "fingerprint": fingerprint(note, str(turn), text),
                }
            )
    return pd.DataFrame(rows)


def machine_codings(segments: pd.DataFrame) -> pd.DataFrame:
    rows = []
    for row, code in zip(segments.itertuples(), itertools.cycle(SUGGESTED)):
        if code is None:
            continue
        review = row.turn > 2
        rows.append(
            {
                "segment_id": row.segment_id,
                "note_id": row.note_id,
                "turn": row.turn,
                "code": code,
                "score": 0.55 if review else 0.9,
                "decision": "review" if review else "assigned",
                "origin": "machine",
                "stance": "critical" if code == "T4_hours" else "supportive",
                "rationale": "words like: " + row.text[:20],
                "priority": 1 - row.turn / 100 if review else None,
                "source": "notes",
            }
        )
    return pd.DataFrame(rows)


def topics() -> pd.DataFrame:
    shared = {"terms_fr": "vélo; atelier", "nearest_code": "T2_repair", "similarity": 0.4}
    rows = [
        {"topic": 0, "size": 6, "terms_en": "lamp; solder; mend", "verdict": "candidate", "exemplars": "N-02#6;N-01#6"},
        {"topic": 1, "size": 4, "terms_en": "bike; chain", "verdict": "refines", "exemplars": "N-02#6"},
        {"topic": 2, "size": 3, "terms_en": "cats; street", "verdict": "candidate", "exemplars": "N-02#8"},
        {"topic": 3, "size": 9, "terms_en": "money; dollars", "verdict": "covered", "exemplars": "N-02#2"},
    ]
    return pd.DataFrame([row | shared for row in rows])


def filled(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    """`frame` with what else the table declares: empty, zero or `-`; the workbench does not look at it."""
    for column, declared in declared_columns(name, ["en", "fr"]).items():
        if column not in frame:
            number = str(declared.dtype) in ("int64", "float64")
            frame[column] = None if declared.nullable else 0 if number else "-"
    return frame


def build(root: Path, notes: int = 4) -> Study:
    study = Study(root)
    (root / "codebooks").mkdir(parents=True)
    (root / "codebooks" / "themes.yaml").write_text(THEMES, encoding="utf-8")
    (root / "codebooks" / "evaluation.yaml").write_text(EVALUATION, encoding="utf-8")
    params = "study: {seed: 1, disclosure_threshold: 2}\ncoding: {coders: coding}\ntriangulation: {}\n"
    (root / "params.yaml").write_text(params, encoding="utf-8")
    (root / "raw" / "coding").mkdir(parents=True)
    table = segments(notes)
    with study.writing() as out:
        out.table("notes/segments", table)
        out.table("coding/units", of_notes(table, {}))
        for name, frame in (
            ("coding/codings", machine_codings(table)),
            ("coding/topics", topics()),
        ):
            out.table(name, filled(name, frame))
    triangulate.run(study)
    return study


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_once(tmp_path_factory, "workbench", lambda folder: build(folder / "study")) / "study"


@pytest.fixture
def study(built: Path, tmp_path: Path) -> Study:
    return Study(Path(shutil.copytree(built, tmp_path / "study")))


@pytest.fixture
def decide(study: Study):
    """Writes one decision into the log: `decide("ana", "N-01#2", "T1_saving", stance="mixed")`."""
    by_id = study.table("notes/segments").set_index("segment_id")
    clock = [""]

    def write(who: str, segment_id: str, code: str = "", decision: str = "assigned", **more: object) -> None:
        clock[0] = decision_log.now(clock[0])
        row = by_id.loc[segment_id]
        if "start" in more:
            more["quote"] = row["text"][more["start"] : more["end"]]
        one = decision_log.Decision(
            when=clock[0],
            who=who,
            segment_id=segment_id,
            note_id=row["note_id"],
            turn=row["turn"],
            fingerprint=row["fingerprint"],
            code=code,
            decision=decision,
            **more,
        )
        decision_log.append(study, [one])

    return write


def standing(study: Study) -> pd.DataFrame:
    """What stands in the logs: one row a coder, unit and place."""
    said = [one for one in decision_log.reduced(decision_log.read_lines(study)) if one.counts]
    names = ["coder", "who", "unit_id", "code", "decision", "stance", "start", "end", "quote", "memo", "when"]
    table = pd.DataFrame([[getattr(one, name) for name in names] for one in said], columns=names)
    table = table.rename(columns={"unit_id": "segment_id"}).astype({"start": "Int64", "end": "Int64"})
    return table.sort_values(["coder", "segment_id", "start", "code"], kind="stable").reset_index(drop=True)


@contextmanager
def serving(study: Study) -> Iterator[str]:
    """The address of the workbench of `study`, the token included, without a slash at its end."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    port = listener.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(build_app(Store(study), TOKEN, port), log_level="error"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{port}/{TOKEN}"
    finally:
        server.should_exit = True
        thread.join(timeout=10)
        listener.close()


@pytest.fixture
def served():
    """`with served(study) as address`: the workbench of a study, in this process."""
    return serving


@pytest.fixture
def page_of():
    """`page_of(study, "review", note="N-01")`: a view as Ana sees it, without a server."""

    def page(study: Study, view: str, coder: str = "ana", language: str = "en", **query: str) -> Page:
        return Page(Store(study), Words("workbench", language, study), coder, view, "/t", query, page_templates())

    return page
