"""Lists in one cell of a table, parted by `;`; a `;` or backslash of an item stands behind a backslash."""

import re
from collections.abc import Iterable

_ITEM = re.compile(r"(?:[^;\\]|\\.)+", re.DOTALL)


def joined_list(items: Iterable[str]) -> str:
    r"""The items as one cell.

    >>> joined_list(["use:daily", "use:no; never"])
    'use:daily;use:no\\; never'
    """
    return ";".join(re.sub(r"([;\\])", r"\\\1", item) for item in items)


def split_list(cell: str) -> list[str]:
    r"""The items of a cell, without blanks around them.

    >>> split_list("use:daily; use:no\\; never")
    ['use:daily', 'use:no; never']
    """
    parts = (re.sub(r"\\(.)", r"\1", part, flags=re.DOTALL).strip() for part in _ITEM.findall(cell))
    return [part for part in parts if part]
