"""What chapters call by name, read without making them: broken templates, findings that are not there."""

from collections.abc import Iterator, Mapping, Sequence

import jinja2
from jinja2 import nodes

from pipeline.findings import chapters
from pipeline.findings.chapters import Chapter, ChapterEnvironment
from pipeline.study import Study, collecting, did_you_mean

# The calls whose first argument names a finding.
OF_A_FINDING = {
    "finding", "convergence", "standing", "confidence", "headline", "reason", "robustness", "raised", "tally",
    "notes_for", "notes_against", "notes_between", "grounds", "counter", "people_tally", "participants", "raised_by",
    "machine_share",
}  # fmt: skip


def check(study: Study, known: Mapping[str, Sequence[str]]) -> None:
    """`known`: the names there are, by kind (finding). Raises StudyError(s) with file and line, every mistake."""
    loaded = chapters.load(study, study.languages)
    with collecting() as mistakes:
        for chapter in (one for several in loaded.values() for one in several):
            where = study.relative(chapter.path)
            try:
                calls = list(_calls(chapter))
            except jinja2.TemplateSyntaxError as error:
                place = f"{where}, line {error.lineno}"
                mistakes.add(place, f"the template is broken: {error.message}", todo="Mend the braces.")
                continue
            for line, word, name in calls:
                if word in OF_A_FINDING and "finding" in known and name not in known["finding"]:
                    expected = "a finding of codebooks/evaluation.yaml"
                    todo = did_you_mean(name, known["finding"], "Correct the name in the chapter.")
                    mistakes.add(f"{where}, line {line}", f"there is no finding {name!r}", expected, todo)


def called(study: Study) -> set[str]:
    """Every name that a call of a chapter is given: findings, themes, indicators and others."""
    loaded = chapters.load(study, study.languages)
    return {name for several in loaded.values() for one in several for _, _, name in _calls(one)}


def _calls(chapter: Chapter) -> Iterator[tuple[int, str, str]]:
    """(line, word of the vocabulary, the name it is given) of each call that gives a name."""
    for call in ChapterEnvironment().parse(chapter.source).find_all(nodes.Call):
        given = call.args[0] if call.args else None
        if isinstance(call.node, nodes.Name) and isinstance(given, nodes.Const) and isinstance(given.value, str):
            yield call.lineno, call.node.name, given.value
