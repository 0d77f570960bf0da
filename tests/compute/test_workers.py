"""The same results wherever work runs: here, in processes, on a cluster, after a worker was killed."""

import os
import pickle
from functools import partial
from pathlib import Path

import pytest
from distributed import LocalCluster

from pipeline.compute import beside, spread
from pipeline.study import Study, StudyError, StudyErrors
from tests.compute.work import killed_once, squared, told

ITEMS = list(range(23))


def study_of(folder: Path, compute: str = "") -> Study:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "params.yaml").write_text(compute and f"compute: {{{compute}}}\n", encoding="utf-8")
    return Study(folder)


@pytest.fixture(scope="module")
def address():
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:
        yield cluster.scheduler_address


def test_what_runs_beside_this_process_runs_in_another_and_keeps_to_its_order():
    with beside() as other:
        first, second = other.submit(os.getpid), other.submit(squared, 7)
        assert first.result() != os.getpid()
        assert second.result() == squared(7)


@pytest.mark.parametrize("compute", ["workers: 1", "workers: 2", "workers: 4"])
def test_results_stand_in_order_with_any_number_of_processes(tmp_path, compute):
    assert spread(squared, ITEMS, study_of(tmp_path, compute), "items") == [squared(item) for item in ITEMS]


def test_results_are_the_same_on_a_scheduler_elsewhere(tmp_path, address):
    study = study_of(tmp_path, f"address: '{address}'")
    assert spread(squared, ITEMS, study, "items") == [squared(item) for item in ITEMS]


def test_what_a_killed_worker_had_begun_is_done_by_another(tmp_path, address):
    study = study_of(tmp_path, f"address: '{address}'")
    work = partial(killed_once, marker=tmp_path / "killed")
    assert spread(work, ITEMS, study, "items") == [-item for item in ITEMS]
    assert (tmp_path / "killed").exists()


def test_what_is_wrong_is_told_as_it_would_be_here(tmp_path, address):
    with pytest.raises(StudyError, match="cannot be read"):
        spread(told, ITEMS[:2], study_of(tmp_path, f"address: '{address}'"), "items")
    several = pickle.loads(pickle.dumps(StudyErrors([StudyError("a", "b", "c", "d"), StudyError("e", "f")])))
    assert str(several) == str(StudyErrors([StudyError("a", "b", "c", "d"), StudyError("e", "f")]))


def test_a_scheduler_that_does_not_answer_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr("pipeline.compute.workers.ANSWERS", 1)
    with pytest.raises(StudyError, match="no scheduler answers"):
        spread(squared, ITEMS, study_of(tmp_path, "address: 'tcp://127.0.0.1:9'"), "items")


def test_a_wrong_kind_of_setting_is_told(tmp_path):
    with pytest.raises(StudyError, match="compute > workers"):
        _ = study_of(tmp_path, "workers: many").params
