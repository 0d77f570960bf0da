"""`check`, the first stage of `dvc repro`: everything that people wrote is read before anything is worked out from it.

Every mistake of every file is told at once, with file, line and what to do; so a person mends them in one go. What is
read is read by the room that uses it, so that a mistake is told in the same words whenever it is met.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from pipeline.decisions.read import Follower, check_files, followed, of_logs, of_tables
from pipeline.decisions.themes import ThemesCodebook
from pipeline.findings import chapter_names, declared, recommendations
from pipeline.findings.document import load_document
from pipeline.language.catalogue import rooms_with_words, study_words
from pipeline.language.grammar import study_grammar
from pipeline.scaffold import dvc_file
from pipeline.study import Mistakes, Study, StudyError, collecting, did_you_mean, first_of, read_yaml
from pipeline.study.yaml_files import Model
from pipeline.survey.survey_codebook import SurveyCodebook
from pipeline.triangulation import check_findings, codes_tied, judgements, published, settings
from pipeline.triangulation.evaluation import DifferenceTie, EvaluationCodebook, IndicatorTie

EVALUATION = "codebooks/evaluation.yaml"


def run(study: Study) -> None:
    """Write processed/metrics/check.json, on which the stages that read people's files wait.

    Raises StudyError(s) with every mistake.
    """
    without_mistakes(study)
    with study.writing() as out:
        out.json("processed/metrics/check.json", {"mistakes": 0})


class ReadOnce(Study):
    """A study each of whose codebooks is read once, however many checks look at it."""

    def codebook(self, name: str, model: type[Model]) -> Model:
        read = self.__dict__.setdefault("codebooks_read", {})
        if name not in read:
            read[name] = super().codebook(name, model)  # one with mistakes is read again, and tells them again
        return read[name]


def tell(study: Study) -> list[str]:
    """What is no mistake and yet worth a look, a line each. Raises StudyError(s) with every mistake."""
    study = without_mistakes(study)
    remarks = []
    if matrix := study.codebook_if_any("evaluation", EvaluationCodebook):
        remarks = [*judgements.unknown(study, [one.id for one in matrix.findings]), *check_findings.run(study)]
    remarks += without_a_side(study)
    remarks = [*remarks, *wished_of_codes(study), *unprinted(study), *recommendations.remarks(study)]
    return said_once(remarks)


def said_once(remarks: list[str]) -> list[str]:
    """What is said of several findings or codes in the same words, in one line, at the first one's place.

    >>> said_once(["F01: no threshold", "F02: no threshold", "F02: no group"])
    ['F01, F02: no threshold', 'F02: no group']
    """
    whose: dict[tuple[bool, str], list[str]] = {}
    for line in remarks:
        name, colon, said = line.partition(": ")
        is_of_one = bool(colon) and " " not in name
        whose.setdefault((is_of_one, said if is_of_one else line), []).append(name)
    return [f"{first_of(names, most=6)}: {said}" if is_of_one else said for (is_of_one, said), names in whose.items()]


def without_mistakes(study: Study) -> ReadOnce:
    """The study as it was read. Raises StudyError(s) with every mistake."""
    study = ReadOnce(study.root)
    settings.read(study)  # parameters first: everything else is read by them
    checks = [check for strand, check in CHECKS if strand in ("", *study.strands)]
    with collecting() as mistakes:
        for check in checks:
            tried(mistakes, check, study)
    return study


def wished_of_codes(study: Study) -> list[str]:
    """What the words of the codebook of themes leave to be wished for."""
    from pipeline.coding import codebook_advice

    themes = study.codebook_if_any("themes", ThemesCodebook)
    return codebook_advice.told(themes, study.languages[0]) if themes else []


def tried(mistakes: Mistakes, check: Callable[..., Any], *given: Any) -> Any:
    """What `check` gives; None where it raised a mistake, which is added to the others."""
    try:
        return check(*given)
    except StudyError as error:
        mistakes.append(error)
        return None


def survey(study: Study) -> None:
    """The codebook, the export by it, and the population."""
    from pipeline.survey.codes import raw_codes
    from pipeline.survey.exports import read_export
    from pipeline.survey.weights import read_margins

    codebook = study.codebook("survey", SurveyCodebook)
    with collecting() as mistakes:
        export = tried(mistakes, lambda: study.raw / study.params["survey"]["export"])
        if export is not None:
            found = tried(mistakes, read_export, export, codebook.encoding, codebook.rows_below_header)
            tried(mistakes, raw_codes, found, codebook) if found is not None else None
        if codebook.margins:
            margins = tried(mistakes, lambda: study.raw / study.params["survey"]["population_margins"])
            tried(mistakes, read_margins, margins, codebook) if margins is not None else None


def notes(study: Study) -> None:
    from pipeline.notes.manifest import read_manifest

    read_manifest(study)


def names(study: Study) -> None:
    from pipeline.notes.name_review import decisions

    decisions(study)


def documents(study: Study) -> None:
    from pipeline.notes.read_documents import read_manifest

    read_manifest(study)


def admin(study: Study) -> None:
    """The codebook, and each table by it."""
    from pipeline.admin.admin_codebook import AdminCodebook
    from pipeline.admin.clean_admin import read_table

    codebook = study.codebook("admin", AdminCodebook)
    with collecting() as mistakes:
        for table in codebook.tables.values():
            tried(mistakes, read_table, study, table)


def figures_in_print(study: Study) -> None:
    params = study.params["triangulation"]
    path = study.raw / params["published"]
    claims = published.read_claims(path, study.relative(path))
    path = study.raw / params["relations"]
    published.read_relations(path, study.relative(path), claims)


def coding(study: Study) -> None:
    """The codes, and every decision under raw/coding."""
    if not (study.codebooks / "themes.yaml").exists() and not {"open_answers", "notes", "documents"} & {*study.strands}:
        return
    check_files(study, study.codebook("themes", ThemesCodebook))


def judged(study: Study) -> None:
    with collecting() as mistakes:
        for name in judgements.FILES:
            tried(mistakes, judgements.read, study, name)


def findings(study: Study) -> None:
    """The evaluation matrix, and what its findings name: codes, indicators, figures in print."""
    matrix = study.codebook("evaluation", EvaluationCodebook)
    with collecting() as mistakes:
        themes = _whole(lambda: study.codebook_if_any("themes", ThemesCodebook))
        tried(mistakes, codes_tied.check_codes, themes, matrix)
        for finding, name, known, what in _named(study, matrix):
            if name not in known:
                todo = did_you_mean(name, known, "Correct it there.")
                mistakes.add(
                    f"{EVALUATION}, finding {finding}", f"there is no {what} {name!r}", f"a known {what}", todo
                )
        for name, known in _authors_outside(study, matrix):
            todo = did_you_mean(name, known, "Correct it there.")
            mistakes.add(f"{EVALUATION}, documents: outside", f"no document is by {name!r}", "an author", todo)


def _authors_outside(study: Study, matrix: EvaluationCodebook) -> Iterator[tuple[str, list[str]]]:
    """Each outside author by whom there is no document, and the authors there are; a pseudonym may be anybody's."""
    from pipeline.notes.read_documents import read_manifest

    documents = (_whole(lambda: read_manifest(study)) or []) if "documents" in study.strands else []
    known = sorted({one.author or one.speaks_for for one in documents})
    for name in matrix.documents.outside if known else []:
        if name not in known and not name.startswith("["):
            yield name, known


def _named(study: Study, matrix: EvaluationCodebook) -> Iterator[tuple[str, str, list[str], str]]:
    """(finding, name, names there are, what it is) of indicators and claims; of files that are whole."""
    codebook = _whole(lambda: study.codebook("survey", SurveyCodebook)) if "survey" in study.strands else None
    path = study.raw / study.params["triangulation"]["published"]
    claims = _whole(lambda: published.read_claims(path, path.name)) if "published" in study.strands else None
    for finding in matrix.findings:
        if codebook is not None:
            ties: list[IndicatorTie | DifferenceTie] = [*finding.indicators, *finding.differences]
            for tie in ties:
                indicators = [one.name for one in codebook.indicators]
                yield finding.id, tie.indicator.partition(":")[0], indicators, "indicator"
        if claims is not None:
            for claim in finding.claims:
                yield finding.id, claim.claim, list(claims), "figure in print"


def _whole(read: Callable[[], Any]) -> Any:
    """What is read; None where it has mistakes, which are told by its own check."""
    try:
        return read()
    except StudyError:
        return None


def chapters(study: Study) -> None:
    with collecting() as mistakes:
        tried(mistakes, load_document, study)
        tried(mistakes, declared.load, study)
        tried(mistakes, recommendations.check, study, _names_for_chapters(study).get("finding"))
        tried(mistakes, chapter_names.check, study, _names_for_chapters(study))


def _names_for_chapters(study: Study) -> dict[str, list[str]]:
    matrix = _whole(lambda: study.codebook("evaluation", EvaluationCodebook))
    return {} if matrix is None else {"finding": [one.id for one in matrix.findings]}


def unprinted(study: Study) -> list[str]:
    """Findings that lead nowhere: no chapter prints them, nor the joint display of their theme."""
    matrix = study.codebook("evaluation", EvaluationCodebook)
    printed = chapter_names.called(study)
    lost = [one.id for one in matrix.findings if not {one.id, matrix.theme_of(one)} & printed]
    return [f"{one}: no chapter prints it" for one in lost]


def own_words(study: Study) -> None:
    """The study's own words, and its own grammar, of each of its languages."""
    with collecting() as mistakes:
        for language in study.languages:
            tried(mistakes, study_grammar, study, language)
            for room in rooms_with_words():
                if room != "language":
                    tried(mistakes, study_words, study, language, room)


def stages(study: Study) -> None:
    """dvc.yaml has the stages of this study: one that does not list a parameter would not run again for it."""
    path = study.root / "dvc.yaml"
    if not path.exists():
        return
    if read_yaml(path) != dvc_file.parsed(dvc_file.dvc_yaml(study, study.strands, study.languages)):
        command = "python -m pipeline stages" if dvc_file.holds_the_code(study) else "mixed-methods stages"
        raise StudyError(
            Path("dvc.yaml"),
            "not the stages of this study as it is now (lines of evidence, languages, files or parameters that came or "
            "went)",
            todo=f"Run `{command}`, then `dvc repro` again.",
        )


# Line of evidence ("": any study) and its check.
CHECKS: list[tuple[str, Callable[[Study], None]]] = [
    ("", stages),
    ("", own_words),
    ("survey", survey),
    ("notes", notes),
    ("documents", documents),
    ("admin", admin),
    ("published", figures_in_print),
    ("", names),
    ("", coding),
    ("", judged),
    ("", findings),
    ("", chapters),
]


def without_a_side(study: Study) -> list[str]:
    """Findings that count stances, on codes to which people never gave one: no note would be for or against them."""
    matrix = study.codebook_if_any("evaluation", EvaluationCodebook)
    themes = study.codebook_if_any("themes", ThemesCodebook)
    if matrix is None or themes is None:
        return []
    decisions = followed([*of_tables(study), *of_logs(study)], Follower(themes, {}, {}), Mistakes())
    given = [one for one in decisions if one.decision == "assigned"]
    coded, sided = {one.code for one in given}, {one.code for one in given if one.stance}
    sided |= {code.id for code in themes.active if code.direction}
    return [
        f"{finding.id}: nobody gave its codes a stance, so no note counts for it or against it: let coders give one, "
        "add `neutral` to `supports` of its codes, or give them a `direction`"
        for finding in matrix.findings
        if any(tie.code in coded - sided and "neutral" not in tie.supports for tie in finding.codes)
    ]
