"""Facts about a note, `Key: value`: at its head and at its foot, never within the talk."""

import re

from pipeline.notes import labels

FACT = re.compile(r"(?P<key>[^\W_][^:：\t]{0,49}?)\s*(?:[:：](?!(?<=\d:)\d\d\b)|\t)\s*(?P<value>.*)")
ONE_FACT = re.compile(  # of several on a line: a key of one word (`Réalisée par` of two) after the first
    r"(?P<key>[^\W\d_][^\W\d_’'-]*(?: [^\W\d_’'-]+){0,3})\s?[:：]\s*"
    r"(?P<value>.*?)(?=[\s,;|]+[^\W\d_’'-]+(?: (?:par|by|por|von))?\s?[:：]\s|$)"
)
KEY_WORDS = 6  # of a key, at most


def is_fact(cell: str) -> bool:
    """Whether a few words are a usual key of facts about a note (`Date`, `Durée de l'entretien`, `Réalisé par`)."""
    parts = re.findall(r"[^\W_]+", labels.plain(cell))
    return 0 < len(parts) <= KEY_WORDS and any(part in labels.lists()["fact_keys"] for part in parts[:3])


def facts(line: str) -> list[tuple[str, str]]:
    """The facts of a line of the head, one or several.

    >>> facts("Date : 3 mai 2024   Lieu : Matane   Réalisée par : Sophie Caron")
    [('Date', '3 mai 2024'), ('Lieu', 'Matane'), ('Réalisée par', 'Sophie Caron')]
    """
    if not (whole := FACT.fullmatch(line)):
        return []
    several = [(one["key"], one["value"].strip(" ,;|")) for one in ONE_FACT.finditer(line)]
    return several if len(several) > 1 and all(value for _, value in several) else [(whole["key"], whole["value"])]
