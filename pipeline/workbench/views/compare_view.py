"""Compare: codes by any filter with the quotations behind each cell, codes that go together, what is worth a look."""

from pipeline.study import StudyError
from pipeline.workbench import code_map, code_matrix, filters, meaning
from pipeline.workbench.mistakes import told
from pipeline.workbench.views.layout import Page


def show(page: Page) -> str:
    store = page.store
    questions = filters.answers(store, page.say.language)
    by = page.query.get("by", "")
    by = by if by in (*code_matrix.COLUMNS, *(name for name, _ in questions)) else code_matrix.COLUMNS[0]
    try:
        vectors = meaning.unit_vectors(store)
        near = code_matrix.near_codes(store, vectors, page.coder)
        odd, problem = code_matrix.unlike_the_rest(store, vectors, page.coder), ""
    except StudyError as error:
        near, odd, problem = [], [], told(error, page.say)
    pairs = [one for one in code_matrix.together(store, page.coder) if one.both > 1]
    return page.render(
        "compare.html",
        by=by,
        columns=code_matrix.COLUMNS,
        questions=questions,
        is_answer=by not in code_matrix.COLUMNS,
        labels=dict(next((some for name, some in questions if name == by), [])),
        matrix=code_matrix.matrix(store, by, page.coder),
        pairs=pairs[: code_matrix.PAIRS],
        map=code_map.drawn(pairs, store.codebook, page.say.language),
        near=near,
        odd=[one for one in odd if one.unit_id in store.segments],
        problem=problem,
    )
