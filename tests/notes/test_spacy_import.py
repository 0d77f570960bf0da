"""spaCy is loaded without what no stage uses, and reads French as it does otherwise."""

import re
import subprocess
import sys

from pipeline.notes import spacy_import
from pipeline.notes.spacy_import import quick, stop_words


def test_the_words_of_a_language_come_without_spacy():
    said = "import sys; from pipeline.notes import leaks, spacy_import; print(len(spacy_import.stop_words('fr')))"
    asked = f"{said}; print(sorted(name for name in sys.modules if name.split('.')[0] == 'spacy'))"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout.split("\n")[1] == "[]"
    assert "avec" in stop_words("fr") and "with" in stop_words("en")


def test_a_rewritten_pattern_matches_the_same_words(monkeypatch):
    monkeypatch.setattr(spacy_import, "LARGE", 0)
    letters = f"[{''.join(map(chr, range(0xE0, 0xFF))) * 40}a-z]"
    parts = [
        f"^(?:a|be)[-’]{letters}+$",
        f"^ré-{letters}+$",
        f"^co(?:c|d)e?-{letters}+$",
        f"^{letters}+-en-{letters}+$",
    ]
    spelled = "(?iu)" + "|".join(f"(?:{part})" for part in parts)
    quicker = quick(spelled)
    assert len(quicker) < len(spelled)
    words = ["A-mi", "be’ton", "be-9", "ré-É", "RÉ-élire", "code-x", "co-x", "tout-en-un", "en-", "-en-un", "a-mi-x"]
    assert [bool(re.match(quicker, word)) for word in words] == [bool(re.match(spelled, word)) for word in words]


def test_a_pattern_of_another_kind_stays_as_it_is(monkeypatch):
    monkeypatch.setattr(spacy_import, "LARGE", 0)
    for pattern in ("^a|b$", "(?iu)(?:a|b)|(?:c)", "(?iu)(?:^a|b)|(?:^c)"):
        assert quick(pattern) == pattern
