"""The typeface of figures and pages: Source Sans Pro (SIL Open Font License), which comes as a pinned package.

A machine may have fonts of the same name in another version. So the renderer knows ours by a name of its own, under
which no other can stand; in the figure's file stands the usual name again, for whoever opens it.
"""

import base64
import io
import re
import shutil
from functools import cache
from pathlib import Path
from typing import Any

import font_source_sans_pro

from pipeline.study.atomic import replacing
from pipeline.study.caches import Cache, package_versions
from pipeline.study.fingerprints import file_fingerprint

FAMILY = "Source Sans Pro"
STACK = f"'{FAMILY}', 'Source Sans 3', Arial, Helvetica, sans-serif"
OURS = "Findings Sans"  # the name that the renderer knows it by
FACES = {  # style of the file: weight, slant
    "Regular": (400, "normal"),
    "Semibold": (600, "normal"),
    "Bold": (700, "normal"),
    "It": (400, "italic"),
}
_STYLE = re.compile(r"<style[^>]*>\n?")  # pandoc writes `type="text/css"` where it embeds what a page refers to
ON_PAGES = ("Regular", "Semibold", "It")  # a page's bold is the semibold
# Latin with its accents, punctuation, currency, arrows and signs: what English, French and their like use.
PAGE_CHARACTERS = [*range(0x20, 0x180), *range(0x2010, 0x2040), 0x20AC, 0x2122, *range(0x2190, 0x2194), 0x2212, 0x2264,
                   0x2265, 0x25CF, 0x25C6, 0x2713]  # fmt: skip


def package_files() -> dict[str, Path]:
    """The package's TrueType files by style."""
    folder = Path(font_source_sans_pro.__file__).parent / "files"
    return {style: folder / f"SourceSansPro-{style}.ttf" for style in FACES}


def folder_for(program: str, store: Path) -> Path:
    """A folder under `store` with our faces and nothing else: under our own name for the renderer of figures
    (`figures`), as they are for the setter of pages (`pages`).
    """
    key = file_fingerprint(*package_files().values())
    folder = store / "fonts" / f"{program}-{key}"
    for style, path in package_files().items():
        target = folder / path.name
        if not target.exists():
            folder.mkdir(parents=True, exist_ok=True)
            with replacing(target) as part:
                if program == "figures":
                    _renamed(path, style).save(part)
                else:
                    shutil.copyfile(path, part)
    return folder


def _renamed(path: Path, style: str) -> Any:
    """The face with `OURS` for its family, as its licence asks of a changed font too."""
    from fontTools.ttLib import TTFont

    font = TTFont(path, recalcTimestamp=False)
    for record in list(font["name"].names):
        if record.nameID in (1, 16):
            record.string = OURS
        elif record.nameID in (2, 17):
            record.string = style
        elif record.nameID in (3, 4, 6):
            record.string = f"{OURS.replace(' ', '')}-{style}"
    return font


@cache
def register(store: Path) -> None:
    """Make the faces known to the renderer of figures, once a process."""
    import vl_convert

    vl_convert.register_font_directory(str(folder_for("figures", store).resolve()))


def with_faces(page: str, store: Path) -> str:
    """The HTML page with our faces at the head of its style: whoever reads it needs no font and fetches none."""
    return _STYLE.sub(lambda opening: f"<style>\n{_page_faces(store)}", page, count=1)


def _page_faces(store: Path) -> str:
    """`@font-face` rules with the faces inside, reduced to `PAGE_CHARACTERS`."""
    key = "-".join([file_fingerprint(*package_files().values()), *package_versions("fonttools")])
    cache, name = Cache(store / "fonts"), f"page-{key}.css"
    if (kept := cache.read_bytes(name)) is None:
        kept = ("\n".join(map(_face, ON_PAGES)) + "\n").encode()
        cache.write_bytes(name, kept)
    return kept.decode()


def _face(style: str) -> str:
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont

    font = TTFont(package_files()[style], recalcTimestamp=False)
    options = Options(hinting=False, layout_features=["kern", "liga", "tnum", "lnum"], notdef_outline=True)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=PAGE_CHARACTERS)
    subsetter.subset(font)
    font.flavor = "woff"
    made = io.BytesIO()
    font.save(made)
    weight, slant = FACES[style]
    weights = "600 700" if style == "Semibold" else str(weight)
    data = base64.b64encode(made.getvalue()).decode()
    return (
        f"@font-face {{ font-family: '{FAMILY}'; font-weight: {weights}; font-style: {slant}; "
        f"src: url(data:font/woff;base64,{data}) format('woff'); }}"
    )
