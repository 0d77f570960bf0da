"""The report stage: brief, report and annex with their numbers and figures, in each language, in each format."""

import csv
import io
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from rich.console import Console

from pipeline.findings import annexes, client_copy, prose, rendering, signoff
from pipeline.findings.composing import Composed, compose_all, in_each_language
from pipeline.findings.document import Names
from pipeline.findings.drawing import Drawing, drawing
from pipeline.findings.kept_documents import KeptDocuments, kept_documents
from pipeline.findings.quotations import quotation_lines
from pipeline.findings.vocabulary import References
from pipeline.study import Study, StudyError

FORMATS: dict[str, Callable[[rendering.Source, Path], None]] = {
    "html": rendering.to_html,
    "docx": rendering.to_word,
    "pdf": rendering.to_pdf,
}
CONSOLE = Console(stderr=True, highlight=False)
PRINTED = {"brief": tuple(FORMATS), "findings": tuple(FORMATS), "annex": ("html",)}  # formats of each document


def run(study: Study, only: str = "", client: bool = False) -> None:
    """Write reports/{brief,findings}.LANGUAGE.{md,html,docx,pdf}, annex.LANGUAGE.{md,html}, figures, tables, evidence.

    `only` names one format, for an author who wants to see a change at once; other documents then stay as they were.
    `client`: a copy that may leave. Raises StudyError with all that is left to do where it may not.
    """
    if only and only not in FORMATS:
        raise StudyError("report", f"{only!r} is not a format of the findings", "one of " + ", ".join(FORMATS))
    composed, references, jobs, kept = [], References(), [], kept_documents(study)
    with study.writing() as out, _several_at_a_time() as pool, drawing(study, pool) as figures:
        folder = out.path("reports/findings.md").parent
        for one in in_each_language(study, references):  # one document is converted while the next is composed
            language = one.words.language
            composed.append(one)
            out.text(f"reports/{one.kind}.{language}.md", one.markdown)
            shown = [
                (out.path(f"reports/figures/{name}.{language}.{kind}"), figure)
                for name, figure in one.figures.items()
                for kind in (("svg", "png") if "docx" in PRINTED[one.kind] else ("svg",))  # Word shows the PNG
            ]
            for path, figure in shown:  # begun before the documents that show them
                figures.begin(figure, path)
            formats = [kind for kind in PRINTED[one.kind] if only in ("", kind)]
            texts = {kind: rendering.apart(one.page) if kind == "html" else (one.markdown, ()) for kind in formats}
            parsed = {text: rendering.Parsed(text) for text, _ in texts.values()}
            for kind in reversed(formats):  # the slowest first
                text, entries = texts[kind]
                source = rendering.Source(study, one.words, one.kind, "", folder, _notice(study, one.words), entries)
                pictures = [path for path, _ in shown]
                jobs.append(pool.submit(_convert, kept, source, parsed[text], kind, pictures, figures))
            for table in one.tables if one.kind == "annex" else []:
                out.text(f"reports/annex/{table.name}.{language}.csv", table.as_csv())
        if client and (left := client_copy.left_to_do(study, composed)):
            raise StudyError(
                "report --client", f"{len(left)} things are left to do:\n  " + "\n  ".join(left),
                "documents that may leave", "Settle them; without --client the draft is written.",
            )  # fmt: skip
        out.text("reports/findings.evidence.csv", _evidence_csv(references, composed))
        for one in composed:
            _tell(one)
        _tell_of_quotations(composed)
        for job in jobs:
            job.result()
        _drop_old(study, folder, "figures")
        _drop_old(study, folder, "annex")
        if not only:
            kept.keep_only(f"{one.kind}.{one.words.language}.{kind}" for one in composed for kind in PRINTED[one.kind])
            rendering.keep_entries_of(study, [f"{one.kind}.{one.words.language}" for one in composed])


@contextmanager
def _several_at_a_time() -> Iterator[ThreadPoolExecutor]:
    """As many workers as may wait for pandoc at once: the annex, composed last and longest to convert, begins at once.
    After a mistake what has not begun is not done."""
    pool = ThreadPoolExecutor(max_workers=4)
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)


def _notice(study: Study, words: Names) -> str:
    """A sentence for the cover."""
    notices = [words("synthetic")] if study.params["study"].get("synthetic") else []
    notices += [words.document.notice[words.language]] if words.document.notice else []
    return " ".join(notices)


def _convert(
    kept: KeptDocuments,
    source: rendering.Source,
    parsed: rendering.Parsed,
    kind: str,
    pictures: list[Path],
    figures: Drawing,
) -> None:
    """One document in one format, unless it is kept; its figures are drawn in other workers."""
    figures.finish(pictures)
    said = [parsed.markdown, *source.entries, *rendering.variables(source)]
    target = source.folder / f"{source.name}.{kind}"
    made_of: list[str | bytes] = [*said, *(picture.read_bytes() for picture in pictures)]
    kept.write(target, made_of, lambda: FORMATS[kind](replace(source, tree=parsed.tree()), target))


def _drop_old(study: Study, folder: Path, name: str) -> None:
    """Figures or tables the study no longer has would stay behind. The folder is there even where it is empty."""
    (study.reports / name).mkdir(exist_ok=True)
    now = {path.name for path in (folder / name).glob("*")}
    for path in (study.reports / name).glob("*"):
        if path.name not in now and path.is_file():
            path.unlink()


def _tell(one: Composed) -> None:
    """What an author should know, on the console: numbers typed by hand, words too strong, what changed or went."""
    for file, numbers in one.typed.items():
        for number in numbers:
            how = "equals" if number.exact else "nearly equals"
            CONSOLE.print(
                f"{file}, line {number.line}: {number.typed!r} is typed by hand; it {how} {number.indicator} "
                f"({number.printed}). Write {{{{ share('{number.indicator}') }}}}.",
                markup=False,
                soft_wrap=True,
            )
    for name, lines in one.beyond.items():
        for line in lines:
            CONSOLE.print(f"{name}: {line}", markup=False, soft_wrap=True)
    for stale in one.stale:
        CONSOLE.print(
            f"{stale.chapter}: changed since {stale.by} signed it off: {annexes.changes(stale, one.words)}",
            markup=False,
            soft_wrap=True,
        )
    for chapter, segment in one.lost:
        CONSOLE.print(f"{chapter}: the quotation {segment} was withdrawn by its participant.", markup=False)


def _tell_of_quotations(composed: list[Composed]) -> None:
    """What an editor should know, on the console, once for all documents, in the study's first language."""
    edited = [one for one in composed if one.kind != "annex"]  # whose passages stand as they were said
    used = [evidence for one in edited for evidence in one.used if evidence.startswith("quote.")]
    words = composed[0].words
    for line in quotation_lines(words.sources, [one.removeprefix("quote.") for one in used], words.fixed):
        CONSOLE.print(line, markup=False, soft_wrap=True)


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
    return prose.ANY_LINK.sub(lambda match: match["text"], markdown)


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
