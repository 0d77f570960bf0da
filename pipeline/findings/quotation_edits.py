"""reports/quotations.yaml: quotations as people edited and translated them; the workbench reads and writes it here.

An entry is known by its unit (`NOTE#turn`) and by the fingerprint of the words it was made from. Where these words are
others by now (a name was masked since), the entry is stale: it is told, and what was said is printed in its stead.
"""

from collections.abc import Mapping
from pathlib import Path

from pipeline.findings.quotation_checks import MASK, concessions_cut, contact_in, first_not_said, is_cut
from pipeline.language import Words
from pipeline.study import StrictModel, Study, StudyError, collecting, fingerprint, load_model_if_any, write_whole

HEAD = "# Quotations as they are printed: edited forms and translations. Written by people, here or on the workbench.\n"


class Translation(StrictModel):
    text: str
    of: str  # fingerprint of the printed form that was translated
    by: str = ""


class Edit(StrictModel):
    """One quotation. What is left empty is printed as it was said."""

    fingerprint: str  # of the words said, see `of_words`
    edited: str = ""  # the form printed in the language spoken; `…` where words were cut
    concession_kept: bool = False  # a person's tick: cutting took no concession away
    speaker: dict[str, str] = {}  # by language: the attribution where the group's own will not do (gender in French)
    translations: dict[str, Translation] = {}  # by language
    by: str = ""  # who edited


class QuotationFile(StrictModel):
    quotations: dict[str, Edit] = {}


def file_of(study: Study) -> Path:
    return study.reports / "quotations.yaml"


def load(study: Study) -> dict[str, Edit]:
    """Every entry by unit; empty where there is no file. Raises StudyError for a file that cannot be read."""
    return load_model_if_any(file_of(study), QuotationFile).quotations


def version(study: Study) -> str:
    """Stands for the file as it is now: what `save` compares."""
    path = file_of(study)
    return fingerprint(path.read_bytes()) if path.exists() else ""


def of_words(text: str) -> str:
    """The fingerprint of what was said. How a mask is numbered and of what kind it is plays no part: both may change
    when names are looked for again; a word that was masked since does.
    """
    return fingerprint(MASK.sub("[]", " ".join(text.split())))


def new_edit(
    said: str, edited: str, translations: Mapping[str, str], by: str, concession_kept: bool = False,
    speaker: Mapping[str, str] | None = None,
) -> Edit:  # fmt: skip
    """An entry made from what a person typed; empty translations are left out."""
    form = " ".join((edited or said).split())
    made = {
        language: Translation(text=" ".join(text.split()), of=fingerprint(form), by=by)
        for language, text in sorted(translations.items())
        if text.strip()
    }
    return Edit(
        fingerprint=of_words(said), edited=" ".join(edited.split()), concession_kept=concession_kept,
        speaker=dict(speaker or {}), translations=made, by=by,
    )  # fmt: skip


def is_stale(edit: Edit, said: str) -> bool:
    return edit.fingerprint != of_words(said)


def stale_translations(edit: Edit, said: str) -> list[str]:
    """The languages whose translation was made of another form than the one printed now."""
    form = fingerprint(edit.edited or " ".join(said.split()))
    return [language for language, one in edit.translations.items() if one.of != form]


def mistakes_of(edit: Edit, said: str, spoken: str, words: Words) -> list[str]:
    """What a person has to put right before the entry is printed, in the language of `words` (room `findings`).

    `said` is the turn as it stands now, `spoken` its language.
    """
    found = []
    if edit.edited and (word := first_not_said(edit.edited, said)):
        found.append(words("edit.not_said", word=word))
    if edit.edited and is_cut(edit.edited, said) and not edit.concession_kept:
        listed = Words("findings", spoken, words.study)("quote.concessions").split(";")
        cut = concessions_cut(edit.edited, said, listed)
        found.append(words("edit.concession", cut=", ".join(cut) or "–"))
    for text in (edit.edited, *(one.text for one in edit.translations.values()), *edit.speaker.values()):
        if contact := contact_in(text):
            found.append(words("edit.contact", contact=contact))
    return found


def save(study: Study, unit: str, edit: Edit, said: str, spoken: str, seen: str | None = None) -> str:
    """Write one entry, the others as they are; returns the file's new `version`.

    `seen` is the version the person looked at. Raises StudyError where the file is another by now, StudyErrors for
    what `mistakes_of` finds; nothing is written then.
    """
    path = file_of(study)
    if seen is not None and seen != version(study):
        raise StudyError(
            study.relative(path), "somebody changed it since you looked", todo="Load the page again, then save."
        )
    with collecting() as mistakes:
        for mistake in mistakes_of(edit, said, spoken, Words("findings", study.languages[0], study)):
            mistakes.add(f"{study.relative(path)}, {unit}", mistake, todo="Change the text, then save again.")
    write_whole(path, as_yaml({**load(study), unit: edit}))
    return version(study)


def as_yaml(edits: Mapping[str, Edit]) -> str:
    """The file's text: entries in the order of their units, empty fields left out."""
    from ruamel.yaml.scalarstring import DoubleQuotedScalarString

    from pipeline.study import yaml_editing

    def plain(value: object) -> object:
        if isinstance(value, str):
            return DoubleQuotedScalarString(value)
        return {key: plain(one) for key, one in value.items()} if isinstance(value, dict) else value

    content = {unit: plain(edits[unit].model_dump(exclude_defaults=True)) for unit in sorted(edits)}
    return HEAD + yaml_editing.dump({"quotations": content})
