"""The server is killed at random moments: what it acknowledged is on the disk: decisions, memos, edited and translated
quotations, of two people at once. (bench/workbench.py: 100 times.)"""

import http.client
import json
import random
import re
import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import pytest

from pipeline.decisions import decision_log, memos
from pipeline.findings import quotation_edits
from pipeline.study import Study, StudyError
from pipeline.workbench import serve
from pipeline.workbench.app import VIEWS

HEADERS = {"Cookie": "workbench_coder=ana", "Content-Type": "application/json"}


@dataclass
class Outcome:
    killed: int
    decisions: int  # acknowledged, as the next two
    memos: int
    translations: int
    lost: int  # acknowledged, and not on the disk
    cut: int  # lines cut off, set aside by the next start


def kill(study: Study, times: int, seed: int = 1) -> Outcome:
    """SIGKILL `times` times while two people work without pause, up to half a second after the first was answered."""
    draw, acknowledged, cut = random.Random(seed), [], 0
    context = get_context("forkserver")  # each server starts with the libraries read, which takes most of the time
    context.set_forkserver_preload(["__main__", "pipeline.workbench.serve", "pyarrow.parquet"])
    said = study.root / "said.txt"
    for _ in range(times):
        said.write_text("")
        process = context.Process(target=_serve, args=(study, said), daemon=True)
        process.start()
        while not (found := re.search(r"http://([^/]+)/(\S+)/\n", said.read_text())):
            assert process.is_alive(), "the server did not start"
            time.sleep(0.01)
        _decide(*found.groups(), acknowledged, draw, process)
        process.join()
        cut += len(decision_log.repair(study)) + len(memos.repair(study))
    kinds = Counter(view for view, _, _ in acknowledged)
    return Outcome(times, kinds["review"], kinds["memos"], kinds["quotations"], len(lost(study, acknowledged)), cut)


def _serve(study: Study, said: Path) -> None:
    sys.stdout = said.open("w", buffering=1)
    serve.run(study, open_browser=False)


def _decide(host: str, token: str, acknowledged: list, draw: random.Random, process) -> None:
    """Two people at once, each with a connection of their own, until the server is gone."""
    seeds = {who: draw.random() for who in ("ana", "ben")}
    delay, first = draw.uniform(0, 0.5), threading.Event()
    people = [
        threading.Thread(target=_work, args=(host, token, who, acknowledged, random.Random(seed), first))
        for who, seed in seeds.items()
    ]
    for one in people:
        one.start()
    first.wait(timeout=20)
    time.sleep(delay)
    process.kill()
    for one in people:
        one.join()


def _work(host: str, token: str, who: str, acknowledged: list, draw: random.Random, first: threading.Event) -> None:
    """Decides, writes a memo, translates a quotation, in turn; notes what was acknowledged, by its own words."""
    connection = http.client.HTTPConnection(host, timeout=20)
    headers = HEADERS | {"Cookie": f"workbench_coder={who}"}
    seen: dict[str, int] = {}
    version = ""
    try:
        while True:
            text = f"{who} {time.monotonic_ns()} {draw.random()}"
            note = draw.randrange(1, 3) + 2 * (who == "ben")  # each has notes of their own, and one file for quotations
            segment = f"N-{note:02d}#{draw.choice([2, 4, 6, 8])}"
            view = draw.choice(["review", "memos", "quotations"])
            body = {
                "review": {"action": "assign", "segment": segment, "code": "T2_repair", "memo": text,
                           "seen": seen.get(segment, 0)},
                "memos": {"action": "write", "about": "study", "target": "", "text": text},
                "quotations": {"action": "save", "unit": segment, "seen": version, "edited": "", "to.fr": text,
                               "to.en": text},
            }[view]  # fmt: skip
            connection.request("POST", f"/{token}/en/{view}", json.dumps(body), headers)
            answer = connection.getresponse()
            content = json.loads(answer.read())
            html = content.get("html", "")
            if view == "quotations" and (found := re.search(r'name="seen" value="(\w*)"', html)):
                version = found.group(1)
            if answer.status == 200:
                acknowledged.append((view, segment if view != "memos" else "", text))
                first.set()
                seen[segment] = seen.get(segment, 0) + (view == "review")
            elif view == "quotations":  # the other one was faster: the page is loaded again
                connection.request("GET", f"/{token}/en/quotations", headers=headers)
                version = re.search(r'name="seen" value="(\w*)"', connection.getresponse().read().decode()).group(1)
            elif found := re.search(r'data-seen="(\d+)"', html):
                seen[segment] = int(found.group(1))
            else:
                raise AssertionError(content)
    except (OSError, http.client.HTTPException):
        return


def lost(study: Study, acknowledged: list[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    """What was acknowledged and is not on the disk. Of a quotation the last translation counts: it stands, or a later
    one that was saved and could not be acknowledged any more."""
    said = {("review", one.unit_id, one.memo) for one in decision_log.read_lines(study)}
    said |= {("memos", "", one.text) for one in memos.lines(study)}
    gone = [one for one in acknowledged if one[0] != "quotations" and one not in said]
    edits = quotation_edits.load(study)
    for unit, text in {unit: text for view, unit, text in acknowledged if view == "quotations"}.items():
        stands = [one.text for one in edits[unit].translations.values()] if unit in edits else []
        if not stands or int(stands[0].split()[1]) < int(text.split()[1]):
            gone.append(("quotations", unit, text))
    return gone


def test_no_acknowledged_decision_is_lost_when_the_server_is_killed(study):
    outcome = kill(study, times=3)
    assert outcome.decisions + outcome.memos + outcome.translations >= 3 and outcome.lost == 0


@pytest.mark.parametrize(
    ("view", "body", "file"),
    [
        ("review", {"action": "none", "segment": "N-01#4", "seen": 0}, "raw/coding/decisions/ana.jsonl"),
        ("memos", {"action": "write", "about": "study", "target": "", "text": "x"}, "raw/coding/memos/ana.jsonl"),
        ("search", {"action": "keep", "name": "x", "q": "y"}, "raw/coding/searches.jsonl"),
        ("quotations", {"action": "save", "unit": "N-01#4", "seen": "", "to.en": "x"}, "reports/quotations.yaml"),
        ("codebook", {"action": "tree", "id": "T1_saving", "change": "retire"}, "codebooks/themes.yaml"),
    ],
)
def test_a_full_disk_is_told_and_leaves_what_was_there(study, page_of, monkeypatch, view, body, file):
    path, page = study.root / file, page_of(study, view)
    path.parent.mkdir(parents=True, exist_ok=True)
    before = path.read_bytes() if path.exists() else b""

    def full(*args: object) -> int:
        raise OSError(28, "No space left on device")

    more = {"version": page.store.version} if view == "codebook" else {}
    monkeypatch.setattr("os.write", full)
    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(StudyError, match="No space left"):
        VIEWS[view].act(page, body | more)
    assert (path.read_bytes() if path.exists() else b"") == before
