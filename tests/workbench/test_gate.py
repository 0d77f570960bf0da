"""Who gets into the workbench, and what a request that no page makes is told."""

import http.client
import json

import pytest

from pipeline.decisions import decision_log
from pipeline.workbench.app import VIEWS
from tests.workbench.conftest import standing

TOKEN = "a-token-for-tests"


@pytest.fixture
def ask(study, served):
    """`ask("GET", "/TOKEN/en/review", headers)` gives status, headers, body; headers are sent as they are."""
    with served(study) as address:
        host = address.split("/")[2]

        def request(method: str, path: str, headers: dict | None = None, body: bytes | None = None):
            connection = http.client.HTTPConnection(host, timeout=10)
            connection.request(method, path, body, {"Host": host} | (headers or {}))
            answer = connection.getresponse()
            return answer.status, dict(answer.getheaders()), answer.read().decode()

        request.host = host
        yield request


PAGE = f"/{TOKEN}/en/review"
COOKIE = {"Cookie": "workbench_coder=ana"}


@pytest.mark.parametrize(
    "path", ["/", "/en/review", "/wrong-token/en/review", f"/{TOKEN[:-1]}/en/review", "//", "/favicon.ico", "*"]
)
def test_a_request_without_the_token_is_refused(ask, path):
    status, _, body = ask("GET", path)
    assert status == 403 and "lacks the token" in body


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1", "evil.example:80", "127.0.0.1.evil.example", "0.0.0.0:1"]
)
def test_a_request_with_another_host_is_refused(ask, host):
    status, _, body = ask("GET", PAGE, {"Host": host})
    assert status == 403 and "127.0.0.1 only" in body


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"},
        {"Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "cors"},
    ],
)
def test_a_request_from_another_site_is_refused_and_decides_nothing(ask, study, headers):
    body = json.dumps({"action": "none", "segment": "N-01#4", "seen": 0}).encode()
    status, _, said = ask("POST", PAGE, COOKIE | headers, body)
    assert status == 403 and "another site" in said
    assert decision_log.read_lines(study) == []


def test_the_page_may_load_nothing_from_outside(ask):
    status, headers, body = ask("GET", PAGE, COOKIE)
    policy = headers["content-security-policy"]
    assert status == 200 and "default-src 'none'" in policy and "http" not in policy
    assert headers["x-frame-options"] == "DENY" and headers["cache-control"] == "no-store"
    assert "http://" not in body and "https://" not in body


def test_without_a_name_one_is_asked_for(ask):
    status, headers, _ = ask("GET", PAGE)
    assert status == 307 and headers["location"].endswith("/en/who")


@pytest.mark.parametrize("name", ["", "../../etc", "<b>", "a" * 61, "ana\n"])
def test_a_name_that_cannot_be_a_coders_is_refused(ask, name):
    body = ("name=" + name.replace("<", "%3C").replace("\n", "%0A%0Ax")).encode()
    status, _, said = ask("POST", f"/{TOKEN}/fr/who", {"Content-Type": "application/x-www-form-urlencoded"}, body)
    assert status == 422 and "Un nom commence" in said


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[1]",
        b"{}",
        b'{"action": "accept", "segment": "N-99#1", "seen": 0, "code": "T1_saving"}',
        b'{"action": "accept", "segment": "N-01#4", "seen": 0, "code": "T9_unknown"}',
        b'{"action": "accept", "segment": "N-01#4", "seen": 0, "code": "T6_old"}',
        b'{"action": "format-disk", "segment": "N-01#4", "seen": 0}',
        b'{"action": "none", "segment": "N-01#4", "seen": 0, "filters": "words"}',
        b'{"action": "none", "segment": "N-01#4", "seen": 0, "memo": "\\ud800"}',
        b'{"a":' * 60_000,
        b"\xff",
    ],
)
def test_a_request_that_makes_no_sense_is_told_and_decides_nothing(ask, study, body):
    status, _, said = ask("POST", PAGE, COOKIE, body)
    assert status == 400 and "Not saved" in json.loads(said)["say"]
    assert decision_log.read_lines(study) == []


@pytest.mark.parametrize("view", list(VIEWS))
def test_brackets_without_end_are_refused_at_every_address(ask, view):
    status, _, said = ask("POST", f"/{TOKEN}/en/{view}", COOKIE, b"[" * 60_000)
    assert status == 400 and "Not saved" in json.loads(said)["say"]


def test_two_windows_on_one_segment_do_not_overwrite_each_other(ask, study):
    first = {"action": "accept", "segment": "N-01#4", "code": "T4_hours", "stance": "critical", "seen": 0}
    assert ask("POST", PAGE, COOKIE, json.dumps(first).encode())[0] == 200
    second = first | {"action": "reject"}
    status, _, said = ask("POST", PAGE, COOKIE, json.dumps(second).encode())
    assert status == 409 and "Another window" in json.loads(said)["say"] and 'data-seen="1"' in json.loads(said)["html"]
    assert [one.decision for one in decision_log.read_lines(study)] == ["assigned"]


def test_a_decision_of_another_process_shows_on_the_next_page(ask, study, decide):
    assert "Your own" not in ask("GET", f"{PAGE}?segment=N-01%234", COOKIE)[2]
    decide("ana", "N-01#4", "T5_place", memo="from a copy")
    assert "from a copy" in ask("GET", f"{PAGE}?segment=N-01%234", COOKIE)[2]


def test_a_turn_whose_text_changed_since_comes_back_and_says_so(ask, study, decide):
    decide("ana", "N-01#4", "T4_hours")
    assert "N-01, turn 4" not in ask("GET", PAGE, COOKIE)[2]
    units = study.table("coding/units")
    units.loc[units["unit_id"] == "N-01#4", ["text", "fingerprint"]] = ["C’est ouvert le lundi.", "corrected"]
    with study.writing() as out:
        out.table("coding/units", units)
    page = ask("GET", PAGE, COOKIE)[2]
    assert "N-01, turn 4" in page and "The text changed since you decided" in page


def test_a_full_disk_is_told_and_the_segment_stays(ask, study, monkeypatch):
    def full(*args: object) -> int:
        raise OSError(28, "No space left on device")

    (study.raw / "coding/decisions").mkdir()
    monkeypatch.setattr("pipeline.study.appended.os.write", full)
    body = json.dumps({"action": "none", "segment": "N-01#4", "seen": 0}).encode()
    status, _, said = ask("POST", PAGE, COOKIE, body)
    assert status == 507 and "No space left" in json.loads(said)["say"]
    monkeypatch.undo()
    assert decision_log.read_lines(study) == []


def test_a_broken_codebook_is_a_sentence_on_the_page_not_a_trace(ask, study):
    path = study.codebooks / "themes.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("theme: gain", "theme: nowhere", 1), encoding="utf-8")
    status, _, body = ask("GET", PAGE, COOKIE)
    assert status == 409 and "nowhere" in body and "Traceback" not in body


def test_several_people_deciding_at_once_are_all_kept(ask, study):
    from concurrent.futures import ThreadPoolExecutor

    segments = list(study.table("notes/segments")["segment_id"])

    def work(who: str) -> list[int]:
        answers = []
        for segment in segments:
            body = json.dumps({"action": "assign", "segment": segment, "code": "T2_repair", "seen": 0}).encode()
            answers.append(ask("POST", PAGE, {"Cookie": f"workbench_coder={who}"}, body)[0])
            answers.append(ask("GET", f"/{TOKEN}/en/codebook", {"Cookie": f"workbench_coder={who}"})[0])
        return answers

    with ThreadPoolExecutor(3) as pool:
        assert {status for answers in pool.map(work, ["ana", "ben", "cleo"]) for status in answers} == {200}
    assert len(standing(study)) == 3 * len(segments)
