"""What people decide in the workbench is what the coding stage reads (pipeline.decisions.read.load_decisions)."""

from pipeline.decisions.read import load_decisions


def test_logged_decisions_are_read_beside_the_coders_own_tables(study, decide):
    (study.raw / "coding" / "ben.csv").write_text("note_id,turn,code,stance\nN-01,2,T1_saving,supportive\n")
    decide("ana", "N-01#2", "T1_saving", stance="critical", start=2, end=9)
    decide("ana", "N-01#2", "T2_repair", "rejected")
    decide("ana", "N-01#2", "", "done")
    decide("ana", "N-01#10", "", "none")
    decide("cleo", "N-01#2", "T1_saving", stance="mixed", adjudicates=True)
    rows = load_decisions(study)
    rows["code"] = rows["code"].fillna("")
    found = {(row.coder, row.segment_id, row.code, row.decision, row.stance, row.whole) for row in rows.itertuples()}
    assert found == {
        ("ben", "N-01#2", "T1_saving", "assigned", "supportive", True),
        ("ana", "N-01#2", "T1_saving", "assigned", "critical", True),
        ("ana", "N-01#2", "T2_repair", "rejected", "neutral", True),
        ("ana", "N-01#10", "", "none", "neutral", True),
        ("adjudicated", "N-01#2", "T1_saving", "assigned", "mixed", False),
    }
    assert rows.loc[rows["coder"] == "ana", "fingerprint"].notna().all()
