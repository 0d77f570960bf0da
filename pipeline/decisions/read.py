"""Everything people decided: every file under raw/coding, read into one list. The one place that reads them.

A coder's table (CSV or spreadsheet), a workbook made by `review` or `coding-sheet`, and the logs of the workbench's
page (raw/coding/decisions), into which `import` puts what comes from other programs. Nothing here changes what people
wrote.
"""

import os
import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from pipeline.decisions import assistants, decision_log
from pipeline.decisions.coder_tables import read_coder_table
from pipeline.decisions.follow import Follower, corrected_units
from pipeline.decisions.record import CodingDecision, by_unit
from pipeline.decisions.review_reading import is_review, read_review
from pipeline.decisions.themes import ThemesCodebook
from pipeline.notes.manifest import files_of
from pipeline.study import Mistakes, Study, StudyError, collecting, folded
from pipeline.survey.survey_codebook import SurveyCodebook

TABLES = (".csv", ".tsv", ".xlsx")
COPY = re.compile(  # what programs add to the name of a copy, folded
    r" ?\(\d+\)$| ?- ?(?:copy|copie|copia)(?: ?\(\d+\))?$"
    r"|^(?:copy of|copie de|copia de) | (?:copy|copie|copia)(?: \d+)?$"
    r"|[ .(-][^ .(-]*[ -]?(?:conflicted copy|copie en conflit|conflict-\d).*$"
)
NOT_READ = (".xls", ".ods", ".numbers")  # spreadsheets all the same: to pass them over would lose decisions


def read(study: Study, codebook: ThemesCodebook | None = None) -> list[CodingDecision]:
    """Every decision under raw/coding as it is now: what does not count is there too, and says why (`set_aside`).

    Raises StudyError for unknown codes, stances and units, files that lack a column, coders who contradict themselves
    within a file: all of them at once.
    """
    follow = follower(study, codebook)
    with collecting() as mistakes:
        decisions = _checked(study, follow, mistakes)
    return decisions


def check_files(study: Study, codebook: ThemesCodebook) -> None:
    """Raises StudyErrors for what is wrong in the files by themselves, whatever units there are: columns, stances,
    codes that are not in the codebook, coders who contradict themselves."""
    with collecting() as mistakes:
        follow = Follower(codebook, {}, {})
        decisions = _checked(study, follow, mistakes)
        assistants.check_names(study, {one.who for one in decisions}, mistakes)
        try:
            assistants.read(study, follow)
        except StudyError as error:
            mistakes.append(error)


def _checked(study: Study, follow: Follower, mistakes: Mistakes) -> list[CodingDecision]:
    """Every decision as it is now; what is wrong with them goes to `mistakes`."""
    decisions = followed([*of_tables(study, mistakes), *of_logs(study)], follow, mistakes)
    check_contradictions(decisions, mistakes)
    check_copies(decisions, mistakes)
    return decisions


def followed(
    decisions: Iterable[CodingDecision],
    follow: Callable[[CodingDecision], list[CodingDecision]],
    mistakes: Mistakes | None = None,
) -> list[CodingDecision]:
    """`decisions` as they are now, each once: what a file says twice (two codes that were merged) counts once.

    What cannot be followed goes to `mistakes`; without it, the first such decision raises its StudyError.
    """
    found, seen = [], set()
    for one in decisions:
        try:
            now_said = follow(one)
        except StudyError as error:
            if mistakes is None:
                raise
            mistakes.append(error)
            continue
        for now in now_said:
            key = (now.unit_id, now.code, now.coder, now.decision, now.source, now.start, now.end)
            if now.counts and key in seen:
                now = replace(now, set_aside="said twice")
            elif now.counts:
                seen.add(key)
            found.append(now)
    return found


def follower(study: Study, codebook: ThemesCodebook | None = None) -> Follower:
    """What decisions are set against: the codebook, the units and the corrections, as they are now."""
    codebook = codebook or study.codebook("themes", ThemesCodebook)  # a large one takes a second to read
    if not study.has_table("coding/units"):
        return Follower(codebook, {}, {})
    units = study.table("coding/units")
    corrections = study.table_or_empty("notes/corrections")
    known = set(study.table_or_empty("notes/status")["note_id"])
    return Follower(
        codebook,
        dict(zip(units["unit_id"], units["fingerprint"].fillna(""), strict=True)),
        corrected_units(corrections),
        frozenset(known - set(units["source"])),
        names_of_questions(study),
        records(study),
    )


def names_of_questions(study: Study) -> dict[str, str]:
    """What coders may call an open question of the survey (its variable, its column, its words), folded, and its
    variable."""
    survey = study.codebook_if_any("survey", SurveyCodebook)
    found: dict[str, str] = {}
    for variable in survey.variables if survey else []:
        if variable.kind == "open":
            for name in (*variable.question.values(), *variable.label.values(), variable.raw, variable.name):
                found[folded(name)] = variable.name
    return found


def names_of_sources(study: Study) -> dict[str, str]:
    """What coders may call a note or document (its id, its file with and without the ending), folded, and its id; a
    name that two files have is no name."""
    found: dict[str, set[str]] = defaultdict(set)
    files = files_of(study)
    for one in files:
        for name in one.names:
            found[folded(name)].add(one.identifier)
    ids = {folded(one.identifier): one.identifier for one in files}
    return {name: next(iter(own)) for name, own in found.items() if len(own) == 1} | ids


def records(study: Study) -> dict[str, str]:
    """Every record of the survey, and why a decision about it may have no unit: `record dropped`, or `no answer`."""
    if not (study.has_table("survey/respondents") and study.has_table("survey/cleaning_log")):
        return {}
    log = study.table("survey/cleaning_log")
    dropped = log.loc[log["rule"].str.startswith("drop:"), "record_id"]
    kept = study.table("survey/respondents")["record_id"]
    return dict.fromkeys(dropped.astype(str), "record dropped") | dict.fromkeys(kept.astype(str), "no answer")


def table_files(study: Study) -> list[Path]:
    """The coders' tables and workbooks: those in raw/coding and its folders, and those beside the documents.

    Raises StudyError for a spreadsheet of a kind that is not read.
    """
    apart = {decision_log.folder(study), assistants.folder(study)}  # logs, and what no person decided
    own = []
    for place, folders, names in os.walk(study.coding):  # half the time of rglob: the page looks at every key
        here = Path(place)
        folders[:] = [name for name in folders if here / name not in apart]
        own += [here / name for name in names]
    own = sorted(path for path in own if path.is_file())
    manifest = study.raw / study.params["documents"]["manifest"]
    beside = [path for path in sorted(manifest.parent.glob("*")) if path.suffix.lower() in TABLES and path != manifest]
    files = [*own, *beside]
    files = [path for path in files if not path.name.startswith(("~$", "."))]
    for path in files:  # `~$`: a lock of a spreadsheet program
        if path.suffix.lower() in NOT_READ:
            raise StudyError(study.relative(path), f"a {path.suffix} file", "CSV or .xlsx", "Save it as one of these.")
    return [path for path in files if path.suffix.lower() in TABLES]


def of_tables(study: Study, mistakes: Mistakes | None = None) -> list[CodingDecision]:
    """Decisions of the coders' tables and workbooks, as they were written; `mistakes` as in `followed`."""
    found: list[CodingDecision] = []
    sources = names_of_sources(study)
    for path in table_files(study):
        where = study.relative(path)
        is_ours = path.suffix.lower() == ".xlsx" and is_review(path)
        try:
            found += read_review(path, where) if is_ours else read_coder_table(path, where, sources)
        except StudyError as error:
            if mistakes is None:
                raise
            mistakes.append(error)
    return found


def check_copies(decisions: list[CodingDecision], mistakes: Mistakes) -> None:
    """No two coders are one person under two spellings, or a file and its copy: they would agree with themselves."""
    files: dict[str, str] = {}
    for one in decisions:
        files.setdefault(one.coder, one.file)
    known: dict[str, str] = {}
    for coder in sorted(files, key=lambda name: (COPY.search(folded(name)) is not None, name)):
        name = " ".join(COPY.sub(" ", folded(coder)).split())
        first = known.setdefault(name, coder)
        if first != coder:
            mistakes.add(
                files[coder],
                f"the coder {coder!r} is {first!r} ({files[first]}) under another name, or the file a copy of theirs",
                "a name for each person",
                "Take the copy out of the folder, or put its rows under the first name.",
            )


def rows_of_table(path: Path) -> int | None:
    """How many decisions a coder's table in our own columns holds; None for a file that is not one."""
    try:
        return len(read_coder_table(path, path.name))
    except StudyError:
        return None


def of_logs(study: Study) -> list[CodingDecision]:
    """Lines of the logs as they were written, oldest first; those taken back or decided again later are set aside."""
    return decision_log.reduced(decision_log.read_lines(study))


def check_contradictions(decisions: list[CodingDecision], mistakes: Mistakes) -> None:
    """One coder cannot, in one file, both code a unit and leave it empty, or assign a code and reject it."""
    counted = [one for one in decisions if one.counts and not one.is_logged]
    for rows in by_unit(counted).values():
        for file, coder in sorted({(one.file, one.coder) for one in rows}):
            own = [one for one in rows if (one.file, one.coder) == (file, coder)]
            nothing = any(one.decision == "none" for one in own)
            yes = {one.written for one in own if one.decision == "assigned"}
            no = {one.written for one in own if one.decision == "rejected"}
            if (nothing and yes) or yes & no:
                said = "; ".join(f"{one.written or 'nothing to code'}: {one.decision}" for one in own)
                mistakes.add(
                    own[-1].place,
                    f"two decisions about {own[-1].unit_id} that exclude each other ({said})",
                    "one or the other",
                    "Delete the row that is wrong.",
                )
