"""What an assistant is told: the codebook and how to answer, then one unit with the question that it answers."""

from collections.abc import Iterable
from typing import Any

import pandas as pd

from pipeline.decisions.themes import Code, ThemesCodebook
from pipeline.language import Words
from pipeline.study import Study, folded
from pipeline.tables import STANCES, DataFrame
from pipeline.tables.decisions import Units

EXAMPLES = 3  # of each code, in the language of the prompt


def prompts(study: Study, codebook: ThemesCodebook, texts: Iterable[str]) -> dict[str, str]:
    """What goes before each unit, by language of the study.

    `texts`: those of the units. An example that is one of them is left out: the model would be told what people said
    of it, and agree with them without having coded.
    """
    units = {_plain(text) for text in texts}
    return {language: _prompt(codebook, Words("assistant", language, study), units) for language in study.languages}


def _prompt(codebook: ThemesCodebook, say: Words, units: set[str]) -> str:
    parts = [say("task")]
    for theme in codebook.themes:
        own = [code for code in codebook.active if code.theme == theme.id]
        if own:
            parts.append(f"## {theme.label[say.language]}")
            parts += [_entry(code, say, units) for code in own]
    answer = say("answer_one" if codebook.one_code_only else "answer", stances=", ".join(STANCES))
    return "\n\n".join([*parts, answer, say("form")])


def _entry(code: Code, say: Words, units: set[str]) -> str:
    language = say.language
    lines = [f"- {code.id}: {code.label[language]}"]
    told = {"definition": code.definition, "use_when": code.use_when, "not_when": code.not_when}
    lines += [f"  {say(name)}: {text}" for name, one in told.items() if (text := one[language])]
    own = [one.text for spoken, one in code.examples.pairs() if spoken == language and _plain(one.text) not in units]
    lines += [f"  {say('example')}: {' '.join(text.split())}" for text in own[:EXAMPLES]]
    return "\n".join(lines)


def _plain(text: str) -> str:
    return " ".join(folded(text).split())


def message(unit: dict[str, Any], say: Words) -> str:
    """One unit (a row of coding/units) as it is asked about."""
    asked = unit["asked"] if isinstance(unit["asked"], str) else ""
    question = f"{say('question')}: {asked}\n\n" if asked.strip() else ""
    return f"{question}{say('passage')}: {unit['text']}"


def languages_of(units: DataFrame[Units], study: Study) -> pd.Series:
    """The prompt's language for each unit: its own, or the study's main one where the codebook does not speak it."""
    return units["language"].where(units["language"].isin(study.languages), study.languages[0])
