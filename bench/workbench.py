"""How quick the workbench is, and whether it keeps what it acknowledged. Run in the repository:

    python bench/workbench.py latency [NOTES]   from key press to the next segment: 53, 1,000, 5,300 notes
    python bench/workbench.py search            by meaning, by words and through filters over 60,000 units
    python bench/workbench.py axe [FOLDER]      axe-core on every page, two languages, two widths; pictures in FOLDER
    python bench/workbench.py kill 100          the server killed at random moments while two people work

All but `search` use the real server in a process of its own, on copies of the tests' study in a temporary folder.
The ratio that travels between machines is the last line of `latency`: 5,300 notes over 53.
"""

import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from selenium.webdriver.remote.webdriver import WebDriver

ROOT = Path(__file__).parents[1]
READS = 0.4  # seconds a person takes at least before the next key
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "workbench")]

from conftest import build  # noqa: E402  (the tests' study)
from test_kill import kill  # noqa: E402

from pipeline.study import Study  # noqa: E402


def start(study: Study, port: int = 0) -> tuple[subprocess.Popen, str]:
    """The server, and its address with the token."""
    process = subprocess.Popen(
        [sys.executable, "-m", "pipeline", "workbench", "--no-browser", "--port", str(port)],
        cwd=study.root,
        env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        text=True,
    )
    for line in process.stdout:
        if found := re.search(r"http://\S+", line):
            return process, found.group().rstrip("/")
    raise SystemExit("the server did not start")


def browser(profile: Path) -> WebDriver:
    """Chromium as the tests start it."""
    from selenium import webdriver
    from test_browser import CHROMEDRIVER, CHROMIUM, FLAGS

    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    for flag in [*FLAGS, f"--user-data-dir={profile}"]:
        options.add_argument(flag)
    return webdriver.Chrome(options=options, service=webdriver.ChromeService(CHROMEDRIVER))


def axe(pictures: Path | None = None) -> int:
    """How many serious or critical violations axe-core finds, pages wider than their window among them."""
    from test_browser import VIEWS, WIDTHS, Person, serious

    folder = Path(tempfile.mkdtemp(prefix="bench-workbench-"))
    process, address = start(build(folder / "study"))
    driver, found, seen = browser(folder / "browser"), [], 0
    try:
        person = Person(driver, address)
        driver.get(f"{address}/en/who")
        driver.find_element("id", "name").send_keys("ana\n")
        for language in ("en", "fr"):
            for width in WIDTHS:
                size = {"width": width, "height": 1000, "deviceScaleFactor": 1, "mobile": False}
                driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
                for view in VIEWS:
                    found += serious(person, f"{language}/{view}")
                    seen += 1
                    if pictures:
                        pictures.mkdir(parents=True, exist_ok=True)
                        name = re.sub(r"\W+", "-", view)
                        driver.save_screenshot(str(pictures / f"{language}-{width}-{name}.png"))
    finally:
        driver.quit()
        process.kill()
        shutil.rmtree(folder, ignore_errors=True)
    for view, rule, where in found:
        print(f"{view}: {rule}: {where}")
    print(f"{len(found)} serious or critical on {seen} pages")
    return len(found)


def answered(driver: WebDriver, press: int) -> bool:
    """Whether the segment after this press is painted and the disk has what was decided."""
    script = "return Math.min(window.times.length, Number(document.body.dataset.answered || 0))"
    return driver.execute_script(script) > press


def latency(sizes: tuple[int, ...] = (53, 1000, 5300), presses: int = 60) -> None:
    """Key presses in Chromium, timed in the page from the key event to the next segment painted, and to the word that
    the disk has the decision. The next key is pressed READS seconds after that."""
    from selenium.webdriver.common.action_chains import ActionChains

    medians = {}
    for notes in sizes:
        folder = Path(tempfile.mkdtemp(prefix="bench-workbench-"))
        study = build(folder / "study", notes)
        process, address = start(study)
        driver = browser(folder / "browser")
        try:
            driver.get(f"{address}/en/who")
            driver.find_element("id", "name").send_keys("ana\n")
            driver.get(f"{address}/en/review")
            driver.execute_script("""
              window.times = [], window.saved = [];
              let pressed = 0, painted = true;
              addEventListener("keydown", () => { pressed = performance.now(); painted = false; }, true);
              new MutationObserver(() => requestAnimationFrame(() => setTimeout(() => {
                if (!painted) window.times.push(performance.now() - pressed);
                painted = true;
              }))).observe(document.querySelector("#swap"), { childList: true });
              new MutationObserver(() => window.saved.push(performance.now() - pressed)).observe(
                document.body, { attributeFilter: ["data-answered"] });
            """)
            for press in range(presses):
                ActionChains(driver).send_keys("ar"[press % 2]).perform()
                while not answered(driver, press):
                    time.sleep(0.005)
                time.sleep(READS)
            times, saved = driver.execute_script("return [window.times, window.saved]")
        finally:
            driver.quit()
            process.kill()
            shutil.rmtree(folder, ignore_errors=True)
        medians[notes] = statistics.median(times)
        slow = sorted(times)[int(0.95 * presses)]
        print(
            f"{notes:5} notes: median {medians[notes]:.0f} ms, 95 % under {slow:.0f} ms, {presses} key presses; "
            f"on the disk and told: median {statistics.median(saved):.0f} ms"
        )
    if len(sizes) > 1:
        print(f"ratio {sizes[-1]:,} / {sizes[0]} notes: {medians[sizes[-1]] / medians[sizes[0]]:.2f}")


def search(units: int = 60_000, times: int = 15) -> None:
    """What the page does for a query, the encoder included; on random vectors of the encoder's size."""
    import numpy as np
    import pandas as pd

    from pipeline.coding import embed
    from pipeline.study import fingerprint
    from pipeline.workbench import meaning
    from pipeline.workbench import search as by_words
    from pipeline.workbench.filters import Filters, matching
    from pipeline.workbench.store import Store

    folder = Path(tempfile.mkdtemp(prefix="bench-workbench-"))
    study = build(folder / "study", units // 5)
    texts = study.table("coding/units")["text"].unique()
    vectors = np.random.default_rng(1).normal(size=(len(texts), embed.Encoder.dimensions)).astype(np.float32)
    table = pd.DataFrame({"key": [fingerprint(one) for one in texts], "vector": list(vectors)})
    table.to_parquet(study.processed / embed.TABLE)
    store = Store(study)
    start = time.perf_counter()
    found = meaning.unit_vectors(store)
    print(f"{len(found.ids):,} units laid out in {time.perf_counter() - start:.1f} s (once after each run)")

    def meant(number: int) -> list[int]:
        return meaning.best(meaning.unit_vectors(store).like_words(f"money and hours {number}"), None, 100)

    ways = {
        "by meaning": meant,
        "by words": lambda number: by_words.search(store, f"ladder {number}"),
        "through filters": lambda number: matching(
            store, Filters(region="South", code="T1_saving", stance="supportive"), "ana"
        ),
    }
    for name, way in ways.items():
        way(0)
        taken = []
        for number in range(1, times + 1):
            start = time.perf_counter()
            way(number)
            taken.append(1000 * (time.perf_counter() - start))
        print(f"{name}: median {statistics.median(taken):.0f} ms, the slowest {max(taken):.0f} ms of {times}")
    shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["kill"]:
        folder = Path(tempfile.mkdtemp(prefix="bench-workbench-"))
        outcome = kill(build(folder / "study", 53), int(sys.argv[2]) if len(sys.argv) > 2 else 100)
        shutil.rmtree(folder, ignore_errors=True)
        print(outcome)
        sys.exit(outcome.lost > 0)
    if sys.argv[1:2] == ["axe"]:
        sys.exit(axe(Path(sys.argv[2]) if sys.argv[2:] else None) > 0)
    if sys.argv[1:2] == ["search"]:
        search()
    else:
        latency(*[(int(one),) for one in sys.argv[2:3]])
