"""What `new-study` says of people's files in its closing list."""

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
