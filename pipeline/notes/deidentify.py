"""Stage `deidentify`, the gate: what identifies people, organisations and places leaves notes and open answers.

Everything after this stage reads what it wrote, never what it read. What undoes the pseudonyms is private/key.csv.
"""

import sys

import pandas as pd

from pipeline.language import language_name
from pipeline.notes import document_passages
from pipeline.notes.corrections import compare, read_ledger
from pipeline.notes.deidentifier import Gate, Passing, kept_names
from pipeline.notes.language_models import caseless, without_model
from pipeline.notes.passages import visible
from pipeline.notes.registers import open_tables, register_names
from pipeline.study import Study, StudyError, as_typed, fingerprint, write_csv
from pipeline.tables import DataFrame
from pipeline.tables.notes import Segments

SEGMENTS = [
    "segment_id", "note_id", "turn", "stakeholder", "region", "language", "text", "question", "speaker", "fingerprint",
]  # fmt: skip
OPEN_ANSWERS = ["segment_id", "record_id", "variable", "language", "text"]


def run(study: Study) -> None:
    """Write notes/segments, notes/corrections, survey/open_answers, survey/respondents, documents/passages,
    documents/documents, admin/* and the key.

    A study may lack any of them.
    """
    turns = _table(study, "notes/turns", ["note_id", "turn", "speaker", "role", "language", "text"])
    status = _table(study, "notes/status", ["note_id", "stakeholder", "region", "status"])
    answers = _table(study, "survey/answers", ["record_id", "variable", "language", "text"])
    answers = answers.assign(text=answers["text"].map(visible))

    withdrawn = set(status.loc[status["status"].eq("withdrawn"), "note_id"])
    ledger = read_ledger(study)
    ledger = ledger[~ledger["note_id"].isin(withdrawn)].reset_index(drop=True)  # nothing of such a note goes on
    lost = earlier(ledger, turns, study.languages[0])
    paragraphs, register = document_passages.read(study)
    documents = document_passages.passing(paragraphs, register)
    texts = [*passing(turns, answers), *lost.values(), *documents]
    unread = unread_languages(texts)
    gate = Gate(study, texts, _table(study, "notes/present", ["note_id", "name"])["name"])
    made = {"notes/segments": segments(turns, status, gate), "survey/open_answers": open_answers(answers, gate)}
    ledger["text"] = [
        gate.text(row.text, row.note_id) if row.Index in lost else row.text for row in ledger.itertuples()
    ]
    made["notes/corrections"] = against_ledger(made["notes/segments"], ledger)
    if study.has_table("survey/cleaned"):
        cleaned = study.table("survey/cleaned")
        made["survey/respondents"] = respondents(cleaned, answers, made["survey/open_answers"])
    if len(register):
        made["documents/passages"] = document_passages.passages(paragraphs, register, gate)
        made["documents/documents"] = document_passages.described(register, gate)
    made |= open_tables(study, register_names(study), gate.key, kept_names(study))

    with study.writing() as out:
        for name, frame in made.items():
            out.table(name, frame)
        write_csv(gate.key.frame(), out.path("private/key.csv"))
        write_csv(replaced(gate), out.path("private/names.csv"))
    for said in unread:
        print(as_typed(said), file=sys.stderr)


def unread_languages(texts: list[Passing]) -> list[str]:
    """A sentence for each language whose names no model of it looks for.

    Raises StudyError for a text in such a language whose script has no capitals: nothing would show its names.
    """
    said = []
    for language in without_model(text.language for text in texts):
        here = [text for text in texts if text.language == language]
        if hidden := next((text for text in here if caseless(text.text)), None):
            raise StudyError(
                f"note or record {hidden.note}",
                f"a text in {language_name(language, 'en')}: no spaCy model of it is installed, and its script has no "
                "capitals by which names could be found",
                f"the package {language}_core_news_sm",
                "Install it, or take the text out: nothing leaves that was not looked through.",
            )
        said.append(
            f"{language_name(language, 'en')}: no spaCy model of it is installed for {len(here)} texts, so every "
            "capitalised word inside a sentence was replaced, and small or opening words are known by the lists and "
            "the other languages' models. Look through them (`python -m pipeline names`), or install "
            f"{language}_core_news_sm."
        )
    return said


def replaced(gate: Gate) -> pd.DataFrame:
    """Columns name, kind, times, notes (the first few): what was replaced, for `python -m pipeline names`."""
    rows = [
        (name, kind, len(notes), "; ".join(list(dict.fromkeys(notes))[:5]))
        for (name, kind), notes in sorted(gate.replaced.items())
    ]
    return pd.DataFrame(rows, columns=["name", "kind", "times", "notes"])


def earlier(ledger: pd.DataFrame, turns: pd.DataFrame, main: str) -> dict[int, Passing]:
    """Turns of the ledger that the notes do not hold any more, by their row: they go through the gate again, which may
    know more names than on the day they were noted. main: the language of a note that is gone whole."""
    language = turns.groupby("note_id")["language"].first()
    gone = ledger[~ledger["fingerprint"].isin(turns["text"].map(fingerprint))]
    return {row.Index: Passing(row.text, language.get(row.note_id, main), row.note_id) for row in gone.itertuples()}


def against_ledger(segments: DataFrame[Segments], ledger: pd.DataFrame) -> pd.DataFrame:
    """What was corrected since people began to code, in the notes that the ledger knows."""
    return compare(ledger, segments[segments["note_id"].isin(ledger["note_id"])])


def _table(study: Study, name: str, columns: list[str]) -> pd.DataFrame:
    return study.table(name) if study.has_table(name) else pd.DataFrame(columns=columns)


def passing(turns: pd.DataFrame, answers: pd.DataFrame) -> list[Passing]:
    """Every text that goes through the gate, in order; a note or record is what short names are read within."""
    rows = [
        Passing(row.text, row.language, row.note_id, row.role == "interviewer", _text(row.speaker))
        for row in turns.itertuples()
    ]
    return rows + [Passing(row.text, row.language, str(row.record_id)) for row in answers.itertuples()]


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def segments(turns: pd.DataFrame, status: pd.DataFrame, gate: Gate) -> pd.DataFrame:
    """Participants' turns, de-identified, each with the interviewer's turn before it in its note."""
    about = status.set_index("note_id")
    rows, question, note = [], None, None
    for turn in turns.itertuples():
        question = question if turn.note_id == note else None
        note = turn.note_id
        text = gate.text(turn.text, note)
        if turn.role == "interviewer":
            question = text
            continue
        stakeholder, region = about.at[note, "stakeholder"], about.at[note, "region"]
        speaker = gate.speaker(_text(turn.speaker), note)
        identity = (f"{note}#{turn.turn}", note, turn.turn, stakeholder, region, turn.language)
        rows.append((*identity, text, question, speaker, fingerprint(turn.text)))
    return pd.DataFrame(rows, columns=SEGMENTS)


def open_answers(answers: pd.DataFrame, gate: Gate) -> pd.DataFrame:
    """Open survey answers, de-identified."""
    made = answers.assign(
        segment_id=[f"{row.record_id}#{row.variable}" for row in answers.itertuples()],
        text=[gate.text(row.text, str(row.record_id)) for row in answers.itertuples()],
    )
    return made[OPEN_ANSWERS]


def respondents(cleaned: pd.DataFrame, answers: pd.DataFrame, answered: pd.DataFrame) -> pd.DataFrame:
    """Cleaned respondents with their open answers as columns, before the flags and the weight."""
    if answered.empty:
        return cleaned
    wide = answered.pivot(index="record_id", columns="variable", values="text")
    wide = wide[list(dict.fromkeys(answers["variable"]))].reset_index()
    joined = cleaned.merge(wide, on="record_id", how="left")
    last = [column for column in cleaned.columns if column.startswith("flag_") or column == "weight"]
    return joined[[column for column in joined.columns if column not in last] + last]
