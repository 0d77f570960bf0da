"""The documents of one language before conversion: chapters filled in, numbers linked, the annex of evidence added.

Three documents come from the same chapters and tables: the brief, the report (its files are called `findings`) and the
annex, where each number and quotation has its entry under its stable id.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from pipeline.findings import annexes, chapters, headline_checks, prose, scale_words, signoff
from pipeline.findings.annex_tables import AnnexTables
from pipeline.findings.blocks import Blocks
from pipeline.findings.brief_draft import brief_draft
from pipeline.findings.document import Document, Names, load_document
from pipeline.findings.figure_style import Drawn
from pipeline.findings.figure_words import FigureWords
from pipeline.findings.finding_words import FindingWords
from pipeline.findings.pipe_tables import Printed
from pipeline.findings.provenance import Provenance
from pipeline.findings.provenance_entry import Entry
from pipeline.findings.quotations import Quotations
from pipeline.findings.recommendation_words import RecommendationWords
from pipeline.findings.sources import ALL, OVERALL, Sources
from pipeline.findings.vocabulary import References, Vocabulary
from pipeline.study import Study, StudyError

KINDS = ("findings", "brief", "annex")  # in the order in which references are numbered


@dataclass
class Composed:
    """One document in one language."""

    kind: str  # brief, findings, annex
    words: Names
    markdown: str  # links lead to the annex
    page: str  # the same for the HTML, whose links stay in the page where its entries are
    used: dict[str, Entry]
    figures: dict[str, Drawn]
    tables: list[Printed]
    printed: set[str] = field(default_factory=set)  # evidence ids of the quotations set apart from the text
    sentences: dict[str, list[prose.Sentence]] = field(default_factory=dict)  # by chapter `NAME.LANGUAGE`
    stale: list[signoff.Stale] = field(default_factory=list)
    lost: list[tuple[str, str]] = field(default_factory=list)  # chapter and segment of each withdrawn quotation
    typed: dict[str, list[prose.TypedNumber]] = field(default_factory=dict)  # by chapter file
    beyond: dict[str, list[str]] = field(default_factory=dict)  # by chapter: quantity words that shares do not bear out


def compose_all(study: Study) -> tuple[list[Composed], References]:
    """Every document of every language, and the references they share."""
    references = References()
    return list(in_each_language(study, references)), references


def in_each_language(study: Study, references: References) -> Iterator[Composed]:
    """The documents, a language after the other, sharing one reading of the tables and one set of references."""
    provenance, document = Provenance(Sources(study)), load_document(study)
    for language in study.languages:
        yield from compose(provenance, document, language, references)


def compose(provenance: Provenance, document: Document, language: str, references: References) -> Iterator[Composed]:
    """The three documents of one language. Raises StudyError for any mistake in a chapter."""
    sources, study = provenance.sources, provenance.sources.study
    words = Names(sources, language, document, markdown=True)
    written = chapters.load(study, study.languages)[language]
    if not any(chapter.document == "brief" for chapter in written):
        path = study.reports / "chapters" / f"brief.{language}.md"
        written.append(chapters.Chapter("brief", language, path, brief_draft(sources, words)))
    done: list[Composed] = []
    for kind in KINDS:
        one, text = _filled(study, kind, [chapter for chapter in written if chapter.document == kind],
                            Vocabulary(sources, words, references, provenance))  # fmt: skip
        done.append(one)
        if kind == "annex":
            text = _with_evidence(text, done, references, words)
        one.markdown = leading_to_annex(text, references, language, numbered=kind != "brief", inside=kind == "annex")
        one.page = one.markdown
        if kind == "findings":
            one.page = text + "\n" + annexes.short_entries(one.used, references, words)
        yield one


def _filled(study: Study, kind: str, written: list[chapters.Chapter], vocabulary: Vocabulary) -> tuple[Composed, str]:
    """The chapters of one document with their calls answered."""
    words, references, sources = vocabulary.words, vocabulary.references, vocabulary.sources
    quotations = Quotations(vocabulary)
    blocks = Blocks(vocabulary, quotations, prefix="A" if kind == "annex" else "")
    own = annexes.Annexes(vocabulary, blocks)
    parts = (vocabulary, FigureWords(vocabulary), FindingWords(vocabulary, quotations), quotations, blocks, own,
             RecommendationWords(vocabulary, blocks), AnnexTables(vocabulary, blocks))  # fmt: skip
    functions = {name: call for part in parts for name, call in part.functions().items()}
    one = Composed(kind, words, "", "", vocabulary.used, blocks.drawn, blocks.printed)
    signed, shares, texts = signoff.load(study), _shares(sources), []
    for chapter in written:
        name = f"{chapter.name}.{chapter.language}"
        quotations.new_chapter()
        text = chapters.render(study, chapter, functions)
        evidence = {number: evidence_id for evidence_id, number in references.numbers.items()}
        _check_speakers(study, chapter, text, evidence)
        _check_headlines(study, chapter, text, evidence, words)
        one.printed |= _set_apart(text, evidence)
        found = prose.sentences(text, evidence)
        stale = signoff.stale(signed, name, found)
        for mark in stale:
            said = words("stale.mark", by=mark.by, changes=annexes.changes(mark, words))
            text = text.replace(mark.sentence.text, f"{mark.sentence.text} [{said}]{{.mark}}", 1)
        texts.append(text.strip("\n"))
        one.sentences[name] = found
        one.beyond[name] = scale_words.words_beyond_shares(found, sources, words)
        one.stale += stale
        one.lost += [(name, segment) for segment in quotations.lost]
        quotations.lost.clear()
        one.typed[study.relative(chapter.path)] = prose.typed_numbers(chapter.source, shares, words.language)
    return one, "\n\n".join(texts) + "\n"


def _set_apart(text: str, evidence: dict[int, str]) -> set[str]:
    lines = (line for line in text.splitlines() if line.startswith("> "))
    return {evidence[int(link["ref"])] for line in lines for link in prose.LINK.finditer(line)}


def _with_evidence(text: str, done: list[Composed], references: References, words: Names) -> str:
    """The annex with what was touched since sign-off and an entry for all evidence of the three documents."""
    stale = [mark for one in done for mark in one.stale]
    lost = [quotation for one in done for quotation in one.lost]
    used = {evidence_id: entry for one in done for evidence_id, entry in one.used.items()}
    touched = [annexes.touched_annex(stale, lost, words)] if stale or lost else []
    return "\n\n".join([text.strip("\n"), *touched, annexes.evidence_annex(used, references, words)]) + "\n"


def annex_file(language: str) -> str:
    return f"annex.{language}.html"


def leading_to_annex(text: str, references: References, language: str, numbered: bool, inside: bool) -> str:
    """`[72%](#e12){.ev}` as `[72%](annex.en.html#survey.talent_pool){.ev ref="12"}`.

    `numbered`: the reference number is given, once a paragraph, for paper. `inside`: the link stays in the page.
    """
    of = {number: evidence_id for evidence_id, number in references.numbers.items()}
    page = "" if inside else annex_file(language)
    blocks = []
    for block in re.split(r"(\n\s*\n)", text):
        seen: set[int] = set()

        def lead(link: re.Match[str], seen: set[int] = seen) -> str:
            number = int(link["ref"])
            mark = f' ref="{number}"' if numbered and not inside and number not in seen else ""
            seen.add(number)
            return f"[{link['text']}]({page}#{annexes.anchor(of[number])}){{.ev{mark}}}"

        blocks.append(prose.LINK.sub(lead, block))
    return "".join(blocks)


def _shares(sources: Sources) -> dict[str, tuple[float, float, float]]:
    frame = sources.indicators
    overall = frame[(frame["breakdown"] == OVERALL) & (frame["group"] == ALL) & frame["percent"].notna()]
    return {row.indicator: (row.percent, row.numerator, row.denominator) for row in overall.itertuples()}


def _check_headlines(
    study: Study, chapter: chapters.Chapter, text: str, evidence: dict[int, str], words: Names
) -> None:
    """Raises StudyError for the first bold line that its own label or tally refutes."""
    for line in headline_checks.refuted(text, evidence, words.sources.matrix, words):
        raise StudyError(
            study.relative(chapter.path), f"a bold line contradicts its finding: {line}",
            "a line that says what the finding's standing allows",
            "Call headline('ID'), or reword the line.",
        )  # fmt: skip


def _check_speakers(study: Study, chapter: chapters.Chapter, text: str, evidence: dict[int, str]) -> None:
    """Nobody speaks twice in a section: raises StudyError naming the section and the note."""
    heading = ""
    spoken: set[str] = set()
    for line in text.splitlines():
        if line.startswith("#"):
            heading, spoken = line.strip("# ").split("{")[0].strip(), set()
        if not line.startswith("> "):
            continue
        for match in prose.LINK.finditer(line):
            evidence_id = evidence[int(match["ref"])]
            note = evidence_id.removeprefix("quote.").partition("#")[0]
            if evidence_id.startswith("quote.") and note in spoken:
                raise StudyError(
                    study.relative(chapter.path),
                    f"note {note} is quoted twice in the section {heading!r}",
                    "one quotation of a person in a section",
                    "Take one out, or move it to another section.",
                )
            spoken.add(note)
