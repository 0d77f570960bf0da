"""Who carries, contests or ignores a finding, where a group holds a handful of notes."""

import numpy as np
import pandas as pd

from pipeline.triangulation.groups import disclosed, positions
from pipeline.triangulation.notes_strand import NotesStrand
from pipeline.triangulation.settings import GroupRule, Prominent

SIZES = {"Coast": 8, "Plains": 5, "Isles": 3, "Centre": 10, "Capital": 9}


def table(said: dict[str, list[int]], sizes: dict[str, int] = SIZES) -> pd.DataFrame:
    """`said`: for each region how many notes support, contradict, are mixed; the rest of its notes are silent on it."""
    rows, segments = [], []
    for region, notes in sizes.items():
        directions = [at for at, count in enumerate(said.get(region, [])) for _ in range(count)]
        for at in range(notes):
            rows.append((f"{region}{at:02d}", "people", region))
            segments.append([np.eye(4, dtype=int)[directions[at]] if at < len(directions) else np.zeros(4, dtype=int)])
    notes = pd.DataFrame(rows, columns=["note_id", "stakeholder", "region"])
    strand = NotesStrand(notes, np.array(segments), 0.33, Prominent())
    return positions(strand, ["F1"], GroupRule(), 200, 1)


def holding(found: pd.DataFrame, position: str) -> list[str]:
    return found.loc[(found["position"] == position) & (found["kind"] == "region"), "group"].tolist()


def test_regions_that_raise_a_grievance_carry_it_and_the_centre_that_never_does_ignores_it():
    found = table({"Coast": [7], "Plains": [4], "Isles": [2], "Centre": [1]})
    assert holding(found, "carries") == ["Coast", "Isles", "Plains"]
    assert holding(found, "ignores") == ["Capital", "Centre"]


def test_what_all_say_is_carried_by_all():
    found = table({"Coast": [6], "Plains": [4], "Isles": [2], "Centre": [7], "Capital": [6]})
    assert sorted(holding(found, "carries")) == sorted(SIZES)
    assert holding(found, "ignores") == []


def test_a_group_that_doubts_what_others_say_contests_it():
    found = table({"Coast": [6, 0, 1], "Plains": [0, 2, 2], "Centre": [5, 1]})
    assert holding(found, "contests") == ["Plains"]
    assert holding(found, "carries") == ["Centre", "Coast"]


def test_one_note_is_never_a_group_speaking():
    found = table({"Coast": [6], "Isles": [1], "Plains": [0, 1]})
    assert holding(found, "carries") == ["Coast"]
    assert holding(found, "contests") == []


def test_a_group_too_small_to_be_expected_to_speak_ignores_nothing():
    found = table({"Coast": [6], "Plains": [1]})
    assert "Isles" not in holding(found, "ignores")  # 3 notes of 35, where 7 speak
    assert "Centre" in holding(found, "ignores")


def test_the_chance_beside_each_group_is_the_exact_one():
    from scipy.stats import fisher_exact

    found = table({"Coast": [7], "Plains": [4], "Centre": [1]}).set_index("group")
    exact = fisher_exact([[7, 1], [5, 22]], alternative="greater").pvalue  # Coast against the other 27 notes
    assert found.loc["Coast", "p_more"] == round(exact, 4)


def test_figures_of_small_groups_are_not_printed_but_their_position_is():
    found = disclosed(table({"Coast": [7], "Isles": [2]}), 5).set_index("group")
    assert found.loc["Isles", ["raised", "supports", "p_more"]].isna().all()
    assert found.loc["Isles", "position"] == "carries"
    assert found.loc["Coast", "supports"] == 7


def test_a_position_that_hangs_on_one_note_is_kept_less_often():
    found = table({"Coast": [7], "Plains": [3], "Centre": [0]}).set_index("group")
    assert found.loc["Plains", "position"] == "carries"
    assert found.loc["Coast", "kept"] > 0.95
    assert 0.5 < found.loc["Plains", "kept"] < 0.95  # three of five notes: some draws hold only one
    assert found.loc["Capital", ["position", "kept"]].tolist() == ["ignores", 1.0]
