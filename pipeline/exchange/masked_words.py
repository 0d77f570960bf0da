"""Words that another program coded before names were replaced, as they read behind the gate."""

import re
from collections.abc import Callable

from pipeline.notes.pseudonyms import Key
from pipeline.study import Study


def pseudonymised(study: Study) -> Callable[[str], str]:
    """What puts the pseudonyms of private/key.csv for the names in a text, the longest first; nothing without a key."""
    rows = Key.read(study.private / "key.csv").earlier
    stands_for = {name: pseudonym for (_, name), pseudonym in rows.items()}
    if not stands_for:
        return str
    names = "|".join(map(re.escape, sorted(stands_for, key=len, reverse=True)))
    pattern = re.compile(rf"(?<!\w)(?:{names})(?!\w)")
    return lambda words: pattern.sub(lambda found: stands_for[found[0]], words)
