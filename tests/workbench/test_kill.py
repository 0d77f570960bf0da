"""The server is killed at random moments: what it acknowledged is on the disk. (bench/workbench.py: 100 times.)"""

import http.client
import json
import random
import re
import sys
import threading
import time
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from pipeline.decisions import decision_log
from pipeline.study import Study
from pipeline.workbench import serve

HEADERS = {"Cookie": "workbench_coder=ana", "Content-Type": "application/json"}


@dataclass
class Outcome:
    killed: int
    acknowledged: int
    lost: int  # acknowledged, and not in the log
    only_saved: int  # in the log, and killed before it could be acknowledged
    cut: int  # lines cut off, set aside by the next start


def kill(study: Study, times: int, seed: int = 1) -> Outcome:
    """SIGKILL `times` times while a script decides without pause, up to half a second after its first decision."""
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
        try:
            _decide(*found.groups(), acknowledged, draw, process)
        except (OSError, http.client.HTTPException):
            pass
        finally:
            process.kill()
            process.join()
        cut += len(decision_log.repair(study))
    kept = {(one.unit_id, one.memo) for one in decision_log.read_lines(study)}
    return Outcome(times, len(acknowledged), len(set(acknowledged) - kept), len(kept - set(acknowledged)), cut)


def _serve(study: Study, said: Path) -> None:
    sys.stdout = said.open("w", buffering=1)
    serve.run(study, open_browser=False)


def _decide(host: str, token: str, acknowledged: list, draw: random.Random, process) -> None:
    connection = http.client.HTTPConnection(host, timeout=20)
    seen: dict[str, int] = {}
    before = len(acknowledged)
    while True:
        segment = f"N-{draw.randrange(1, 5):02d}#{draw.choice([2, 4, 6, 8])}"
        memo = f"{len(acknowledged)} {draw.random()}"
        body = {"action": "assign", "segment": segment, "code": "T2_repair", "memo": memo, "seen": seen.get(segment, 0)}
        connection.request("POST", f"/{token}/en/review", json.dumps(body), HEADERS)
        answer = connection.getresponse()
        content = json.loads(answer.read())
        if answer.status == 200:
            acknowledged.append((segment, memo))
            seen[segment] = seen.get(segment, 0) + 1
            if len(acknowledged) == before + 1:
                threading.Timer(draw.uniform(0, 0.5), process.kill).start()
        elif found := re.search(r'data-seen="(\d+)"', content.get("html", "")):
            seen[segment] = int(found.group(1))
        else:
            raise AssertionError(content)


def test_no_acknowledged_decision_is_lost_when_the_server_is_killed(study):
    outcome = kill(study, times=3)
    assert outcome.acknowledged >= 3 and outcome.lost == 0
