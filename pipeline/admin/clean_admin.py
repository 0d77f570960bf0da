"""Stage `clean-admin`: the programme's own lists and reports to clean tables, with a log of every change.

All rules are the codebook's (`codebooks/admin.yaml`). raw + log = clean: `replay` rebuilds each table. The tables made
here name organisations next to amounts: they stay behind the de-identifier, which writes the ones that others read.
"""

import re
from pathlib import Path

import pandas as pd

from pipeline.admin import organisations
from pipeline.admin.admin_codebook import AdminCodebook, AdminTable, Same, SpellingFile
from pipeline.admin.columns import Attribute, FromCell, Listed, Section, Spelled
from pipeline.admin.readings import Readings, made
from pipeline.admin.rows import amend, belong, drop_rows, not_data, set_missing
from pipeline.admin.workbook import filled_down, read_rows
from pipeline.admin.working import Working
from pipeline.cleaning.cells import code_text
from pipeline.cleaning.entries import Text
from pipeline.cleaning.log import COLUMNS
from pipeline.cleaning.texts import Speller, SpellingTable, SpellingValue
from pipeline.study import Study, StudyError, folded, read_people_table, read_yaml

LEGAL_FORM = re.compile(r"(\s(inc|ltd|ltee|limited|limitee|llc|llp|corp|incorporated|senc|enr))+$")
TITLE = re.compile(r"(mme|m|mr|mrs|ms|mlle|dr|dre|prof|madame|monsieur|sr|sra)\s")
NAMED = "admin/named/"  # behind the de-identifier


def run(study: Study) -> None:
    """Write the tables of admin.yaml with names, their log, pairs of organisations to decide, and metrics."""
    # Load: the codebook and every file it names.
    codebook = study.codebook("admin", AdminCodebook)
    attributes = spelling_files(study, codebook)
    readings = Readings(codebook, spellers(study, codebook, attributes), attributes)
    files = {name: read_table(study, table) for name, table in codebook.tables.items()}

    # Process: clean table by table, in the codebook's order; a table may belong to an earlier one.
    cleaned: dict[str, pd.DataFrame] = {}
    worked: dict[str, Working] = {}
    pairs = pd.DataFrame(columns=organisations.PROPOSALS)
    for name, table in codebook.tables.items():
        work = clean_table(files[name], table, readings, cleaned, codebook)
        if table.same:
            decided = read_decisions(study, table.same)
            pairs = one_organisation(work, table.same, decided)
        check(work, table, study.raw / table.file, study)
        columns = clean_columns(name, codebook)
        worked[name], cleaned[name] = work, work.table(columns)

    # Check and save.
    log, names = cleaning_log(worked, codebook), names_used(cleaned, codebook)
    with study.writing() as out:
        for name, frame in cleaned.items():
            out.table(NAMED + name, frame)
        out.table(NAMED + "cleaning_log", log)
        out.table(NAMED + "names", names)
        out.table(NAMED + "organisation_pairs", pairs)
        out.json("processed/metrics/admin.json", metrics(worked, cleaned, pairs))


def read_table(study: Study, table: AdminTable) -> pd.DataFrame:
    path = study.raw / table.file
    where = study.relative(path)
    frame = read_rows(path, where, table.sheet, table.header_rows, table.separator, table.encoding, table.last_row)
    absent = [column.raw for column in table.columns if isinstance(column, FromCell) and column.raw not in frame]
    if absent:
        found = ", ".join(frame.columns)
        todo = "Correct `raw` or `header_rows` in codebooks/admin.yaml, or the file's header."
        raise StudyError(where, f"no column `{absent[0]}`", f"one of {found}", todo)
    return frame


def spelling_files(study: Study, codebook: AdminCodebook) -> dict[str, pd.DataFrame]:
    """The files of the codebook's spellings, as texts; index: the clean value."""
    files = {}
    for name, entry in codebook.spellings.items():
        if isinstance(entry, SpellingFile):
            where = study.relative(study.raw / entry.file)
            frame = read_rows(study.raw / entry.file, where)
            wanted = [entry.clean, *entry.labels.values(), *entry.spellings]
            if absent := [column for column in wanted if column not in frame]:
                raise StudyError(where, f"no column `{absent[0]}`", f"one of {', '.join(frame.columns)}")
            files[name] = frame.set_index(frame[entry.clean].str.strip())
    return files


def spellers(study: Study, codebook: AdminCodebook, files: dict[str, pd.DataFrame]) -> dict[str, Speller]:
    """The spelling tables that the codebook's columns name, those of another codebook included."""
    tables: dict[str, SpellingTable] = {}
    if codebook.spellings_of:
        shared = read_yaml(study.codebooks / f"{codebook.spellings_of}.yaml").get("spellings", {})
        tables |= {name: SpellingTable.model_validate(content) for name, content in shared.items()}
    for name, entry in codebook.spellings.items():
        tables[name] = spelling_table(files[name], entry) if isinstance(entry, SpellingFile) else entry
    columns = [column for table in codebook.tables.values() for column in table.columns]
    wanted = {column.spellings for column in columns if isinstance(column, (Spelled, Listed, Attribute))}
    if absent := sorted(wanted - set(tables)):
        raise StudyError(study.codebooks / "admin.yaml", f"no spellings `{absent[0]}`", f"one of {', '.join(tables)}")
    return {name: Speller(tables[name]) for name in wanted}


def spelling_table(file: pd.DataFrame, entry: SpellingFile) -> SpellingTable:
    """A spelling file's rows as a table: code, labels, and all spellings, the labels among them."""
    values = []
    for code, row in zip(file.index, file.to_dict("records"), strict=True):
        more = [text for column in entry.spellings for text in row[column].split(entry.separator)]
        labels = {language: row[column] for language, column in entry.labels.items()}
        spellings = [text for text in (*labels.values(), *more) if text.strip()]
        values.append(SpellingValue(clean=code, label=Text(labels), spellings=spellings))
    return SpellingTable(values=values)


def read_decisions(study: Study, rule: Same) -> dict[tuple[int, int], bool]:
    """A person's decisions on pairs of rows; none where nobody decided yet."""
    if rule.decisions is None or not (study.raw / rule.decisions).exists():
        return {}
    where = study.relative(study.raw / rule.decisions)
    return organisations.decisions(read_people_table(study.raw / rule.decisions, where), where)


def clean_table(
    file: pd.DataFrame,
    table: AdminTable,
    readings: Readings,
    cleaned: dict[str, pd.DataFrame],
    codebook: AdminCodebook,
) -> Working:
    """Cells first, then rows in the codebook's order: what is no data, amendments, owners, drops, missing cells."""
    blank = pd.Series("", index=file.index)
    work = Working(file, pd.DataFrame(index=file.index), pd.DataFrame(index=file.index), {}, blank.copy(), blank.copy())
    for column in table.columns:
        if isinstance(column, FromCell):
            written = file[column.raw]
            texts = filled_down(written) if column.down else written
            cells = readings.cells(texts, column)
            work.raw[column.name], work.clean[column.name] = written, cells["clean"]
            work.rules[column.name] = cells["rule"].where(texts.eq(written), "down")
    not_data(work, table)
    if table.amendments:
        amend(work, table.key or "", table.amendments)
    if table.belongs_to:
        owner = table.belongs_to.table
        belong(work, table.belongs_to, cleaned[owner], codebook.tables[owner].key or "")
    for column in table.columns:
        if isinstance(column, Section):
            written = work.raw[column.of].str.strip()
            work.add(column.name, written.where(written.isin(column.texts)).ffill(), column.kind)
        elif not isinstance(column, FromCell):
            work.add(column.name, made(work.clean, column, readings.attributes), column.kind)
    drop_rows(work, table.drop)
    set_missing(work, table)
    return work


def one_organisation(work: Working, rule: Same, decided: dict[tuple[int, int], bool]) -> pd.DataFrame:
    """One row an organisation: its names, and of other columns the first that is filled. Gives the pairs to decide.

    Adds the column `org`, the number of the organisation's first row; other rows of the same organisation go.
    """
    left = work.clean[work.left]
    first, pairs = organisations.resolve(left, rule, decided)
    keys = left[rule.name].fillna("").map(lambda name: set(organisations.name_key(name, rule.left_out).split()))
    common = pd.Series([word for words in keys for word in words], dtype="str").value_counts().to_dict()
    for head, members in left.groupby(first, sort=True):
        values = {column: next(iter(members[column].dropna()), pd.NA) for column in left.columns}
        values[rule.name], values[rule.other_name] = organisations.names_of(members, rule, common)
        for column, value in values.items():
            if code_text(left.at[head, column]) != code_text(value):
                work.put(pd.Index([head]), column, value, "same_organisation")
        others = members.index.drop(head)
        work.drop(others, "same_organisation", pd.Series(f"kept row {head}", index=others))
    organisation = pd.Series([f"org-{first.get(row, row)}" for row in work.clean.index], index=work.clean.index)
    work.add("org", organisation.astype("str"), "organisation")
    return pairs


def check(work: Working, table: AdminTable, path: Path, study: Study) -> None:
    """A key stands in no two rows that stay, and in none is it missing."""
    if table.key is None:
        return
    keys = work.clean.loc[work.left, table.key]
    twice = keys[keys.duplicated(keep=False)]
    if len(twice):
        rows = ", ".join(map(str, twice.index[twice.eq(twice.iloc[0])]))
        raise StudyError(
            f"{study.relative(path)}, rows {rows}",
            f"`{twice.iloc[0]}` stands twice",
            "one row each",
            "Keep one of them.",
        )


def clean_columns(name: str, codebook: AdminCodebook) -> list[str]:
    """The columns of a clean table: whose it is, then the codebook's, without helpers."""
    table = codebook.tables[name]
    helpers = {column.name for column in table.columns if column.helper}
    first = ["org"] if table.same else []
    return [*first, *(column for column in codebook.columns_of(name) if column not in helpers)]


def cleaning_log(worked: dict[str, Working], codebook: AdminCodebook) -> pd.DataFrame:
    """The logs of all tables as one, with the column `table` before the others."""
    parts = [work.log(clean_columns(name, codebook)).assign(table=name) for name, work in worked.items()]
    return pd.concat(parts, ignore_index=True)[["table", *COLUMNS]]


def names_used(cleaned: dict[str, pd.DataFrame], codebook: AdminCodebook) -> pd.DataFrame:
    """What the de-identifier needs to know: each name in each column that names somebody, and whom it stands for.

    Of several names in a row the first column's is the one that the others stand for, and of several ways to write one
    (`BRIDGE INC.`, `Bridge inc`, `Mme Ana Roy`) the first. Names of what the programme runs itself are no secret.
    Columns table, variable, kind, name, stands_for.
    """
    as_first: dict[tuple[str, str], str] = {}
    rows: dict[tuple[str, str, str, str, str], None] = {}
    for table, frame in cleaned.items():
        belongs = codebook.tables[table].belongs_to
        own = set(belongs.own) if belongs else set()
        first: dict[str, str] = {}
        for variable, kind in naming_columns(table, codebook).items():
            main = first.setdefault(kind, variable)
            for name, stands_for in zip(frame[variable], frame[main], strict=True):
                if isinstance(name, str) and name not in own:
                    of = stands_for if isinstance(stands_for, str) else name
                    of = as_first.setdefault((kind, written_plainly(of)), of)
                    rows[table, variable, kind, name, of] = None
    return pd.DataFrame([*rows], columns=["table", "variable", "kind", "name", "stands_for"], dtype="str")


def written_plainly(name: str) -> str:
    """A name without capitals, accents, signs and its legal form, or its title where a first name follows.

    >>> written_plainly("SOINS DE L'ÉRABLE LTÉE"), written_plainly("Mme Ana Roy"), written_plainly("M. Roy")
    ('soins de l erable', 'ana roy', 'm roy')
    """
    plain = re.sub(r"\W+", " ", folded(name)).strip()  # of any script, other than `name_key`
    plain = LEGAL_FORM.sub("", plain)
    return TITLE.sub("", plain, count=1) if plain.count(" ") > 1 else plain


def naming_columns(name: str, codebook: AdminCodebook) -> dict[str, str]:
    """The clean columns of a table that name somebody, and the kind of pseudonym for each."""
    table = codebook.tables[name]
    kinds = {column.name: column.names for column in table.columns if column.names and not column.helper}
    if table.belongs_to and table.belongs_to.name:
        owners = naming_columns(table.belongs_to.table, codebook)
        given = table.belongs_to.names[0]
        kinds |= {given: owners[given]} if given in owners else {}
    return kinds


def metrics(worked: dict[str, Working], cleaned: dict[str, pd.DataFrame], pairs: pd.DataFrame) -> dict:
    """What `dvc metrics` shows: for each table rows read, kept, dropped by reason, and cells that could not be read."""
    content: dict = {}
    for name, work in worked.items():
        reasons = work.reasons[work.reasons.ne("")].value_counts(sort=False)
        rules = pd.concat([rules[work.left] for rules in work.rules.values()])
        unread = rules[rules.str.contains("unread|unknown|number:text")].value_counts(sort=False)
        content[name] = {
            "rows": len(work.clean),
            "kept": len(cleaned[name]),
            "dropped": {reason: int(count) for reason, count in sorted(reasons.items())},
            "cells_not_read": {rule: int(count) for rule, count in sorted(unread.items())},
        }
    return content | {"organisation_pairs_to_decide": len(pairs)}
