"""Templates of documents: the house's (`pipeline/templates/`), or the study's own of the same name."""

from pathlib import Path

from pipeline.study.folder import Study

HOUSE = Path(__file__).parents[1] / "templates"


def template(study: Study, *names: str) -> Path:
    """The first of `names` that there is: each in the study's `reports/templates/`, then in the house.

    Further names are what a language without a template of its own falls back to. Raises FileNotFoundError where the
    house has none either: a mistake of the code, not of a person.
    """
    for name in names:
        for path in (study.reports / "templates" / name, HOUSE / name):
            if path.exists():
                return path
    raise FileNotFoundError(names)
