"""A study on disk, and what every room needs to read what people wrote and to write what it made.

A study is a folder with `raw/`, `codebooks/`, `params.yaml` and `reports/chapters/`. Nothing in `pipeline/` knows which
programme is studied. Every stage reads with `Study.table`, writes with `Study.writing`, and raises `StudyError` for
anything a person has to fix.
"""

from pipeline.study.accents import bare, folded, folded_in_place, without_accents
from pipeline.study.archives import (
    UNREADABLE,
    fixed_moment,
    read_zip,
    save_document,
    save_workbook,
    steady_zip,
    write_zip,
)
from pipeline.study.atomic import durable, replacing, write_whole
from pipeline.study.caches import Cache, installed, package_versions, read_arrays
from pipeline.study.csv_files import write_csv
from pipeline.study.errors import Mistakes, StudyError, StudyErrors, as_typed, collecting, opening
from pipeline.study.fingerprints import Stamp, file_fingerprint, fingerprint, stamp
from pipeline.study.folder import REFUSALS, Outputs, Study, as_it_lies, is_within, read_csv, read_made, staged
from pipeline.study.limits import limited
from pipeline.study.markdown import Ready, document_tree, literal, tree_of, verbatim
from pipeline.study.params import Settings
from pipeline.study.progress import following, progress_bar, telling
from pipeline.study.suggestions import did_you_mean, first_of, nearest, one_of
from pipeline.study.tables_of_people import need_columns, read_people_sheets, read_people_table
from pipeline.study.templates import template
from pipeline.study.visible import as_read, visible
from pipeline.study.yaml_files import StrictModel, load_model, load_model_if_any, read_yaml
from pipeline.tables.imports import standing_in

# Written before de-identification: never in git, never in the DVC cache, never scanned as an output. See promise 6.
BEHIND_THE_GATE = (
    "processed/notes/turns",
    "processed/notes/present",
    "processed/notes/coverage.html",
    "processed/survey/answers",
    "processed/survey/quality",
    "processed/admin/named/",
    "processed/documents/paragraphs",
    "processed/documents/register",
    "private/",
)
