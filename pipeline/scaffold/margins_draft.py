"""The population by group as people have it (`Variable, Category, Population`; `Province, Clients` of one question), as
the table that the study reads."""

from pathlib import Path

import pandas as pd

from pipeline.cleaning.written_numbers import written_number
from pipeline.study import StudyError, folded, read_people_table, read_yaml
from pipeline.survey.survey_codebook import SurveyCodebook

CALLED: dict[str, list[str]] = read_yaml(Path(__file__).with_name("headings_of_people.yaml"))[
    "margins"
]  # what people write over a column
MARGIN = "margin"  # of a table of two columns, the groups of one question and how many: the heading over the groups


def fitting(path: Path, codebook: SurveyCodebook) -> tuple[list[dict[str, str]], str, list[str]]:
    """(`margins` of codebooks/survey.yaml, CSV in our columns, what a person should know) of a population file.

    A margin is of the closed question whose answers it names, by label or by clean value, all of them. One that names
    other groups is left out and told. Raises StudyError for missing columns and for a population that is no number.
    """
    frame = read_people_table(path, path.name)
    heads = {folded(str(column)): column for column in reversed(frame.columns)}
    columns = {name: next((heads[word] for word in words if word in heads), "") for name, words in CALLED.items()}
    if not columns["margin"] and not columns["category"] and len(frame.columns) == 2:  # `Province, Clients`
        category, population = frame.columns
        frame = frame.assign(**{MARGIN: str(category)})
        columns = {"margin": MARGIN, "category": category, "population": population}
    if absent := [name for name, column in columns.items() if not column]:
        found = f"no column {', '.join(absent)} among {', '.join(map(str, frame.columns))}"
        raise StudyError(path, found, "margin, category, population", "Name the columns so.")
    table = pd.DataFrame({name: frame[column].str.strip() for name, column in columns.items()})
    entries, rows, told = [], [], []
    for margin, group in table.groupby("margin", sort=False):
        named = {folded(one): one for one in group["category"]}
        variable, clean_of = _question(codebook, set(named))
        if not variable:
            groups = ", ".join(named.values())
            told.append(f"{path.name}: no closed question has the answers of {margin} ({groups}): no weights by it.")
            continue
        entries.append({"margin": str(margin), "variable": variable})
        for row in group.to_dict("records"):
            population = None if "%" in row["population"] else written_number(row["population"])
            if population is None:
                raise StudyError(path, f"the population {row['population']!r} of {row['category']}", "a number")
            clean = clean_of[folded(row["category"])]
            rows.append([str(margin), clean, row["category"], f"{population:g}"])
    drafted = pd.DataFrame(rows, columns=["margin", "category", "label", "population"])
    return entries, drafted.to_csv(index=False, lineterminator="\n"), told


def _question(codebook: SurveyCodebook, named: set[str]) -> tuple[str, dict[str, str]]:
    """The closed question that has these answers and no others, and its clean values by what the file calls them."""
    for variable in codebook.variables:
        answers = codebook.values(variable.name)
        spoken = dict.fromkeys(language for label in answers.values() for language in label.root)
        ways = [{folded(str(clean)): str(clean) for clean in answers}]
        ways += [{folded(label[one]): str(clean) for clean, label in answers.items()} for one in spoken]
        for called in ways:
            if called and set(called) == named:
                return variable.name, called
    return "", {}
