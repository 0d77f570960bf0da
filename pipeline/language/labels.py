"""Texts that people write in each of the study's languages: `label: {en: Capacity, fr: Capacité}`."""

from typing import Annotated, Any

from babel import Locale
from pydantic import ConfigDict, RootModel, StringConstraints, ValidationInfo, model_validator

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
LANGUAGE_NAMES = Locale("en").languages


def wanted_languages(info: ValidationInfo) -> list[str]:
    """The study's languages, as `Study.codebook` passes them on; none where a file is read outside a study."""
    return list((info.context or {}).get("languages", []))


class Localised(RootModel[dict[str, str]]):
    """A text by language; what is asked for in another language is given in the first one there is."""

    model_config = ConfigDict(frozen=True)

    @model_validator(mode="after")
    def _known_languages(self) -> "Localised":
        if unknown := [one for one in self.root if one not in LANGUAGE_NAMES]:
            raise ValueError(f"{unknown[0]!r} is not the code of a language (such as en, fr, es)")
        return self

    def __getitem__(self, language: str) -> str:
        """The text in `language`, or else in the first language that has one; "" where none has."""
        return self.root.get(language) or next((text for text in self.root.values() if text), "")

    def __contains__(self, language: str) -> bool:
        return bool(self.root.get(language))

    def items(self) -> list[tuple[str, str]]:
        return list(self.root.items())

    def texts(self) -> list[str]:
        """The texts that are there, in the order of the file."""
        return [text for text in self.root.values() if text]


class OptionalLabel(Localised):
    """A text that may wait to be translated, or be absent."""

    root: dict[str, str] = {}


class Label(Localised):
    """What a reader sees; needed in every language of the study (`languages` of params.yaml)."""

    root: dict[str, Text]

    @model_validator(mode="after")
    def _complete(self, info: ValidationInfo) -> "Label":
        languages = wanted_languages(info)
        if missing := [one for one in languages if one not in self]:
            raise ValueError(f"no text in {', '.join(missing)} (the study's languages are {', '.join(languages)})")
        if not self.root:
            raise ValueError("no text in any language")
        return self


def by_language(label: "Localised", languages: list[str], name: str) -> dict[str, Any]:
    """`name_LANGUAGE` for each language: the columns of a table that stand once a language.

    >>> by_language(Label({"en": "Water", "fr": "Eau"}), ["en", "fr"], "label")
    {'label_en': 'Water', 'label_fr': 'Eau'}
    """
    return {f"{name}_{language}": label[language] for language in languages}
