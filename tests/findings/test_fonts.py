"""The bytes of figures do not change with the fonts of the machine."""

import os
import subprocess
import sys
from pathlib import Path

from fontTools.ttLib import TTFont

from pipeline.findings import svg_figures
from pipeline.study import fonts

DRAW = """
import sys, hashlib
from pathlib import Path
from pipeline.findings.figure_style import render
spec = {"data": {"values": [{"a": "Éventail de stages → 63 %", "b": 28}]}, "config": {"font": "Findings Sans"},
        "mark": {"type": "bar"}, "encoding": {"x": {"field": "b", "type": "quantitative", "title": "Part, en %"},
        "y": {"field": "a", "type": "nominal"}}}
print([hashlib.sha256(render(spec, kind, Path(sys.argv[1]))).hexdigest() for kind in ("svg", "png")])
"""


def drawn(store, home, fontconfig):
    environment = {**os.environ, "HOME": str(home), "XDG_DATA_HOME": str(home), "FONTCONFIG_FILE": str(fontconfig)}
    root = Path(__file__).parents[2]
    made = subprocess.run(
        [sys.executable, "-c", DRAW, store], cwd=root, env=environment, capture_output=True, text=True, check=True
    )
    return made.stdout


def named(path, family, target):
    font = TTFont(path)
    for record in font["name"].names:
        if record.nameID in (1, 16):
            record.string = family
    font["OS/2"].usWeightClass = 400
    font.save(target)


def test_figures_are_the_same_with_no_fonts_and_with_others_of_our_name(tmp_path):
    bare, full = tmp_path / "bare", tmp_path / "full"
    for home in (bare, full):
        (home / "fonts").mkdir(parents=True)
        (home / "fonts.conf").write_text(f"<fontconfig><dir>{home / 'fonts'}</dir></fontconfig>")
    other = fonts.package_files()["Bold"]  # as a regular of another make
    for family in (fonts.FAMILY, "Arial", "Liberation Sans", "sans-serif"):
        named(other, family, full / "fonts" / f"{family.replace(' ', '')}.ttf")
    (full / ".fonts").symlink_to(full / "fonts")
    first = drawn(tmp_path / "one", bare, bare / "fonts.conf")
    assert first == drawn(tmp_path / "two", full, full / "fonts.conf")


def test_a_page_carries_its_typeface_with_the_accents_of_french(tmp_path):
    css = fonts.with_faces('<style type="text/css">body {}</style>', tmp_path)
    assert css.startswith("<style>") and css.endswith("body {}</style>")
    assert css.count("@font-face") == 3 and "http" not in css.replace("font/woff", "")
    assert {ord(mark) for mark in "éœçÉ’«»–…\u00a0→≥"} <= set(fonts.PAGE_CHARACTERS) | {ord(" ")}


SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg"><defs><clipPath id="clip0"/></defs><g clip-path="url(#clip0)">{}</g></svg>'
)


def test_a_figure_in_a_page_has_its_own_ids_and_its_marks_say_their_values():
    mark = '<path aria-label="tip:63% (44 of 70)" role="graphics-symbol" aria-roledescription="point" d="M0 0"/>'
    made = svg_figures.inline(SVG.format(mark), "shares", 'Shares of "yes"')
    assert 'id="shares-clip0"' in made and 'clip-path="url(#shares-clip0)"' in made
    assert 'data-tip="63% (44 of 70)"' in made and "<title>63% (44 of 70)</title>" in made and 'tabindex="0"' in made
    assert 'role="group"' in made and "Shares of" in made
    assert 'role="img"' in svg_figures.inline(SVG.format('<path d="M0 0"/>'), "plain", "Nothing")
