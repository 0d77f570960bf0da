"""The layouts that notes come in: one module each, with the line that opens a turn in it.

A layout has a `NAME` for people, and either `header(passage)`, what one line says of who speaks (or None), or `read`,
which makes turns of a note that names nobody. A new layout is one module here, its place in one of these lists, and its
cases in tests/notes/test_notes_layouts.py.
"""

from pipeline.notes.layouts import (
    bold_questions,
    brackets,
    colon,
    dash,
    marks,
    narrative,
    numbered_questions,
    one_side,
    own_line,
    paragraphs,
    set_apart,
    spaced,
    stop,
    tab,
    voices,
)

LABELLED = [voices, colon, brackets, dash, tab, own_line, spaced, stop]
NAMELESS = [numbered_questions, one_side, marks, bold_questions, set_apart, paragraphs, narrative]
BY_NAME = {layout.NAME: layout for layout in [*LABELLED, *NAMELESS]}
