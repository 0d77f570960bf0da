"""Command `assistant`: a language model at an address of the user's own codes units, as one more coder.

Off until params.yaml gives an address and a model. Only units from behind the gate are sent, and none while a name of
the key stands in what would be sent. What was asked and every reply are kept under raw/coding/assistants, so that the
stage `decisions` reads the codings again without a server; units that were asked in the same way are not asked again.
"""

import os
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pandas as pd

from pipeline.coding.assistant_prompt import languages_of, message, prompts
from pipeline.coding.assistant_server import Server, is_here
from pipeline.decisions import assistants, read
from pipeline.decisions.assistant_answers import read_reply
from pipeline.decisions.assistants import Answer, Setup
from pipeline.decisions.decision_log import Decision
from pipeline.decisions.themes import ThemesCodebook
from pipeline.decisions.themes_edit import codebook_version
from pipeline.language import Words
from pipeline.notes.leaks import named_in
from pipeline.study import Settings, Study, StudyError, collecting, first_of, following, write_whole
from pipeline.study.appended import append_lines
from pipeline.tables import DataFrame
from pipeline.tables.decisions import Units

MOST_NAMED = 10  # units in one message
FAILURES = 3  # units in a row that the server did not answer: then it is of no use to go on


@dataclass(frozen=True)
class Question:
    """One unit as it is asked about."""

    unit_id: str
    fingerprint: str
    language: str
    message: str


def run(study: Study, sources: list[str], coded_only: bool, most: int, again: bool) -> list[str]:
    """Asks about the units that were not asked about in this way yet; returns what came of it, a sentence a line.

    sources: notes, documents or records; none: all. coded_only: units that people coded, to see agreement first.
    most: at most so many now (0: all). again: ask anew where the last reply could not be read.
    """
    settings = study.params["assistant"]
    name, server = checked(study, settings)
    codebook = study.codebook("themes", ThemesCodebook)
    units = study.table("coding/units")
    setup = Setup(
        model=settings["model"],
        parameters={"seed": int(study.params["study"]["seed"]), **settings["parameters"]},
        prompts=prompts(study, codebook, units["text"]),
        codes=codebook.ids,
        codebook_version=codebook_version(study),
    )
    same_model(study, name, setup)
    questions = questions_of(study, chosen(study, units, sources, coded_only))
    refuse_names(study, setup, questions)
    open_ones = unasked(study, name, setup, questions, again)
    asked = open_ones[:most] if most else open_ones
    if asked:
        keep_setup(study, name, setup)
    unread, error = ask(study, name, setup, server, asked)
    told = [
        f"{len(questions)} units, {len(questions) - len(open_ones)} of them answered before; {len(asked)} asked now.",
        *(
            [f"{len(unread)} replies could not be read and decide nothing: {first_of(unread, MOST_NAMED)}."]
            if unread
            else []
        ),
        f"Kept in {study.relative(assistants.folder(study) / name)}; `dvc repro` takes them in.",
    ]
    if error:
        raise StudyError(error.where, error.found, error.expected, f"{' '.join(told)} Run it again to go on.")
    return told


def checked(study: Study, settings: Settings) -> tuple[str, Server]:
    """The assistant's name and its server. Raises StudyError where params.yaml does not say enough, or too much."""
    where = f"{study.params.file}, assistant"
    if "address" not in settings or "model" not in settings:
        todo = "Give it an address and a model (docs/codebook.md); without them there is no assistant."
        raise StudyError(where, "no address or no model", "both", todo)
    name, address = settings["name"], settings["address"]
    with collecting() as mistakes:
        if urlsplit(address).scheme not in ("http", "https") or not urlsplit(address).hostname:
            mistakes.add(where, f"address {address!r}", "http://HOST:PORT/v1")
        elif not is_here(address) and not settings["outside"]:
            todo = (
                "Words of people who took part would leave it: only with their consent, and then say `outside: true`."
            )
            mistakes.add(where, f"the address {address} is not this machine", todo=todo)
        try:
            Decision(when="", who=name, segment_id="", note_id="", turn=0, decision="none")
        except ValueError:
            mistakes.add(where, f"name {name!r}", "letters, figures, spaces, dots and hyphens")
        if name in assistants.TAKEN or name in {one.who for one in read.read(study)}:
            mistakes.add(where, f"the name {name!r} is somebody else's", "a name that no coder has")
    variable = settings.get("key_from", "")
    key = os.environ.get(variable, "") if variable else ""
    if variable and not key:
        raise StudyError(where, f"the environment variable {variable} is empty", "the server's key in it")
    return name, Server(address.rstrip("/"), key, float(settings["timeout_s"]), int(settings["attempts"]))


def same_model(study: Study, name: str, setup: Setup) -> None:
    """Another model is another coder. Raises StudyError where answers of one are kept under this name."""
    others = {one.model for one in assistants.read_setups(study, name).values()} - {setup.model}
    if others:
        where = f"{study.params.file}, assistant"
        found = f"{name!r} is the model {', '.join(sorted(others))} so far, not {setup.model}"
        raise StudyError(where, found, todo="Give the other model a name of its own: it is another coder.")


def chosen(study: Study, units: DataFrame[Units], sources: list[str], coded_only: bool) -> pd.DataFrame:
    if unknown := sorted(set(sources) - set(units["source"])):
        raise StudyError(
            "assistant", f"no units of {', '.join(unknown)}", "notes, documents or records of coding/units"
        )
    if sources:
        units = units[units["source"].isin(sources)]
    if coded_only:
        decided = study.table("coding/decisions")
        units = units[units["unit_id"].isin(decided.loc[decided["set_aside"].isna(), "unit_id"])]
    return units


def questions_of(study: Study, units: DataFrame[Units]) -> list[Question]:
    say = {language: Words("assistant", language, study) for language in study.languages}
    rows = zip(units.to_dict("records"), languages_of(units, study), strict=True)
    return [
        Question(str(row["unit_id"]), str(row["fingerprint"] or ""), language, message(dict(row), say[language]))
        for row, language in rows
    ]


def refuse_names(study: Study, setup: Setup, questions: list[Question]) -> None:
    """Raises StudyError where anything that would be sent holds a name of the key, or no key is there to look."""
    texts = [(one.unit_id, one.message) for one in questions]
    texts += [("codebooks/themes.yaml", prompt) for prompt in setup.prompts.values()]
    if found := named_in(study, texts):
        places = first_of([f"{where} ({pseudonym})" for where, pseudonym in found], MOST_NAMED)
        todo = "Run `dvc repro`, so that the gate replaces them; take them out of the codebook. Nothing was sent."
        raise StudyError(places, "a name of private/key.csv would be sent", "none", todo)


def unasked(study: Study, name: str, setup: Setup, questions: list[Question], again: bool) -> list[Question]:
    """The questions without a reply to the same words under the same setup."""
    kept = {
        (answer.unit_id, answer.message)
        for answer, _ in assistants.read_answers(study, name)
        if answer.setup == setup.id and not (again and read_reply(answer.reply).problem)
    }
    return [one for one in questions if (one.unit_id, one.message) not in kept]


def keep_setup(study: Study, name: str, setup: Setup) -> None:
    path = assistants.folder(study) / name / f"setup-{setup.id}.json"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, setup.model_dump_json(indent=2) + "\n")


def ask(
    study: Study, name: str, setup: Setup, server: Server, questions: list[Question]
) -> tuple[list[str], StudyError | None]:
    """Each reply is on the disk before the next question. Units whose reply decides nothing; the error that ended it.

    A server that fails FAILURES units in a row is asked no more; a unit that failed is simply still to be asked.
    """
    unread, failed, error = [], 0, None
    path = assistants.answers_file(study, name)
    for one in following(questions, "units"):
        try:
            reply = server.reply(setup.model, dict(setup.parameters), setup.prompts[one.language], one.message)
        except StudyError as refusal:
            failed, error = failed + 1, refusal
            if failed == FAILURES:
                break
            continue
        failed = 0
        when = datetime.now(UTC).isoformat(timespec="microseconds")
        answer = Answer(
            when=when, setup=setup.id, unit_id=one.unit_id, fingerprint=one.fingerprint, message=one.message,
            reply=reply,
        )  # fmt: skip
        append_lines(study, path, [answer.model_dump_json()])
        if read_reply(reply).problem:
            unread.append(one.unit_id)
    return unread, error
