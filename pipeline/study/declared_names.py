"""Names that one part of a file uses and another has to declare: every mistake at once, each with its place."""

from collections.abc import Collection, Iterable, Iterator

import pydantic
from pydantic_core import PydanticCustomError, ValidationError

Place = tuple[str | int, ...]  # of an entry in the file: ("figures", 3, "by")
Mistake = tuple[Place, str]  # where, and what is wrong


def refuse(model: pydantic.BaseModel, found: Iterable[Mistake]) -> None:
    """Raises ValidationError with all mistakes, each at its place; nothing where there is none.

    For a validator of a whole model, whose own exception would tell the first mistake only, and no place.
    """
    mistakes = list(found)
    if mistakes:
        raise ValidationError.from_exception_data(
            type(model).__name__,
            [
                {"type": PydanticCustomError("names", "{text}", {"text": text}), "loc": place, "input": None}
                for place, text in mistakes
            ],
        )


def declared(
    place: Place, who: str, used: Iterable[object], known: Collection[object], section: str
) -> Iterator[Mistake]:
    """The names of `used` that are not among `known`, which stand under `section` of the file; None is no name."""
    absent = [str(name) for name in used if name is not None and name not in known]
    if absent:
        yield place, f"{who} names {', '.join(absent)}, which is not under `{section}`"


def repeated(place: Place, names: Iterable[str], field: str) -> Iterator[Mistake]:
    """At the second entry of each name that stands there more than once."""
    seen: set[str] = set()
    for number, name in enumerate(names):
        if name in seen:
            yield (*place, number, field), f"{place[-1]}: {name} stands there more than once"
        seen.add(name)
