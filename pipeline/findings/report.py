"""The report stage: chapters with their numbers, figures and annexes, in each language, in four formats."""

import csv
import io
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pipeline.findings import annexes, chapters, figure_style, prose, rendering, signoff
from pipeline.findings.blocks import Blocks
from pipeline.findings.document import Document, Names, load_document
from pipeline.findings.provenance import Entry, Provenance
from pipeline.findings.quotations import Quotations, quotation_lines
from pipeline.findings.sources import ALL, OVERALL, Sources
from pipeline.findings.vocabulary import References, Vocabulary
from pipeline.study import Study, StudyError

FORMATS: dict[str, Callable[[rendering.Source, Path], None]] = {
    "html": rendering.to_html,
    "docx": rendering.to_word,
    "pdf": rendering.to_pdf,
}


@dataclass
class Composed:
    """The findings in one language, before conversion."""

    words: Names
    markdown: str
    used: dict[str, Entry]
    figures: dict[str, figure_style.Drawn]
    sentences: dict[str, list[prose.Sentence]]  # by chapter `NAME.LANGUAGE`
    stale: list[signoff.Stale]
    lost: list[tuple[str, str]]  # chapter and segment of each withdrawn quotation
    typed: dict[str, list[prose.TypedNumber]]  # by chapter file


def compose(provenance: Provenance, document: Document, language: str, references: References) -> Composed:
    """Render the chapters of one language and write the annexes. Raises StudyError for any mistake in a chapter."""
    sources, study = provenance.sources, provenance.sources.study
    words = Names(sources, language, document)
    vocabulary = Vocabulary(sources, words, references, provenance)
    quotations = Quotations(vocabulary)
    blocks = Blocks(vocabulary, quotations)
    own = annexes.Annexes(vocabulary, blocks)
    functions = {**vocabulary.functions(), **quotations.functions(), **blocks.functions(), **own.functions()}
    signed, shares = signoff.load(study), _shares(sources)
    result = Composed(words, "", vocabulary.used, blocks.drawn, {}, [], [], {})
    texts = []
    languages = study.languages
    for chapter in chapters.load(study, languages)[language]:
        name = f"{chapter.name}.{language}"
        quotations.new_chapter()
        text = chapters.render(study, chapter, functions)
        evidence = {number: evidence_id for evidence_id, number in references.numbers.items()}
        _check_speakers(study, chapter, text, evidence)
        found = prose.sentences(text, evidence)
        stale = signoff.stale(signed, name, found)
        for one in stale:
            mark = words("stale.mark", by=one.by, changes=annexes.changes(one, words))
            text = text.replace(one.sentence.text, f"{one.sentence.text} [{mark}]{{.mark}}", 1)
        texts.append(text)
        result.sentences[name] = found
        result.stale += stale
        result.lost += [(name, segment) for segment in quotations.lost]
        quotations.lost.clear()
        result.typed[study.relative(chapter.path)] = prose.typed_numbers(chapter.source, shares, language)
    texts.append(annexes.touched_annex(result.stale, result.lost, words))
    texts.append(annexes.evidence_annex(vocabulary))
    result.markdown = "\n\n".join(text.strip("\n") for text in texts) + "\n"
    return result


def _shares(sources: Sources) -> dict[str, tuple[float, float, float]]:
    frame = sources.indicators
    overall = frame[(frame["breakdown"] == OVERALL) & (frame["group"] == ALL) & frame["percent"].notna()]
    return {row.indicator: (row.percent, row.numerator, row.denominator) for row in overall.itertuples()}


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


def run(study: Study, only: str = "") -> None:
    """Write reports/findings.LANGUAGE.{md,html,docx,pdf}, the figures, and reports/findings.evidence.csv.

    `only` names one format, for an author who wants to see a change at once; other documents then stay as they were.
    """
    if only and only not in FORMATS:
        raise StudyError("report", f"{only!r} is not a format of the findings", "one of " + ", ".join(FORMATS))
    formats = [only] if only else list(FORMATS)
    composed, references, jobs = [], References(), []
    with study.writing() as out, _two_at_a_time() as pool:
        folder = out.path("reports/findings.md").parent
        for one in in_each_language(study, references):  # one language is converted while the next is composed
            language = one.words.language
            composed.append(one)
            out.text(f"reports/findings.{language}.md", one.markdown)
            for name, figure in one.figures.items():
                for kind in ("svg", "png"):
                    path = out.path(f"reports/figures/{name}.{language}.{kind}")
                    path.write_bytes(figure_style.render(figure.spec, kind, study.cache))
            tree = pool.submit(rendering.parse, one.markdown)
            for kind in reversed(formats):  # the slowest first, so that both workers end together
                jobs.append(pool.submit(_convert, study, one, tree, kind, folder))
        out.text("reports/findings.evidence.csv", _evidence_csv(references, composed))
        for one in composed:
            _tell(one)
        for job in jobs:
            job.result()
        _drop_old_figures(study, folder)


@contextmanager
def _two_at_a_time() -> Iterator[ThreadPoolExecutor]:
    """Two workers; after a mistake what has not begun is not done."""
    pool = ThreadPoolExecutor(max_workers=2)
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)


def _convert(study: Study, one: Composed, tree: Future[str], kind: str, folder: Path) -> None:
    """One document in one format; `tree` is the Markdown as pandoc parses it, perhaps at this moment."""
    document, language = one.words.document, one.words.language
    notices = [one.words("synthetic")] if study.params["study"].get("synthetic") else []
    notices += [document.notice[language]] if document.notice else []
    source = rendering.Source(study, one.words, tree.result(), folder, " ".join(notices))
    FORMATS[kind](source, folder / f"findings.{language}.{kind}")


def _drop_old_figures(study: Study, folder: Path) -> None:
    """Figures the study no longer has would stay behind. The folder is there even where no chapter has a figure."""
    (study.reports / "figures").mkdir(exist_ok=True)
    now = {path.name for path in (folder / "figures").glob("*")}
    for path in (study.reports / "figures").glob("*"):
        if path.name not in now:
            path.unlink()


def _tell(one: Composed) -> None:
    """What an author should know, on the console: numbers typed by hand, changed sentences, withdrawn quotations."""
    from rich.console import Console

    console = Console(stderr=True, highlight=False)
    for file, numbers in one.typed.items():
        for number in numbers:
            how = "equals" if number.exact else "nearly equals"
            console.print(
                f"{file}, line {number.line}: {number.typed!r} is typed by hand; it {how} {number.indicator} "
                f"({number.printed}). Write {{{{ share('{number.indicator}') }}}}.",
                markup=False,
                soft_wrap=True,
            )
    for stale in one.stale:
        console.print(
            f"{stale.chapter}: changed since {stale.by} signed it off: {annexes.changes(stale, one.words)}",
            markup=False,
            soft_wrap=True,
        )
    printed = [evidence.removeprefix("quote.") for evidence in one.used if evidence.startswith("quote.")]
    for line in quotation_lines(one.words.sources, printed, one.words.fixed):
        console.print(line, markup=False, soft_wrap=True)
    for chapter, segment in one.lost:
        console.print(f"{chapter}: the quotation {segment} was withdrawn by its participant.", markup=False)


def in_each_language(study: Study, references: References) -> Iterator[Composed]:
    """The findings in every language of the study, sharing one reading of the tables and one set of references."""
    provenance, document = Provenance(Sources(study)), load_document(study)
    for language in study.languages:
        yield compose(provenance, document, language, references)


def compose_all(study: Study) -> tuple[list[Composed], References]:
    references = References()
    return list(in_each_language(study, references)), references


def stale_lines(study: Study) -> tuple[list[str], int]:
    """A line for each signed sentence that changed and each withdrawn quotation; and how many nobody has signed."""
    composed, _ = compose_all(study)
    signed, lines, unsigned = signoff.load(study), [], 0
    for one in composed:
        for stale in one.stale:
            changed = annexes.changes(stale, one.words)
            lines.append(f"{stale.chapter}: {changed}\n    {plain(stale.sentence.text)}")
        lines += [f"{chapter}: the quotation {segment} was withdrawn" for chapter, segment in one.lost]
        unsigned += sum(signoff.unsigned(signed, name, found) for name, found in one.sentences.items())
    return lines, unsigned


def plain(markdown: str) -> str:
    """A sentence without its links."""
    return prose.LINK.sub(lambda match: match["text"], markdown)


def sign(study: Study, names: list[str], by: str) -> list[str]:
    """Sign chapters (`NAME.LANGUAGE`; all where none is named) off. Returns a line for each. Raises StudyError."""
    composed, _ = compose_all(study)
    sentences = {name: found for one in composed for name, found in one.sentences.items()}
    for name in names:
        if name not in sentences:
            raise StudyError("sign", f"there is no chapter {name!r}", "one of " + ", ".join(sorted(sentences)))
    signed = signoff.load(study)
    for name in names or sorted(sentences):
        signed = signoff.sign(signed, name, sentences[name], by)
    with study.writing() as out:
        out.text("reports/chapters/signoff.yaml", signoff.as_yaml(signed))
    return [f"{name}: {len(sentences[name])} sentences signed by {by}" for name in names or sorted(sentences)]


def _evidence_csv(references: References, composed: list[Composed]) -> str:
    """The evidence annex as a table: reference number, evidence id, and where it comes from."""
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(["reference", "evidence_id", "kind", "subject", "value", "base", "table", "row", "raw", "steps"])
    for evidence_id, number in references.numbers.items():
        entry = next(one.used[evidence_id] for one in composed if evidence_id in one.used)
        value = "" if entry.value is None else round(entry.value, 4)
        base = "" if entry.base is None else entry.base
        rows.writerow(
            [number, evidence_id, entry.kind, entry.subject, value, base, entry.table, entry.row, ";".join(entry.raw),
             ">".join(entry.steps)]
        )  # fmt: skip
    return text.getvalue()
