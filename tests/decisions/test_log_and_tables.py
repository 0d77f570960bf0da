"""What people decide on the workbench's page is read beside the coders' own tables, by the same rules."""

from pipeline.decisions.read import read
from pipeline.decisions.reading import readings


def test_logged_decisions_are_read_beside_the_coders_own_tables(study, decide):
    (study.raw / "coding" / "ben.csv").write_text("note_id,turn,code,stance\nN-01,2,T1_saving,supportive\n")
    decide("ana", "N-01#2", "T1_saving", stance="critical", start=2, end=9)
    decide("ana", "N-01#2", "T2_repair", "rejected")
    decide("ana", "N-01#2", "", "done")
    decide("ana", "N-01#10", "", "none")
    decide("cleo", "N-01#2", "T1_saving", stance="mixed", adjudicates=True)
    said = read(study)
    found = {(one.coder, one.unit_id, one.code, one.decision, one.stance, one.whole) for one in said}
    assert found == {
        ("ben", "N-01#2", "T1_saving", "assigned", "supportive", True),
        ("ana", "N-01#2", "T1_saving", "assigned", "critical", False),
        ("ana", "N-01#2", "T2_repair", "rejected", "", False),
        ("ana", "N-01#2", "", "done", "", True),
        ("ana", "N-01#10", "", "none", "", True),
        ("adjudicated", "N-01#2", "T1_saving", "assigned", "mixed", False),
    }
    logged = [one for one in said if one.is_logged]
    assert all(one.fingerprint and one.when and one.file.startswith("raw/coding/decisions/") for one in logged)
    assert [one.row for one in logged if one.file.endswith("ana.jsonl")] == [1, 2, 3, 4]
    reading = readings(said)["N-01#2"]
    assert reading.complete == {"ana", "ben"}
    assert {code: sorted(votes) for code, votes in reading.named.items()} == {
        "T1_saving": ["adjudicated", "ana", "ben"],
        "T2_repair": ["ana"],
    }
