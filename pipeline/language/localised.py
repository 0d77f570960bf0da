"""Texts that people write in each of the study's languages: `label: {en: Capacity, fr: Capacité}`."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any, Generic, Self, TypeVar

from babel import Locale
from pydantic import ConfigDict, RootModel, StringConstraints, ValidationInfo, model_validator

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
LANGUAGE_NAMES = Locale("en").languages


def wanted_languages(info: ValidationInfo) -> list[str]:
    """The study's languages, as `Study.codebook` passes them on; none where a file is read outside a study."""
    return list((info.context or {}).get("languages", []))


Value = TypeVar("Value")


class ByLanguage(RootModel[dict[str, Value]], Generic[Value]):
    """Something once a language, such as lists of examples; read `entry["fr"]` or `entry.fr`."""

    model_config = ConfigDict(frozen=True)

    @model_validator(mode="after")
    def _known_languages(self) -> Self:
        if unknown := [one for one in self.root if one not in LANGUAGE_NAMES]:
            raise ValueError(f"{unknown[0]!r} is not the code of a language (such as en, fr, es)")
        return self

    def __contains__(self, language: str) -> bool:
        return bool(self.root.get(language))

    def items(self) -> list[tuple[str, Value]]:
        """Pairs of language and value, by the language's code whatever the order in the file."""
        return sorted(self.root.items(), key=lambda pair: pair[0])

    def values(self) -> list[Value]:
        return [value for _, value in self.items()]


class Localised(ByLanguage[str]):
    """A text by language; what is asked for in another language is given in the first one there is."""

    def __getitem__(self, language: str) -> str:
        """The text in `language`, or else in the first language that has one; "" where none has."""
        return self.root.get(language) or next((text for text in self.root.values() if text), "")

    if not TYPE_CHECKING:  # for templates and people at a prompt; code says label[language]

        def __getattr__(self, name: str) -> str:
            return self[name] if name in LANGUAGE_NAMES else super().__getattr__(name)

    def texts(self) -> list[str]:
        """The texts that are there, by language code."""
        return [text for text in self.values() if text]


class OptionalLabel(Localised):
    """A text that may wait to be translated, or be absent."""

    root: dict[str, str] = {}


class Label(Localised):
    """What a reader sees; needed in every language of the study (`languages` of params.yaml)."""

    root: dict[str, Text]

    @model_validator(mode="after")
    def _complete(self, info: ValidationInfo) -> Self:
        languages = wanted_languages(info)
        if missing := [one for one in languages if one not in self.root]:
            raise ValueError(f"no text in {', '.join(missing)} (the study's languages are {', '.join(languages)})")
        if not self.root:
            raise ValueError("no text in any language")
        return self


class BlankLabel(Label):
    """A label whose text may be empty, where an export says nothing; each language must still be named."""

    root: dict[str, str]  # wider than Label's on purpose


def by_language(label: "Localised", languages: Sequence[str], name: str) -> dict[str, Any]:
    """`name_LANGUAGE` for each language: the columns of a table that stand once a language.

    >>> by_language(Label({"en": "Water", "fr": "Eau"}), ["en", "fr"], "label")
    {'label_en': 'Water', 'label_fr': 'Eau'}
    """
    return {f"{name}_{language}": label[language] for language in languages}
