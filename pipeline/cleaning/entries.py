"""The smallest entries of `codebooks/survey.yaml`, which all others are made of."""

import re
from collections.abc import Iterable
from typing import Annotated

from pydantic import AfterValidator, StringConstraints

from pipeline.language import BlankLabel as Text
from pipeline.study import StrictModel

Code = int | float | str
Sign = Annotated[str, StringConstraints(min_length=1, max_length=1)]  # one character, between cells or words


def _known(encoding: str) -> str:
    try:
        b"".decode(encoding)
    except (LookupError, ValueError) as error:
        raise ValueError(f"{encoding!r} is no encoding: such as utf-8, cp1252, utf-16") from error
    return encoding


def _compiles(text: str) -> str:
    try:
        re.compile(text)
    except re.error as error:
        raise ValueError(f"`{text}` is no regular expression ({error})") from error
    return text


Pattern = Annotated[str, AfterValidator(_compiles)]  # a regular expression
Encoding = Annotated[str, AfterValidator(_known)]  # of a text file, by the name that Python knows


class Answer(StrictModel):
    """One answer a respondent can choose: its code in the export, its code in the clean table, its label."""

    raw: Code
    clean: Code
    label: Text
    also: list[str] = []  # other labels under which exports have carried this answer


def numbers_of(answers: Iterable[Answer]) -> list[int | float]:
    """The clean codes of answers whose codes are numbers, as those of a scale that may be turned round."""
    return [answer.clean for answer in answers if not isinstance(answer.clean, str)]


class MissingCode(StrictModel):
    """A code that stands for no value. `answered`: the respondent did answer (don't know), which rules may count."""

    code: Code
    label: Text
    also: list[str] = []  # other labels under which exports have carried it
    answered: bool = False
    not_asked: bool = False  # the question was not put
