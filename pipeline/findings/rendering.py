"""From the findings' Markdown to HTML (one file), Word and PDF, byte for byte the same for the same input.

pandoc does the conversions; Word files are then given their properties (`word`), PDF is set by Typst with its own fonts
and ours only, so that no font of the machine gets in.
"""

import datetime
import html
import inspect
import json
import os
import re
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

import pypandoc

from pipeline import language as write
from pipeline.findings import svg_figures, word
from pipeline.findings.document import Document, Names
from pipeline.study import (
    Cache,
    Study,
    StudyError,
    document_tree,
    file_fingerprint,
    fingerprint,
    fonts,
    package_versions,
    template,
)  # fmt: skip

READER = "markdown+smart"
_HTML = ("--wrap=none", "--eol=lf")
PICTURES = ("figures",)  # under reports/: the only files that a document shows
_PICTURE = re.compile(r'<img\s[^>]*?src="(figures/[^"]+\.svg)"[^>]*>')
_ENTRIES = re.compile(r"(?m)^(?=# .*\{#annex-(?:evidence|sources)\}$)")
_ENTRY = re.compile(r"(?m)^(?=::: \{#\S+ \.entry\}$)")
_PLACE = "<!-- entries -->"
_END = "<!-- end -->"
_CHAPTERS = re.compile(r"(?m)^(?=# )")
_TYPST = re.compile(r"[\\#$*_`@<>\[\]~/]|^[-+=]")
_TYPST_LIST = re.compile(r"^(\d+)(\.)")  # a number that would begin a list
_ALT = re.compile(r'\salt="([^"]*)"')


@dataclass(frozen=True)
class Source:
    """One document in one language, ready to convert."""

    study: Study
    words: Names
    kind: str  # brief, findings, annex
    tree: str  # the document as pandoc parsed it
    folder: Path  # where reports/ is being written: figures stand under it
    notice: str  # a sentence for the cover
    entries: tuple[str, ...] = ()  # Markdown of each entry of the evidence that ends the document, for its HTML

    @property
    def document(self) -> Document:
        return self.words.document

    @property
    def language(self) -> str:
        return self.words.language

    @property
    def title(self) -> str:
        """The title with the spaces of its language: no colon opens a line."""
        return write.spaced(self.document.title[self.language], self.language)

    @property
    def series(self) -> str:
        return self.words(f"series.{self.kind}")

    @property
    def name(self) -> str:
        """The file without its format."""
        return f"{self.kind}.{self.language}"

    @property
    def date(self) -> str:
        """The date in words."""
        return write.day(self.document.date, self.language)


def apart(page: str) -> tuple[str, tuple[str, ...]]:
    """A page up to the first entry of its evidence, and the Markdown of each entry: nine tenths of an annex."""
    text, *listed = _ENTRIES.split(page, maxsplit=1)
    heading, *entries = _ENTRY.split("".join(listed))
    return text + heading, tuple(entries)


def parse(markdown: str, by_chapter: bool = False) -> str:
    """The findings' Markdown as pandoc's document tree (JSON): parsed once, written to each format from there.

    `by_chapter`, each chapter for itself, which costs more the first time and little when one of them is saved.
    """
    parts = [part for part in _CHAPTERS.split(markdown) if part.strip()] if by_chapter else [markdown]
    with ThreadPoolExecutor() as pool:
        first, *others = pool.map(_parsed, parts)
    blocks = sum((tree["blocks"] for tree in others), first["blocks"])
    return json.dumps({**first, "blocks": blocks}, ensure_ascii=False)


class Parsed:
    """Markdown and its tree, which the first of several threads that ask for it works out."""

    def __init__(self, markdown: str):
        self.markdown, self._tree, self._lock = markdown, "", Lock()

    def tree(self) -> str:
        with self._lock:
            self._tree = self._tree or parse(self.markdown)
        return self._tree


@lru_cache(maxsize=64)
def _parsed(markdown: str) -> dict[str, Any]:
    return document_tree(markdown, "findings", PICTURES, reader=READER)


def _pandoc(source: Source, to: str, *arguments: str, output: Path | None = None, tree: str = "") -> str:
    """Run pandoc on the findings. Raises StudyError with pandoc's own words where it refuses."""
    os.environ.setdefault("SOURCE_DATE_EPOCH", "1640995200")  # pandoc would write the present time into Word files
    arguments = (
        f"--lua-filter={template(source.study, 'evidence.lua')}",
        f"--resource-path={source.folder}",
        f"--metadata=lang:{write.tag(source.language)}",
        *arguments,
    )
    try:
        return pypandoc.convert_text(
            tree or source.tree, to, format="json", extra_args=list(arguments), outputfile=output, verify_format=False
        )
    except RuntimeError as error:
        raise StudyError(f"{source.name}.md", f"pandoc cannot convert it to {to}: {error}") from error


def variables(source: Source, written: Callable[[str], str] = str, **more: str) -> list[str]:
    """What stands on the cover and in the properties, as arguments of pandoc, which takes them as they are.

    written: the words as words of the format (`as_typst`), whatever they look like; not for those of `more`.
    """
    document, language = source.document, source.language
    values = {
        "title": source.title,
        "pagetitle": f"{source.title} · {source.series}",
        source.kind: "yes",
        "subtitle": write.spaced(document.subtitle[language], language),
        "authors": document.authors[language],
        "author-meta": document.authors[language],
        "date": source.date,
        "date-meta": document.date,
        "series": source.series,
        "contents": source.words("contents"),
        "notice": source.notice,
        "language": language,
    }
    values = {key: written(value) for key, value in values.items()} | more
    return [f"--variable={key}={value}" for key, value in values.items()]


def as_html(text: str) -> str:
    """A text as HTML that shows it."""
    return html.escape(text, quote=True).replace("&#x27;", "'")


def as_typst(text: str) -> str:
    r"""A text as Typst that prints it: a mark stays a mark, a call is none.

    >>> as_typst("1. C# for $5 #read")
    '1\. C\# for \$5 \#read'
    """
    return _TYPST_LIST.sub(r"\1\\\2", _TYPST.sub(r"\\\g<0>", text))


def to_html(source: Source, target: Path) -> None:
    """One HTML file with figures, style and script inside: nothing is fetched when it is read."""
    style, script = (template(source.study, name).read_text(encoding="utf-8") for name in ("page.css", "page.js"))
    tree = json.loads(source.tree)
    tree["blocks"] += [_html_block(_PLACE)] if source.entries else []
    text = _pandoc(
        source, "html5", "--standalone", f"--template={template(source.study, 'page.html')}",
        *(["--toc", "--toc-depth=2"] if source.kind != "brief" else []), *_HTML,
        *variables(source, as_html, style=style, script=script, skip=source.words("skip")), tree=json.dumps(tree),
    )  # fmt: skip
    text = text.replace(_PLACE, "\n".join(_entries_html(source)), 1)
    text = fonts.with_faces(text, source.study.cache)
    text = _PICTURE.sub(lambda found: _figure(source.folder / found[1], found[0]), text)
    target.write_text(text, encoding="utf-8", newline="\n")


def _entries_html(source: Source) -> list[str]:
    """HTML of each entry, kept by its Markdown: after one decision some of a thousand are others.

    What is kept is of this document alone, so that no entry that went stays behind.
    """
    store = _kept_entries(source.study)
    made_by = fingerprint(_made_by(), template(source.study, "evidence.lua").read_bytes(), source.language)
    keys = [fingerprint(made_by, entry) for entry in source.entries]
    kept = store.read(source.name) or {}
    new = {key: entry for key, entry in zip(keys, source.entries, strict=True) if key not in kept}
    kept |= dict(zip(new, _written_apart(source, list(new.values())), strict=True))
    if new or kept.keys() - keys:
        store.write(source.name, {key: kept[key] for key in keys})
    return [kept[key] for key in keys]


def keep_entries_of(study: Study, documents: list[str]) -> None:
    """Delete the kept entries of every other document (`annex.en`)."""
    _kept_entries(study).keep_only(documents)


def _kept_entries(study: Study) -> Cache:
    """Under private/: the check before documents would find in them, and stop at, a name that was masked since."""
    return Cache(study.private / "cache" / "entries")


def _written_apart(source: Source, entries: list[str]) -> list[str]:
    """HTML of each of these entries, by one run of pandoc for all."""
    if not entries:
        return []
    tree = document_tree("".join(entries), "findings", PICTURES, reader=READER)
    if len(tree["blocks"]) != len(entries):  # one of them holds marks that end it
        raise StudyError(
            f"{source.name}.md", "an entry of the evidence is not one block",
            todo="Look for rows of `:::` in the words that it quotes.",
        )  # fmt: skip
    tree["blocks"] = [part for block in tree["blocks"] for part in (block, _html_block(_END))]
    written = _pandoc(source, "html5", *_HTML, tree=json.dumps(tree))
    return [part.strip("\n") for part in written.split(_END)[:-1]]


@cache
def _made_by() -> str:
    """What HTML is made by: pandoc, and the code that hands it over."""
    code = [Path(__file__), Path(inspect.getfile(document_tree))]
    return fingerprint(file_fingerprint(*code), *package_versions("pypandoc_binary"))


def _html_block(text: str) -> dict[str, Any]:
    return {"t": "RawBlock", "c": ["html", text]}


def _figure(picture: Path, image: str) -> str:
    """The figure itself in the place of the element `image` that would show it."""
    alt = _ALT.search(image)
    stem = picture.name.partition(".")[0]
    return svg_figures.inline(picture.read_text(encoding="utf-8"), stem, html.unescape(alt[1]) if alt else "")


def to_word(source: Source, target: Path) -> None:
    """A Word file with real styles, headings, captions, contents and alternative texts; the brief has no cover."""
    document, language = source.document, source.language
    brief = source.kind == "brief"
    values = {
        "over-series": f"{source.series} · {source.date}",
        "over-title": source.title,
        **({"over-notice": source.notice} if source.notice else {}),
    } if brief else {
        "title": source.title,
        "subtitle": write.spaced(document.subtitle[language], language),
        "author": document.authors[language],
        "date": source.date,
        "toc-title": source.words("contents"),
        **({"abstract": source.notice, "abstract-title": source.words("notice")} if source.notice else {}),
    }  # fmt: skip
    _pandoc(
        source, "docx", *([] if brief else ["--toc", "--toc-depth=2"]),
        f"--reference-doc={template(source.study, 'brief.docx' if brief else 'reference.docx')}",
        *(f"--metadata={key}:{value}" for key, value in values.items()),
        output=target, tree=source.tree.replace(f'.{language}.svg"', f'.{language}.png"'),
    )  # fmt: skip
    word.finish(
        target,
        title=source.title,
        authors=document.authors[language],
        language=write.tag(language),
    )


def to_pdf(source: Source, target: Path) -> None:
    """A tagged PDF (PDF/UA-1 where the chapters allow it) with bookmarks, links and properties."""
    import typst

    date = datetime.date.fromisoformat(source.document.date)
    text = _pandoc(
        source, "typst", "--standalone", f"--template={template(source.study, 'page.typ')}", "--wrap=none",
        *variables(
            source, as_typst, papersize="us-letter", year=str(date.year), month=str(date.month), day=str(date.day),
            **{"author-meta": source.document.authors[source.language].replace("\\", r"\\").replace('"', r"\"")},
        ),
    )  # fmt: skip
    with tempfile.NamedTemporaryFile("w", suffix=".typ", dir=source.folder, encoding="utf-8", delete=False) as file:
        file.write(text)
    page = Path(file.name)
    moment = datetime.datetime(date.year, date.month, date.day, tzinfo=datetime.UTC)
    try:
        typst.compile(
            page, output=target, root=source.folder, ignore_system_fonts=True, pdf_standards="ua-1",
            font_paths=[fonts.folder_for("pages", source.study.cache)],
            timestamp=int(moment.timestamp()),
        )  # fmt: skip
    except typst.TypstError as error:
        raise StudyError(
            f"{source.name}.md", f"Typst cannot set it as an accessible PDF: {error}",
            todo=what_typst_misses(str(error)),
        ) from error  # fmt: skip
    finally:
        page.unlink()


def what_typst_misses(said: str) -> str:
    """What a person looks for in the chapters, by what Typst says."""
    if "file not found" in said:
        return "A chapter shows a picture that is not there: put the file in its place, or take the picture out."
    if "label" in said and "does not exist" in said:
        return "A chapter changed a link that the pipeline wrote (`upper`, `replace`): take the filter off the call."
    if "could not be displayed" in said:
        return "A chapter, or a text it quotes, holds a sign that no letter stands for: take it out."
    return "Look for a heading that skips a level or a table without a heading row."
