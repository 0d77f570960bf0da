"""What a log may repeat of a cell that has not passed the gate: whatever could identify somebody is masked."""

import re
from collections.abc import Callable

MASKED = "(masked)"
ADDRESS = re.compile(r"\S+@\S+|\+?\d[\d\s().-]{6,}\d|\b\d{1,3}(?:\.\d{1,3}){3}\b")  # e-mail, telephone, network
WORD = re.compile(r"[^\W\d_]{2,}")


def masked(text: str, known: Callable[[str], bool], addresses: bool = True, words: re.Pattern = WORD) -> str:
    """A text without addresses and long numbers, and without words with a capital that are not `known`.

    >>> masked("twice with Ana (ana@example.org)", lambda word: False)
    'twice with (masked) ((masked)'
    """

    def word(found: re.Match) -> str:
        here = found.string[found.start() - 1 : found.end() + 1]
        return found[0] if not found[0][0].isupper() or here == MASKED or known(found[0]) else MASKED

    return words.sub(word, ADDRESS.sub(MASKED, text) if addresses else text)
