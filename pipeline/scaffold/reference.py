"""`docs/reference.md`: every file, entry and column that people write, from the models that read them.

An entry's meaning is the comment beside its field in the code, so that the page cannot say something else.
"""

import inspect
import io
import tokenize
import types
import typing
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from pydantic import BaseModel, RootModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from pipeline.admin.admin_codebook import AdminCodebook
from pipeline.decisions.themes import ThemesCodebook
from pipeline.findings.document import Document
from pipeline.notes.layout_files import LayoutFile
from pipeline.study import read_yaml
from pipeline.study.params import DEFAULTS
from pipeline.survey.survey_codebook import SurveyCodebook
from pipeline.triangulation.evaluation import EvaluationCodebook

PEOPLE_FILES = Path(__file__).with_name("people_files.yaml")
MODELS: dict[str, type[BaseModel]] = {
    "codebooks/themes.yaml": ThemesCodebook,
    "codebooks/survey.yaml": SurveyCodebook,
    "codebooks/evaluation.yaml": EvaluationCodebook,
    "codebooks/admin.yaml": AdminCodebook,
    "reports/chapters/document.yaml": Document,
    "raw/interviews/layouts.yaml": LayoutFile,
}
HEAD = """# Every file that people write

Written by `python -m pipeline reference` from the models that read the files; a test holds it in step. A text by
language is `{en: ..., fr: ...}`, with each language of the study. What is in bold has to be there. Chapters have a page
of their own ([chapters.md](chapters.md)).
"""


def page() -> str:
    """The page as Markdown."""
    parts = [HEAD, "## params.yaml", "", "What differs from these defaults:", "", "```yaml", _defaults(), "```", ""]
    for name, model in MODELS.items():
        parts += [f"## {name}", "", *_model(model)]
    parts += ["## Tables", "", "CSV (comma, semicolon or tab; UTF-8 or Windows) unless it says otherwise.", ""]
    for name, table in read_yaml(PEOPLE_FILES).items():
        rows = [(_column(column), meaning) for column, meaning in table["columns"].items()]
        parts += [f"### {name}", "", table["what"], "", *_table(("column", "meaning"), rows), ""]
    return "\n".join(parts).rstrip() + "\n"


def _defaults() -> str:
    return DEFAULTS.read_text(encoding="utf-8").strip()


def _column(name: str) -> str:
    return name.strip("()") if name.startswith("(") else f"**{name}**"


def _model(model: type[BaseModel]) -> Iterator[str]:
    """A table for a file's model, and one for each model that stands in it, once."""
    waiting, seen = [model], {model}
    while waiting:
        one = waiting.pop(0)
        inner = [other for field in one.model_fields.values() for other in _models_in(field.annotation)]
        waiting += [other for other in dict.fromkeys(inner) if other not in seen]
        seen.update(inner)
        comments = comments_of(one)
        rows = []
        for name, field in one.model_fields.items():
            shown = f"**{name}**" if field.is_required() else name
            rows.append((shown, _type(field.annotation), _default(field), comments.get(name, "")))
        if rows:
            yield from [] if one is model else [f"### {one.__name__}", ""]
            yield from [*_said(one), *_table(("entry", "holds", "if left out", "meaning"), rows), ""]


def _said(model: type[BaseModel]) -> list[str]:
    own = model.__dict__.get("__doc__") or ""
    first = inspect.cleandoc(own).split("\n\n")[0].replace("\n", " ")
    return [first, ""] if first else []


def comments_of(model: type[BaseModel]) -> dict[str, str]:
    """Field -> the comment at the end of its lines, fields of the classes it is made from included."""
    found: dict[str, str] = {}
    for one in reversed(model.__mro__):
        if one in (BaseModel, RootModel, object) or not issubclass(one, BaseModel):
            continue
        try:
            source = inspect.cleandoc("\n" + inspect.getsource(one))
        except (OSError, TypeError):
            continue
        name, depth = "", 0
        for token in tokenize.generate_tokens(io.StringIO(source).readline):
            if token.type == tokenize.OP:
                depth += token.string in "([{"
                depth -= token.string in ")]}"
            if token.type == tokenize.NAME and token.start[1] == 4 and depth == 0:
                name = token.string
            if token.type == tokenize.COMMENT and name in one.__annotations__ and token.line.strip() != token.string:
                text = token.string.lstrip("# ")
                found[name] = text if "noqa" not in text and "fmt:" not in text else found.get(name, "")
    return found


def _models_in(annotation: Any) -> list[type[BaseModel]]:
    """Models in a type that have entries of their own, in order."""
    if isinstance(annotation, type) and not isinstance(annotation, types.GenericAlias):
        has_entries = issubclass(annotation, BaseModel) and not issubclass(annotation, RootModel)
        return [annotation] if has_entries else []
    return [model for part in typing.get_args(annotation) for model in _models_in(part)]


def _type(annotation: Any) -> str:
    """A type in words: `text`, `list of Code`, `A or B`."""
    origin, inside = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is typing.Annotated:
        return _type(inside[0])
    if origin is typing.Literal:
        return " or ".join(f"`{one}`" for one in inside)
    if origin in (typing.Union, types.UnionType):
        return " or ".join(dict.fromkeys(_type(one) for one in inside if one is not type(None)))
    if origin in (list, tuple, set):
        return f"list of {_type(inside[0])}"
    if origin is dict:
        return f"{_type(inside[1])} by name"
    if isinstance(annotation, type) and issubclass(annotation, RootModel):
        return (
            "text by language"
            if "Label" in annotation.__name__ or annotation.__name__ == "Text"
            else "lists by language"
        )
    words = {str: "text", int: "whole number", float: "number", bool: "true or false"}
    return words.get(annotation, getattr(annotation, "__name__", str(annotation)))


def _default(field: FieldInfo) -> str:
    value = field.get_default(call_default_factory=True)
    if field.is_required() or value is PydanticUndefined or value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return f"`{value}`" if isinstance(value, (str, int, float)) and value != "" else ""


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> list[str]:
    lines = [head, ("---",) * len(head), *rows]
    return ["| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines]
