"""The append-only log of people's decisions (pipeline.decisions.decision_log)."""

import resource
import signal
from multiprocessing import get_context

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.decisions import decision_log
from pipeline.decisions.reading import read_unit
from pipeline.study import Study, StudyError


def standing(study: Study) -> list[tuple]:
    said = [one for one in decision_log.reduced(decision_log.read_lines(study)) if one.counts]
    return sorted((one.coder, one.unit_id, one.code, one.decision, one.stance) for one in said)


def test_a_decision_is_one_readable_line_that_says_who_what_and_when(study, decide):
    decide("ana", "N-01#2", "T1_saving", stance="supportive", memo="à revoir", codebook_version="abc")
    (line,) = (study.raw / "coding/decisions/ana.jsonl").read_text(encoding="utf-8").splitlines()
    assert '"who":"ana"' in line and '"code":"T1_saving"' in line and '"memo":"à revoir"' in line
    assert '"codebook_version":"abc"' in line and '"when":"20' in line


def test_the_latest_decision_stands_and_undo_brings_back_the_one_before(study, decide):
    decide("ana", "N-01#2", "T1_saving", stance="supportive")
    decide("ana", "N-01#2", "T1_saving", "rejected")
    assert standing(study) == [("ana", "N-01#2", "T1_saving", "rejected", "")]
    decide("ana", "N-01#2", "T1_saving", "undo")
    assert standing(study) == [("ana", "N-01#2", "T1_saving", "assigned", "supportive")]


def test_an_undo_with_nothing_before_it_takes_back_nothing_that_comes_later(study, decide):
    decide("ana", "N-01#2", "T1_saving", "undo")
    decide("ana", "N-01#2", "T1_saving")
    assert standing(study) == [("ana", "N-01#2", "T1_saving", "assigned", "")]


def test_nothing_to_code_withdraws_codes_and_a_code_withdraws_it(study, decide):
    decide("ana", "N-01#2", "T1_saving")
    decide("ana", "N-01#2", "", "none")
    assert [row[3] for row in standing(study)] == ["none"]
    decide("ana", "N-01#2", "", "undo")
    assert [row[2] for row in standing(study)] == ["T1_saving"]
    decide("ana", "N-01#2", "", "none")
    decide("ana", "N-01#2", "T2_repair")
    assert [row[2] for row in standing(study)] == ["T2_repair"]


def test_a_part_of_a_turn_counts_for_its_turn_once(study, decide):
    decide("ana", "N-01#2", "T1_saving", start=0, end=10)
    decide("ana", "N-01#2", "T1_saving", start=12, end=30)
    decide("ana", "N-01#2", "T2_repair", "rejected")
    decide("ana", "N-01#2", "", "done")
    reading = read_unit(decision_log.reduced(decision_log.read_lines(study)))
    assert {code: votes["ana"].word for code, votes in reading.named.items()} == {
        "T1_saving": "assigned",
        "T2_repair": "rejected",
    }
    assert reading.complete == {"ana"}


def test_two_copies_of_a_log_merge_by_keeping_the_lines_of_both(study, decide):
    decide("ana", "N-01#2", "T1_saving")
    path = study.raw / "coding/decisions/ana.jsonl"
    common = path.read_text(encoding="utf-8")
    decide("ana", "N-01#4", "T4_hours")
    mine = path.read_text(encoding="utf-8")
    path.write_text(common, encoding="utf-8")
    decide("ana", "N-02#4", "T4_hours")
    path.write_text(path.read_text(encoding="utf-8") + mine, encoding="utf-8")  # a union merge, common lines twice
    assert [row[1] for row in standing(study)] == ["N-01#2", "N-01#4", "N-02#4"]


def test_coders_whose_names_differ_only_in_signs_keep_files_of_their_own(study, decide):
    for who in ("ana", "Ana", "Ana B.", "Ana B", "Élodie"):
        decide(who, "N-01#2", "T1_saving")
    assert len(list((study.raw / "coding/decisions").glob("*.jsonl"))) == 5
    assert len(standing(study)) == 5


def test_a_line_cut_by_a_crash_is_set_aside_and_reported_once(study, decide):
    decide("ana", "N-01#2", "T1_saving")
    path = study.raw / "coding/decisions/ana.jsonl"
    with path.open("a", encoding="utf-8") as log:
        log.write('{"when":"2026-01-01T00:00:00.000000+00:00","who":"ana","segm')
    assert len(standing(study)) == 1  # readers are not stopped by it
    (message,) = decision_log.repair(study)
    assert "ana.jsonl" in message and "cut off" in message
    assert decision_log.repair(study) == []
    assert path.read_text(encoding="utf-8").endswith("}\n") and list(path.parent.glob("*.cut"))


def test_a_decision_after_a_crash_starts_a_line_of_its_own(study, decide):
    decide("ana", "N-01#2", "T1_saving")
    path = study.raw / "coding/decisions/ana.jsonl"
    path.write_text(path.read_text(encoding="utf-8") + '{"when', encoding="utf-8")
    decide("ana", "N-01#4", "T4_hours")
    assert [row[1] for row in standing(study)] == ["N-01#2", "N-01#4"]


def test_a_last_line_without_its_line_feed_is_kept(study, decide):
    decide("ana", "N-01#2", "T1_saving")
    path = study.raw / "coding/decisions/ana.jsonl"
    path.write_text(path.read_text(encoding="utf-8").rstrip("\n"), encoding="utf-8")
    assert decision_log.repair(study) == []
    decide("ana", "N-01#4", "T4_hours")
    assert len(standing(study)) == 2


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("<<<<<<< HEAD", "Keep the lines of both sides"),
        ('{"who": "ana"}', "when"),
        ("not json", "one decision as a JSON object"),
    ],
)
def test_a_line_that_is_no_decision_is_told_with_its_number(study, decide, line, said):
    decide("ana", "N-01#2", "T1_saving")
    path = study.raw / "coding/decisions/ana.jsonl"
    path.write_text(path.read_text(encoding="utf-8") + line + "\n", encoding="utf-8")
    with pytest.raises(StudyError, match=r"ana\.jsonl, line 2") as error:
        decision_log.read_lines(study)
    assert said in str(error.value)


@pytest.mark.parametrize(("start", "end"), [(4, 4), (5, 4), (4, None), (None, 4)])
def test_a_decision_on_a_stretch_without_words_is_refused(decide, start, end):
    with pytest.raises(ValueError, match="start before end"):
        decide("ana", "N-01#2", "T1_saving", start=start, end=end)


def _fill_the_disk(root, queue) -> None:
    """In a process of its own: files may grow to 200 bytes, as if the disk were full then."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (200, 200))
    study = Study(root)
    one = decision_log.Decision(
        when=decision_log.now(), who="ana", segment_id="N-01#4", note_id="N-01", turn=4, code="T4_hours",
        decision="assigned", memo="x" * 300,
    )  # fmt: skip
    try:
        decision_log.append(study, [one])
        queue.put("saved")
    except StudyError as error:
        queue.put(str(error))


def test_a_full_disk_refuses_the_decision_whole_and_says_so(study, decide):
    decide("ana", "N-01#2", "T1_saving")
    before = (study.raw / "coding/decisions/ana.jsonl").read_bytes()
    context = get_context("spawn")
    queue = context.Queue()
    process = context.Process(target=_fill_the_disk, args=(study.root, queue))
    process.start()
    assert "not saved" in queue.get(timeout=60)
    process.join()
    assert (study.raw / "coding/decisions/ana.jsonl").read_bytes() == before


def test_the_clock_going_back_does_not_reorder_decisions():
    assert decision_log.now("2999-01-01T00:00:00.000000+00:00") == "2999-01-01T00:00:00.000001+00:00"


@given(
    st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from(["assigned", "rejected", "none", "undo"])), max_size=12)
)
def test_undoing_everything_leaves_nothing(steps):
    when, made, open_at = "", [], {"a": 0, "b": 0, "": 0}
    for code, decision in steps:
        code = "" if decision == "none" else code
        when = decision_log.now(when)
        made.append(
            decision_log.Decision(
                when=when, who="ana", segment_id="N#1", note_id="N", turn=1, code=code, decision=decision
            )
        )
        open_at[code] = max(open_at[code] - 1, 0) if decision == "undo" else open_at[code] + 1
    for code, times in open_at.items():
        for _ in range(times):
            when = decision_log.now(when)
            made.append(
                decision_log.Decision(
                    when=when, who="ana", segment_id="N#1", note_id="N", turn=1, code=code, decision="undo"
                )
            )
    said = [decision_log.coding_decision(one, "raw/coding/decisions/ana.jsonl", 1) for one in made]
    assert not any(one.counts for one in decision_log.reduced(said))
