"""The fixed texts that `new-study` writes into a study's folder, and says at its end."""

IGNORED = """# Identifiable, or made by the pipeline: never in git.
/raw/
/private/
/processed/*
!/processed/metrics/
/reports/*
!/reports/chapters/
!/reports/templates/
/.cache/
/.staging-*/
__pycache__/
"""
README = """# {title}

A study for the mixed-methods pipeline.

```
mixed-methods stages    # writes dvc.yaml anew, after a change of languages or lines of evidence
dvc repro               # rebuilds what changed, from raw/ to reports/findings.{language}.html
```

| folder | what |
|---|---|
| `raw/` | what arrived, never edited; it may hold personal data and is not in git |
| `codebooks/` | what people write: variables and indicators, codes, findings and their evidence |
| `params.yaml` | what differs from the defaults |
| `pipeline.sh` | finds the pipeline where it was installed; `mixed-methods stages` tells it anew |
| `reports/chapters/` | the chapters |
| `processed/`, `reports/` | what the pipeline makes |

To complete, in this order: groups of the notes in `raw/interviews/manifest.csv`; definitions and examples in
`codebooks/themes.yaml`; statements in `codebooks/evaluation.yaml`; the text in `reports/chapters/`.
"""

CODING = """What people decided: a table a coder (CSV or Excel, named after the coder), filled-in review workbooks, and
what `mixed-methods import` took from other programs. Nothing here is changed by the pipeline.
"""
JUDGEMENT = """What people judged about findings: notes_drawn.csv, negative_cases.csv, silence.csv.
"""

# What a person should know of their files, in the closing list.
WEIGHTS_UNUSED = (
    "{name} looks like weights of the survey's design. Nothing is weighted by it: to use it, write "
    "`weighting: {{base: {name}}}` in codebooks/survey.yaml."
)
NOTHING_TO_CODE = (
    "{name} was not used: there are no notes or documents, and no question of the survey was taken for an open one. If "
    "one is, give it `kind: open` in codebooks/survey.yaml, delete codebooks/evaluation.yaml and reports/chapters "
    "(drafts so far), and run this command again."
)
NOT_TAKEN = (
    "Not taken from {folder}, since files of their kind are not read there: {names}. Save what belongs to the study as "
    ".docx, .txt or .pdf (a list as .xlsx; talk in a sheet needs columns such as Speaker, Text), and run this again."
)
MAY_BE_NO_TALK = (
    "By its name no talk, though taken as a note: {names}. If so, take its row out of raw/interviews/manifest.csv and "
    "its copy out of raw/interviews."
)
ONE_GROUP = (
    "All notes are of one group, {group}: with a second one, views can be compared. Groups of people stand in "
    "raw/interviews/manifest.csv, column stakeholder."
)
IN_ENGLISH = (
    "{language}: {n} fixed phrases are still said in English (the coders' page, this console, checklists, parts of "
    "annexes): `mixed-methods languages` lists them, and codebooks/words/{code}/ROOM.yaml takes them."
)
