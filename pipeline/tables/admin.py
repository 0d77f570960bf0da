"""Tables of the admin room. codebooks/admin.yaml names the registers and their clean columns, a key among them."""

import pandera.pandas as pa
from pandera.typing.pandas import Series

from pipeline.tables.base import Table


class Rows(Table):
    """Rows of one register after cleaning."""

    row: Series[int] = pa.Field(unique=True, ge=1)  # in the raw file, its header being row 1


class AdminCleaningLog(Table):
    """One change, or one dropped row. raw + log = clean, table by table."""

    table: Series[str]
    record_id: Series[str]  # the row in the raw file
    variable: Series[str] = pa.Field(nullable=True)  # empty for a drop
    raw: Series[str] = pa.Field(nullable=True)
    clean: Series[str] = pa.Field(nullable=True)
    rule: Series[str]
    detail: Series[str] = pa.Field(nullable=True)


class Names(Table):
    """One name in a column of a register, and the name it stands for. Identifiable: behind the de-identifier."""

    table: Series[str]
    variable: Series[str]
    kind: Series[str]  # of the pseudonym that is put for it
    name: Series[str]
    stands_for: Series[str]


class OrganisationPairs(Table):
    """Two organisations that look alike, for a person to decide; nothing is joined for it."""

    row_a: Series[int]
    row_b: Series[int]
    name_a: Series[str]
    name_b: Series[str]
    similarity: Series[float] = pa.Field(ge=0, le=100)
    why: Series[str]


class AdminIndicators(Table):
    """One administrative figure in one group; the overall row is breakdown `overall`, group `all`."""

    indicator: Series[str]
    breakdown: Series[str]
    group: Series[str]
    value: Series[float] = pa.Field(nullable=True)  # empty if suppressed, or where nothing is below the line
    unit: Series[str]
    base: Series[float] = pa.Field(nullable=True)  # partners (organisations, rows) behind it
    base_unit: Series[str] = pa.Field(isin=["partners", "organisations", "rows"])
    low: Series[float] = pa.Field(nullable=True)  # ratios: 95 % interval, bootstrap over partners
    high: Series[float] = pa.Field(nullable=True)
    suppressed: Series[bool]
