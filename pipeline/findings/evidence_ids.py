"""How an evidence id is written and read: `KIND.NAME.PART...`, whatever an answer or the label of a group may hold.

A full stop inside a part is written `%2E` and a per cent sign `%25`, as addresses on the web write them, so that the
stops between parts are the only ones and two different things never share an id.
"""

from pipeline.findings.sources import ALL, OVERALL


def id_of(kind: str, *parts: str) -> str:
    """The id of a piece of evidence.

    >>> id_of("survey", "wish:Pay us every week.", "region", "St. John"), id_of("notes", "A3")
    ('survey.wish:Pay us every week%2E.region.St%2E John', 'notes.A3')
    """
    return ".".join([kind, *(part.replace("%", "%25").replace(".", "%2E") for part in parts)])


def cell_id(kind: str, name: str, by: str = OVERALL, group: str = ALL) -> str:
    """The id of an indicator or figure in a group of a breakdown; of all where `by` is `overall`."""
    return id_of(kind, name) if by == OVERALL else id_of(kind, name, by, group)


def parts_of(rest: str, most: int = 3) -> list[str]:
    """The parts of what follows the kind, at most so many: of more, the last holds the stops that a person typed.

    >>> parts_of("wish:Pay us every week%2E.region.St. John")
    ['wish:Pay us every week.', 'region', 'St. John']
    """
    return [part.replace("%2E", ".").replace("%25", "%") for part in rest.split(".", most - 1)]


def cell_of(rest: str) -> tuple[str, str, str]:
    """(name, breakdown, group) of what follows the kind. Raises ValueError for two parts."""
    name, *group = parts_of(rest)
    by, value = group or (OVERALL, ALL)
    return name, by, value
