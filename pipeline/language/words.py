"""Fixed words in one language: looked up by room and key, filled in, with the plural the number asks for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from pipeline.language.catalogue import SOURCE_LANGUAGE, Phrases, house_words, rooms_with_words, study_words
from pipeline.language.localised import BlankLabel, Localised
from pipeline.language.numbers import number
from pipeline.language.text import plural_form
from pipeline.study import Study


@dataclass(frozen=True)
class Words:
    """The phrases of one room in one language.

    >>> Words("findings", "fr")("table", n=3)
    'Tableau 3.'
    >>> Words("findings", "en")("n_participants", n=1), Words("findings", "en")("n_participants", n=1200)
    ('1 participant', '1,200 participants')

    A study's own words go before the house's; what a language lacks is said in English, and listed by `missing_words`.
    """

    room: str
    language: str
    study: Study | None = None

    @cached_property
    def phrases(self) -> Phrases:
        """Every phrase of the room by key."""
        found: dict[str, Any] = {}
        for one in (SOURCE_LANGUAGE, self.language):
            found |= house_words(one, self.room)
            found |= study_words(self.study, one, self.room) if self.study else {}
        return found

    def __call__(self, key: str, *values: Any, **named: Any) -> str:
        """A phrase, its `{0}` and `{names}` filled in; numbers are written as the language writes them.

        A phrase with plurals takes the one for `count`, or else for `n`, or else for the first whole number. Raises
        KeyError for a phrase that is not there: that is a mistake of the code, not of a person.
        """
        phrase = self.phrases[key]
        if isinstance(phrase, Mapping):
            counts = [named[name] for name in ("count", "n") if name in named]
            counts += [one for one in (*values, *named.values()) if _is_whole(one)]
            form = plural_form(counts[0], self.language)
            phrase = phrase.get(form, phrase["other"])
        shown = {name: self._shown(value) for name, value in named.items()}
        return str(phrase).format(*map(self._shown, values), **shown)

    def _shown(self, value: Any) -> Any:
        if isinstance(value, float):  # numpy's too
            return number(value, self.language, len(f"{value:g}".partition(".")[2]))
        return number(int(value), self.language) if _is_whole(value) else value

    def number(self, value: float, decimals: int = 2) -> str:
        """A number as the language writes it."""
        return number(value, self.language, decimals)

    def has(self, key: str) -> bool:
        return key in self.phrases

    def group(self, prefix: str) -> dict[str, str]:
        """Phrases whose keys start with `PREFIX.`, by the rest of the key."""
        start = f"{prefix}."
        return {key.removeprefix(start): str(text) for key, text in self.phrases.items() if key.startswith(start)}


def _is_whole(value: Any) -> bool:
    return isinstance(value, int | np.integer) and not isinstance(value, bool)


def missing_words(language: str, study: Study | None = None) -> list[str]:
    """`ROOM.KEY` of every phrase that the house has in English and that nobody has given in `language`."""
    found = []
    for room in rooms_with_words():
        if room != "language":  # what is said of the language itself has usual values
            given = {**house_words(language, room), **(study_words(study, language, room) if study else {})}
            found += [f"{room}.{key}" for key in house_words(SOURCE_LANGUAGE, room) if key not in given]
    return found


def phrase(room: str, key: str, languages: Sequence[str], **values: Any) -> BlankLabel:
    """A fixed phrase in each of `languages`, where a label that people write could stand; labels among `values` are
    given in the same language.

    >>> phrase("survey", "week_of", ["en", "fr"], day="2024-01-01")["en"]
    'week of 2024-01-01'
    """
    return BlankLabel(
        {
            language: Words(room, language)(
                key, **{name: one[language] if isinstance(one, Localised) else one for name, one in values.items()}
            )
            for language in languages
        }
    )
