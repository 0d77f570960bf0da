"""First drafts: a chapter for a theme, written from the evidence, for an evaluator to rewrite.

The draft is Markdown with calls to the vocabulary, so that its numbers stay true while its sentences are rewritten. Its
sentences say what is reported and by whom; they claim no cause, and they name what speaks against each finding.
"""

import re
from pathlib import Path

import pandas as pd

from pipeline.findings.chapter_mistakes import unknown
from pipeline.findings.document import Names, load_document
from pipeline.findings.provenance import Provenance
from pipeline.findings.quotations import Quotations, choose
from pipeline.findings.sources import ALL, OVERALL, Sources, as_list
from pipeline.findings.vocabulary import References, Vocabulary
from pipeline.study import Study, StudyError

QUOTATIONS = 2  # for each finding that notes bear out; one more for what speaks against it


def run(study: Study, theme: str, language: str = "") -> list[Path]:
    """Write `reports/chapters/THEME.LANGUAGE.md` and return the paths.

    A chapter of that theme that is already there is never touched: the draft then goes to `reports/drafts`.
    Raises StudyError for an unknown theme or language.
    """
    sources = Sources(study)
    themes = list(dict.fromkeys(sources.matrix["theme"]))
    if theme not in themes:
        mistake = unknown("theme", theme, themes)
        raise StudyError("draft", mistake.found, mistake.expected)
    languages = study.languages
    if language and language not in languages:
        raise StudyError("draft", f"the study has no language {language!r}", "one of " + ", ".join(languages))
    document = load_document(study)
    written = []
    with study.writing() as out:
        for one in [language] if language else languages:
            name = _free_name(study, theme, one)
            out.text(name, write(sources, Names(sources, one, document, markdown=True), theme))
            written.append(study.root / name)
    return written


def _free_name(study: Study, theme: str, language: str) -> str:
    """The chapter's file if there is none for the theme yet, otherwise a draft beside the chapters."""
    taken = any(
        re.fullmatch(rf"(\d+-)?{re.escape(theme)}\.{language}\.md", path.name)
        for path in (study.reports / "chapters").glob("*.md")
    )
    return f"reports/drafts/{theme}.{language}.md" if taken else f"reports/chapters/{theme}.{language}.md"


def write(sources: Sources, words: Names, theme: str) -> str:
    """The draft of one theme in one language, as a chapter's source."""
    matrix = sources.matrix[sources.matrix["theme"] == theme]
    lines = [f"# {words.theme(theme)} {{#{theme}}}", ""]
    quotations = Quotations(Vocabulary(sources, words, References(), Provenance(sources)))
    for question, rows in matrix.groupby("question", sort=False):
        lines += [f"## {{{{ label('{question}') }}}}", ""]
        spoken: set[str] = set()
        for finding, row in rows.iterrows():
            lines += _finding(sources, words, quotations, finding, row, spoken)
    lines += [f"{{{{ figure('joint_display', '{theme}') }}}}", ""]
    return "\n".join(lines)


def _finding(
    sources: Sources, words: Names, quotations: Quotations, finding: str, row: pd.Series, spoken: set[str]
) -> list[str]:
    """A paragraph on one finding and its quotations; `spoken` holds the notes quoted in the section so far."""

    def call(name: str, *arguments: str) -> str:
        return "{{ " + f"{name}({', '.join(repr(one) for one in arguments)})" + " }}"

    told = [f"**{call('finding', finding)}**"]
    for name in as_list(row["indicators"]):
        if (name, OVERALL, ALL) in sources.indicators.index:
            label = words.indicator(name)
            told.append(words("draft.survey", label=label, share=call("share", name), interval=call("interval", name)))
    if not as_list(row["indicators"]):
        told.append(words("draft.no_survey"))
    if row["n_notes"]:
        told.append(
            words("draft.notes", raised=call("raised", finding), groups=call("groups_raising", finding),
                  tally=call("tally", finding))
        )  # fmt: skip
    else:
        told.append(words("draft.no_notes"))
    if as_list(row["carried_by"]):
        told.append(words("draft.carried", people=call("carried_by", finding)))
    told.append(words("draft.contested", people=call("contested_by", finding)) if as_list(row["contested_by"]) else "")
    told.append(words("draft.together", convergence=call("convergence", finding), standing=call("standing", finding),
                      robustness=call("robustness", finding)))  # fmt: skip
    if pd.notna(row["breaks_" + words.language]):
        told.append(words("draft.breaks", breaks=call("breaks", finding)))
    lines = [" ".join(sentence for sentence in told if sentence), ""]
    main = "supports" if row["n_notes_for"] >= row["n_notes_against"] else "contradicts"
    other = "contradicts" if main == "supports" else "supports"
    for directions, n in (([main], QUOTATIONS), ([other, "mixed"], 1)):
        chosen = choose(quotations.candidates(finding, directions), n, spoken)
        for segment in chosen:
            spoken.add(segment.partition("#")[0])
            lines += [call("quote", segment), ""]
        if not chosen and directions == [main]:
            lines += [words("quote.none"), ""]
    return lines
