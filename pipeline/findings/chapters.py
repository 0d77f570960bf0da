"""The chapters people write: found, paired in both languages, rendered with the vocabulary, every mistake told by line.

A chapter is `reports/chapters/NAME.LANGUAGE.md`: Markdown with Jinja calls. Chapters follow each other in the order of
their names. They are rendered in Jinja's sandbox: a chapter can call the vocabulary and nothing else. A name with
`brief` or `annex` as one of its parts belongs to that document, any other to the report.
"""

import re
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import CodeType
from typing import Any

import jinja2
from jinja2.sandbox import SandboxedEnvironment
from rapidfuzz import process

from pipeline import language as write
from pipeline.findings.chapter_mistakes import ChapterMistake
from pipeline.study import Study, StudyError, limited

LONGEST = 60  # seconds of the processor for a chapter
LARGEST = 2_000_000  # characters of a chapter
_FILE = re.compile(r"(?P<name>[\w-]+)\.(?P<language>[a-z]{2})\.md")


@dataclass(frozen=True)
class Chapter:
    """One chapter in one language."""

    name: str
    language: str
    path: Path
    source: str

    @property
    def document(self) -> str:
        """Its document: `00-brief` is of the brief, `90-annex-codebook` of the annex, any other of the report."""
        return next((one for one in ("brief", "annex") if one in self.name.split("-")), "findings")


def load(study: Study, languages: list[str]) -> dict[str, list[Chapter]]:
    """The chapters of each language, in order.

    Raises StudyError where there is no chapter, where one is missing in a language, or where a file is not UTF-8.
    """
    folder = study.reports / "chapters"
    found: dict[str, dict[str, Path]] = {language: {} for language in languages}
    for path in sorted(folder.glob("*.md")):
        match = _FILE.fullmatch(path.name)
        if match and match["language"] in found:
            found[match["language"]][match["name"]] = path
        elif not match:
            raise StudyError(
                study.relative(path), "a chapter needs its language in its name", "such as 03-relevance.en.md"
            )
    names = sorted({name for chapters in found.values() for name in chapters})
    if not names:
        raise StudyError(
            study.relative(folder), "there is no chapter", todo="Write one, or run `python -m pipeline draft THEME`."
        )
    for language, chapters in found.items():
        for name in names:
            if name not in chapters:
                other = next(one for one in languages if name in found[one])
                raise StudyError(
                    study.relative(folder / f"{name}.{language}.md"),
                    f"the chapter is missing, though it is there in {other}",
                    "every chapter in " + " and ".join(languages),
                    f"Write it, or leave {language} out of `findings: languages` in params.yaml.",
                )
    return {
        language: [Chapter(name, language, chapters[name], _read(study, chapters[name])) for name in names]
        for language, chapters in found.items()
    }


def _read(study: Study, path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise StudyError(study.relative(path), f"not UTF-8 text (byte {error.start})", "UTF-8") from error


class ChapterEnvironment(SandboxedEnvironment):
    """Jinja's sandbox with limits: no arithmetic that grows without end, no filters that fill up."""

    intercepted_binops = frozenset(["*", "**", "%", "+"])

    def __init__(self) -> None:
        super().__init__(
            undefined=jinja2.StrictUndefined, autoescape=False, keep_trailing_newline=True,
            comment_start_string="{*", comment_end_string="*}",
        )  # fmt: skip
        for name in ("center", "indent", "format", "batch", "slice", "pprint", "xmlattr", "random"):
            del self.filters[name]

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """Raises SecurityError for a calculation or repetition that would be too large."""
        if operator == "**" and not (_small(left, 10**6) and _small(right, 20)):
            raise jinja2.exceptions.SecurityError("a power that is too large")
        if operator == "*" and any(isinstance(one, (str, list, tuple)) for one in (left, right)):
            raise jinja2.exceptions.SecurityError("texts and lists cannot be multiplied")
        if operator == "%" and isinstance(left, str):
            raise jinja2.exceptions.SecurityError("texts cannot be formatted with %")
        if all(isinstance(one, int) and not _small(one, 10**30) for one in (left, right)):
            raise jinja2.exceptions.SecurityError("a number that is too large")
        return super().call_binop(context, operator, left, right)

    def wrap_str_format(self, value: Any) -> Any:
        """Raises SecurityError for `format` of a text: a width can be any number."""
        if super().wrap_str_format(value) is not None:
            raise jinja2.exceptions.SecurityError("texts cannot be formatted")

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        return super().is_safe_attribute(obj, attr, value) and not (isinstance(obj, str) and attr in FILLING)


FILLING = {"center", "ljust", "rjust", "zfill", "format", "format_map", "expandtabs", "replace", "translate", "join"}


def _small(value: Any, most: int) -> bool:
    return isinstance(value, (int, float)) and abs(value) <= most


def render(study: Study, chapter: Chapter, functions: dict[str, Callable]) -> str:
    """The chapter as Markdown. Raises StudyError naming file and line for a broken template or a wrong call."""
    where = study.relative(chapter.path)
    environment = ChapterEnvironment()
    environment.globals = dict(functions)
    try:
        template = _compiled(chapter.source, where)
        text = ""
        with limited(LONGEST):
            for part in jinja2.Template.from_code(environment, template, environment.globals).generate():
                text += part
                if len(text) > LARGEST:
                    raise StudyError(where, f"writes more than {LARGEST} characters", "a chapter", "Look at its loops.")
    except jinja2.TemplateSyntaxError as error:
        raise StudyError(
            f"{where}, line {error.lineno}", f"the template is broken: {error.message}", todo="Mend the braces."
        ) from error
    except ChapterMistake as error:
        raise StudyError(f"{where}, line {_line(error, where)}", error.found, error.expected, error.todo) from error
    except jinja2.UndefinedError as error:
        name = re.search(r"'(\w+)'", str(error))
        near = [one for one, *_ in process.extract(name[1], list(functions), limit=3)] if name else []
        raise StudyError(
            f"{where}, line {_line(error, where)}",
            f"there is no word {name[1]!r} in the vocabulary" if name else str(error),
            "one of " + ", ".join(near) if near else "",
            "docs/chapters.md lists the vocabulary.",
        ) from error
    except TimeoutError as error:
        raise StudyError(
            where, f"takes longer than {LONGEST} seconds of the processor", "a chapter", "Look at its loops."
        ) from error
    except RecursionError as error:
        raise StudyError(where, "calls itself without end", todo="Look at its macros.") from error
    except StudyError:
        raise
    except (
        TypeError,
        ValueError,
        ArithmeticError,
        LookupError,
        AttributeError,
        MemoryError,
        jinja2.TemplateError,
    ) as error:
        raise StudyError(
            f"{where}, line {_line(error, where)}", f"a call that cannot be made: {error}", todo="See docs/chapters.md."
        ) from error
    return _spaced(text, chapter.language)


@lru_cache(maxsize=128)  # an author saves one chapter of many
def _compiled(source: str, where: str) -> CodeType:
    return ChapterEnvironment().compile(source, filename=where, name=where)


def _line(error: Exception, where: str) -> int:
    """The line of the chapter that made the call: Jinja rewrites tracebacks to the template's own lines."""
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == where]
    return (lines[-1] if lines else None) or 1


def _spaced(text: str, language: str) -> str:
    """The language's spaces in the prose of a chapter; lines of Markdown's own marks are left alone."""
    lines = text.split("\n")
    marks = re.compile(r"^\s*(:::|>|\|[-:| ]+\|?$|```|!\[)")
    return "\n".join(line if marks.match(line) else write.spaced(line, language) for line in lines)
