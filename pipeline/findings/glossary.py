"""Words that a document should not use: the house's list, a study's own, and what to write instead.

`glossary.yaml` among the templates holds the house's; reports/chapters/glossary.yaml adds a study's:

    terms:
      fr:
        - {instead: occasion de stage, of: [opportunité de stage], why: calque}
"""

import re
from functools import cache

from pipeline.study import StrictModel, Study, load_model, load_model_if_any, template


class Term(StrictModel):
    instead: str  # what to write
    of: list[str]  # what not to write; regular expressions, of whole words
    why: str = ""


class Glossary(StrictModel):
    terms: dict[str, list[Term]] = {}  # by language


@cache
def _read(study: Study) -> dict[str, list[Term]]:
    own = study.reports / "chapters" / "glossary.yaml"
    found = dict(load_model(template(study, "glossary.yaml"), Glossary).terms)
    for language, terms in load_model_if_any(own, Glossary).terms.items():
        found[language] = [*found.get(language, []), *terms]
    return found


def misused(study: Study, text: str, language: str) -> list[tuple[str, str]]:
    """What stands in `text` that should not, each once, with what to write instead."""
    found = []
    for term in _read(study).get(language, []):
        for pattern in term.of:
            for match in re.finditer(rf"(?<!\w)(?:{pattern})(?!\w)", text, re.IGNORECASE):
                if (match[0], term.instead) not in found:
                    found.append((match[0], term.instead))
    return found
