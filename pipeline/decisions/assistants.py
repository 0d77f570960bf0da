"""What assistants said: coders that are language models, read from what was kept of their answers.

`raw/coding/assistants/NAME/` holds, for the assistant NAME, a `setup-ID.json` for each way it was asked (model,
parameters, prompt, codes) and `answers.jsonl`, a line a unit with the server's reply as it came; no server is needed to
read them. Codings that a model made elsewhere lie beside them as `NAME.csv`, a coder's table.

Agreement treats an assistant as any coder. It is never a person: its codings have tables of their own, so that what
stands, what is settled, what the coder learns from and tallies of people do not meet them.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd
import pydantic

from pipeline.decisions.assistant_answers import read_reply
from pipeline.decisions.coder_tables import read_coder_table
from pipeline.decisions.follow import Follower
from pipeline.decisions.record import ADJUDICATED, CodingDecision
from pipeline.decisions.themes import ThemesCodebook
from pipeline.study import Mistakes, Study, StudyError, fingerprint
from pipeline.study.appended import read_models

FOLDER, ANSWERS = "assistants", "answers.jsonl"
TAKEN = ("machine", ADJUDICATED, "people", "all")  # names that mean something else in tables of agreement
CODINGS = ["unit_id", "coder", "code", "assigned", "stance", "score"]
REPLIES = ["unit_id", "coder", "codes", "set_aside", "model", "setup", "when", "file", "row"]


class Setup(pydantic.BaseModel):
    """How an assistant was asked: everything that a repetition needs but the server."""

    model_config = pydantic.ConfigDict(frozen=True, extra="forbid")

    model: str
    parameters: dict[str, Any]  # as they are sent
    prompts: dict[str, str]  # what the model is told before each unit, the codebook in it, by language
    codes: list[str]  # it could give
    codebook_version: str

    @property
    def id(self) -> str:
        content = self.model_dump(exclude={"codebook_version"})
        return fingerprint(json.dumps(content, sort_keys=True, ensure_ascii=False))


class Answer(pydantic.BaseModel):
    """A line of answers.jsonl."""

    model_config = pydantic.ConfigDict(frozen=True, extra="forbid")

    when: str
    setup: str
    unit_id: str
    fingerprint: str = ""  # of the unit's raw words, as coding/units tells it
    message: str  # what was asked, after the prompt
    reply: str  # body of the response


@dataclass(frozen=True, slots=True)
class AssistantDecision(CodingDecision):
    """One code of one answer, or that there is none; `codes` could have been given."""

    score: float | None = None
    model: str = ""
    setup: str = ""
    codes: tuple[str, ...] = ()


def folder(study: Study) -> Path:
    return study.coding / FOLDER


def answers_file(study: Study, name: str) -> Path:
    return folder(study) / name / ANSWERS


def read_answers(study: Study, name: str) -> list[tuple[Answer, int]]:
    """Every answer of an assistant with its line, oldest first. Raises StudyError for a line that is none."""
    found = read_models(study, answers_file(study, name), Answer, "one answer as a JSON object")
    return sorted(found, key=lambda pair: (pair[0].when, pair[1]))


def read_setups(study: Study, name: str) -> dict[str, Setup]:
    """Setups of an assistant by id. Raises StudyError for a file that was changed by hand."""
    found = {}
    for path in sorted((folder(study) / name).glob("setup-*.json")):
        try:
            setup = Setup.model_validate_json(path.read_bytes())
        except pydantic.ValidationError as error:
            raise StudyError(study.relative(path), error.errors()[0]["msg"], "a setup as it was kept") from None
        if path.stem != f"setup-{setup.id}":
            todo = "Take the change back: answers belong to what was asked."
            raise StudyError(study.relative(path), "it was changed since it was asked with", todo=todo)
        found[setup.id] = setup
    return found


def names(study: Study) -> list[str]:
    """Assistants that something is kept of."""
    here = folder(study)
    entries = sorted(here.iterdir()) if here.is_dir() else []
    return [one.stem if one.is_file() else one.name for one in entries if one.suffix == ".csv" or one.is_dir()]


def check_names(study: Study, people: Iterable[str], mistakes: Mistakes) -> None:
    """No assistant is called as a person is, nor as tables of agreement call something else."""
    where, taken = study.relative(folder(study)), set(people) - {ADJUDICATED}
    for name in names(study):
        if name in TAKEN:
            mistakes.add(f"{where}/{name}", "that name means something else", "another name", "Rename it.")
        elif name in taken:
            mistakes.add(
                f"{where}/{name}", f"a person who codes is called {name} too", "a name of its own", "Rename it."
            )


def read(study: Study, follow: Follower) -> list[AssistantDecision]:
    """What every assistant says of the units as they are now; what does not count says why (`set_aside`).

    Of several answers about a unit the latest counts. Raises StudyError for files that cannot be read.
    """
    found: list[AssistantDecision] = []
    for name in names(study):
        table = folder(study) / f"{name}.csv"
        if table.is_file():
            ids = tuple(code.id for code in follow.codebook.codes)
            rows = read_coder_table(table, study.relative(table))
            found += [AssistantDecision(**_fields(one), codes=ids) for one in rows]
        found += _of_answers(study, name)
    return [now for one in found for now in _followed(one, follow)]


def _fields(one: CodingDecision) -> dict[str, Any]:
    return {name: getattr(one, name) for name in CodingDecision.__dataclass_fields__}


def _of_answers(study: Study, name: str) -> list[AssistantDecision]:
    setups, answers = read_setups(study, name), read_answers(study, name)
    last = {answer.unit_id: line for answer, line in answers}
    found = []
    for answer, line in answers:
        setup = setups.get(answer.setup)
        if setup is None:
            where = f"{study.relative(answers_file(study, name))}, line {line}"
            raise StudyError(where, f"setup-{answer.setup}.json is not there", todo="Put it back beside the answers.")
        stale = "" if last[answer.unit_id] == line else "asked again"
        found += _codes_of(answer, line, setup, name, study.relative(answers_file(study, name)), stale)
    return found


def _codes_of(answer: Answer, line: int, setup: Setup, name: str, file: str, stale: str) -> list[AssistantDecision]:
    """One answer as decisions: a row a code, or one that says why there is none."""
    reply, known = read_reply(answer.reply), set(setup.codes)
    strangers = any(one.code not in known for one in reply.codes)
    base = AssistantDecision(
        answer.unit_id, "", name, "none", "", answer.when, file, line, who=name, fingerprint=answer.fingerprint,
        whole=not strangers, codebook_version=setup.codebook_version, codes=tuple(setup.codes),
        model=reply.model or setup.model, setup=answer.setup, set_aside=stale or reply.problem,
    )  # fmt: skip
    rows = [
        replace(
            base, code=one.code, written=one.code, decision="assigned", stance=one.stance, score=one.score,
            set_aside=stale or ("" if one.code in known else "unknown code"),
        )
        for one in dict.fromkeys(reply.codes)
    ]  # fmt: skip
    return rows or [base]


def _followed(one: AssistantDecision, follow: Follower) -> list[AssistantDecision]:
    """What an answer is now that units and codes have changed. A model is not asked to mend what no longer fits."""
    stance = one.stance  # where the model gave none there is none: the code's own direction is no word of the model's
    try:
        return [replace(now, stance=stance) for now in follow(one) if isinstance(now, AssistantDecision)]
    except StudyError:
        return [replace(one, set_aside="unit or code is not there")]


def codings_table(said: Iterable[AssistantDecision], codebook: ThemesCodebook) -> pd.DataFrame:
    """coding/assistant_codings: a row a unit and code that an assistant decided on.

    An answer that was read whole decides on every code that it could have given and that is still in use.
    """
    units: dict[tuple[str, str], list[AssistantDecision]] = {}
    for one in said:
        if one.counts:
            units.setdefault((one.coder, one.unit_id), []).append(one)
    rows: list[tuple] = []
    for (coder, unit_id), own in units.items():
        given = {one.code: one for one in own if one.decision == "assigned" and one.code}
        decided = set(given)
        if all(one.whole for one in own):
            decided |= _in_use(own[0].codes, codebook)
        for code in codebook.ids:
            if code in decided:
                yes = given.get(code)
                rows.append((unit_id, coder, code, yes is not None, (yes and yes.stance) or None, yes and yes.score))
    return pd.DataFrame(rows, columns=CODINGS).astype({"score": float, "assigned": bool})


def _in_use(codes: Iterable[str], codebook: ThemesCodebook) -> set[str]:
    now = [codebook.current(code) for code in codes]
    return {code.id for code in now if code is not None and code.is_active}


def replies_table(said: Iterable[AssistantDecision]) -> pd.DataFrame:
    """coding/assistant_replies: an answer a row, and why it does not count, where it does not."""
    answers: dict[tuple, list[AssistantDecision]] = {}
    for one in said:
        answers.setdefault((one.coder, one.unit_id, one.file, one.row), []).append(one)
    rows = [
        (
            unit_id, coder, ";".join(dict.fromkeys(one.written for one in own if one.written)),
            "; ".join(dict.fromkeys(one.set_aside for one in own if one.set_aside)) or None,
            own[0].model or None, own[0].setup or None, own[0].when or None, file, row,
        )
        for (coder, unit_id, file, row), own in answers.items()
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=REPLIES)
