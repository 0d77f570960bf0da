"""A mistake in the language of the page.

A StudyError is English where it is raised: rooms below know no page. What the page tells is looked up by that English,
as gettext does: `words/en/mistakes.yaml` holds it with names for what varies, other languages the same under each key.
A test finds messages that are not there.
"""

import re
from functools import cache

from pipeline.language import Words, colon, quoted
from pipeline.language.catalogue import SOURCE_LANGUAGE
from pipeline.study import StudyError, StudyErrors, as_typed

PLACES = ("line", "row", "sheet", "cell")
_NAME = re.compile(r"\{(\w+)\}")


def told(error: StudyError, say: Words) -> str:
    """`error` as `say`'s language tells it; what nobody translated stays in English."""
    if say.language == SOURCE_LANGUAGE:
        return str(error)
    words = Words("mistakes", say.language, say.study)
    if isinstance(error, StudyErrors):
        return "\n".join([words("several", a=len(error.errors)), *(f"- {told(one, say)}" for one in error.errors)])
    where = ", ".join(_place(part, words) for part in error.where.split(", "))
    parts = [f"{where}{colon(say.language)}{in_words(error.found, words)}"]
    if error.expected:
        parts.append(words("expected", a=in_words(error.expected, words)))
    return as_typed(f"{'; '.join(parts)}. {in_words(error.todo, words)}".strip())


def in_words(text: str, words: Words) -> str:
    """A part of a mistake in another language: all of it, or what follows the place it begins with."""
    for key, pattern in _patterns():
        if found := pattern.fullmatch(text):
            return words(key, **{name: _value(value, words) for name, value in found.groupdict().items()})
    place, mark, rest = text.partition(": ")
    return f"{place}{colon(words.language)}{in_words(rest, words)}" if mark else text


def _value(value: str, words: Words) -> str:
    """What stands in a phrase: a phrase itself (`Permission denied`), a name between quotes, or as it is."""
    if name := re.fullmatch(r"'(.*)'", value):
        return quoted(name.group(1), words.language)
    return next((words(key) for key, pattern in _patterns() if not pattern.groups and pattern.fullmatch(value)), value)


def _place(part: str, words: Words) -> str:
    kind, _, which = part.partition(" ")
    return words(kind, a=which) if kind in PLACES and which else in_words(part, words)


@cache
def _patterns() -> list[tuple[str, re.Pattern[str]]]:
    """The English phrases as patterns, those with the most words of their own first."""
    phrases = {key: str(text) for key, text in Words("mistakes", SOURCE_LANGUAGE).phrases.items()}
    order = sorted(phrases, key=lambda key: -len(_NAME.sub("", phrases[key])))
    return [(key, _pattern(phrases[key])) for key in order]


def _pattern(phrase: str) -> re.Pattern[str]:
    parts = _NAME.split(phrase)  # literal, name, literal, ...
    return re.compile(
        "".join(re.escape(one) if at % 2 == 0 else f"(?P<{one}>.+?)" for at, one in enumerate(parts)), re.DOTALL
    )
