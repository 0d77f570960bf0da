"""Write pipeline/notes/place_names.txt: towns and regions of the world, from the geographic data of phonenumbers.

Importing that data takes seconds of every process that needs it, the names alone a fraction of one.

    python -m bench.place_names
"""

from importlib.metadata import version
from textwrap import wrap

from pipeline.notes.lexicon import PLACES

HEAD = """# Towns and regions of the world, as written on a map: general knowledge, nothing of any study.
# From the geographic data of phonenumbers {version}, copyright The Libphonenumber Authors, Apache License 2.0
# (https://www.apache.org/licenses/LICENSE-2.0); names only, written by bench/place_names.py.
"""


def main() -> None:
    from phonenumbers.geodata import GEOCODE_DATA

    names = {name.split(",")[0] for by_language in GEOCODE_DATA.values() for name in by_language.values()}
    listed = sorted(name for name in names if name[:1].isupper())
    lines = wrap(
        "; ".join(name.replace(" ", "\xa0") for name in listed), 118, break_long_words=False, break_on_hyphens=False
    )
    text = "\n".join(line.rstrip(";").replace("\xa0", " ") for line in lines)
    PLACES.write_text(HEAD.format(version=version("phonenumbers")) + text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
