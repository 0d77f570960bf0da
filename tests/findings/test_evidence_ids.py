"""Whatever an answer, a group or a label holds, its evidence is found, and two things never share an id or a place."""

import string
from types import SimpleNamespace

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests_of_findings import chapter, composed

from pipeline.findings import provenance_figures
from pipeline.findings.annexes import anchor
from pipeline.findings.evidence_ids import cell_id, cell_of, id_of, parts_of
from pipeline.findings.pipe_tables import pipe_table
from pipeline.findings.provenance import Provenance
from pipeline.findings.sources import Sources
from pipeline.study import literal
from pipeline.tables.lists import joined_list, split_list

WRITTEN = st.text(string.ascii_letters + "éÎß漢 .:;/\\[](){}<>\"'“»|#%*_@$^~-\n", min_size=1, max_size=12)
ODD = [
    "A cold tank in every village.",
    "50 % | more; always",
    "[a/b] (c): {{ d }}",
    "“q” 'x' \"y\"",
    "#1 *Île* @home",
]


@given(st.lists(WRITTEN, min_size=1, max_size=3))
def test_an_id_is_read_back_as_it_was_made(parts):
    assert parts_of(id_of("survey", *parts).removeprefix("survey.")) == parts


@given(st.lists(st.tuples(WRITTEN, WRITTEN, WRITTEN), min_size=2, max_size=2, unique=True))
def test_two_cells_have_two_ids_and_two_places_in_the_annex(cells):
    first, second = (cell_id("survey", *one) for one in cells)
    assert first != second and anchor(first) != anchor(second)
    assert [cell_of(one.removeprefix("survey.")) for one in (first, second)] == cells


@given(st.lists(WRITTEN.map(str.strip).filter(bool), max_size=4))
def test_a_list_in_a_cell_is_read_back_as_it_was_written(items):
    assert split_list(joined_list(items)) == items


@settings(max_examples=30, deadline=None)
@given(WRITTEN)
def test_a_label_never_adds_a_cell_to_a_table(label):
    row = pipe_table(["a", "b"], [[str(literal(label)), "x"]], [10, 10], "", "t").splitlines()[3]
    assert len([at for at, mark in enumerate(row) if mark == "|" and row[at - 1] != "\\"]) == 3


@pytest.fixture
def sources(study):
    """The orchards' survey, where the answers and the groups are whatever people write."""
    frame = study.table("survey/indicators")
    cell = frame[frame["breakdown"] == "overall"].iloc[0]
    rows = [cell.to_dict() | {"indicator": f"wish:{answer}"} for answer in ODD]
    rows += [rows[0] | {"breakdown": "side.of", "group": group} for group in ODD]
    with study.writing() as out:
        out.table("survey/indicators", pd.concat([frame, pd.DataFrame(rows)], ignore_index=True).astype(frame.dtypes))
    return Sources(study)


@pytest.mark.parametrize("written", ODD)
def test_the_evidence_of_any_answer_and_any_group_is_found(sources, written):
    entry = Provenance(sources).entry
    assert entry(cell_id("survey", f"wish:{written}")).subject == f"wish:{written}"
    assert f"group={written}" in entry(cell_id("survey", f"wish:{ODD[0]}", "side.of", written)).row


def test_a_name_may_be_typed_with_its_full_stops(sources):
    found = Provenance(sources).entry(f"survey.wish:{ODD[0]}")
    assert found.evidence_id == "survey.wish:A cold tank in every village%2E"
    with pytest.raises(KeyError):
        Provenance(sources).entry("survey.wish:No. such. answer.")


def test_a_chapter_prints_any_answer_as_it_was_given(sources):
    calls = [f"{{{{ share({f'wish:{one}'!r}) }}}}" for one in ODD]
    chapter(sources.study, "\n\n".join([*calls, "{{ indicator_table() }}"]))
    text = composed(sources.study).markdown
    assert r"\#1 \*Île\* \@home" in text and r"50 % \| more; always" in text


@pytest.mark.parametrize(("notes", "is_printed"), [(5, True), (4, False)])
def test_a_group_has_an_entry_from_the_fewest_notes_that_may_be_printed(notes, is_printed):
    table = pd.DataFrame({"note_id": [f"N-{at}" for at in range(notes)], "stakeholder": "North"})
    rows = pd.DataFrame({"note_id": ["N-0", "N-0", "N-1"], "source": ["N-0#2", "N-0#4", "N-1#2"]})
    sources = SimpleNamespace(
        notes=table, threshold=5, quotable={"F1": rows}, files=lambda _: (), codebook_version=lambda _: ""
    )
    sources.evidence = rows
    if not is_printed:
        with pytest.raises(KeyError):
            provenance_figures.group(sources, "finding.F1.North", "F1", "North")
        return
    entry = provenance_figures.group(sources, "finding.F1.North", "F1", "North")
    assert (entry.value, entry.base) == (2, 5)  # notes of the group, not passages
