"""Measures what the findings promise, on the study in this folder: `python bench/findings.py`.

Follows every number and quotation of both HTML files in Chromium down to the raw records or turns, runs axe-core on
desktop and phone width, runs the stage twice and compares bytes, and times the stage and one changed number to Word.
"""

import hashlib
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path.cwd()
sys.path[:0] = [str(HERE), str(HERE / "tests/findings")]

import axe_core_python  # noqa: E402
from findings_browser import chromium  # noqa: E402

from pipeline.findings import trace  # noqa: E402
from pipeline.study import Study  # noqa: E402

# Chromium holds back more than 200 jumps within a page in ten seconds: links are followed in lots, with a rest between.
LOT, REST = 150, 11
FOLLOW = """
const links = [...document.querySelectorAll('a.ev')], first = new Map();
for (const link of links) if (!first.has(link.hash)) first.set(link.hash, link);
return [...first.values()].slice(arguments[0], arguments[1]).map(link => {
  link.click();
  const entry = document.querySelector(':target');
  const there = entry && '#' + entry.id === link.hash && entry.getClientRects().length;
  return [link.hash, there ? entry.querySelector('code').textContent : null];
});
"""
EVERY = "return [...document.querySelectorAll('a.ev')].map(link => link.hash)"


def followed(driver) -> list[str | None]:
    """The evidence id that each number or quotation leads to; each entry is reached by clicking its first link."""
    every = driver.execute_script(EVERY)
    reached: dict[str, str | None] = {}
    for start in range(0, len(set(every)), LOT):
        if start:
            time.sleep(REST)
        reached.update(driver.execute_script(FOLLOW, start, start + LOT))
    return [reached[place] for place in every]


def stage(root: Path, *arguments: str) -> float:
    start = time.perf_counter()
    subprocess.run([sys.executable, "-m", "pipeline", *(arguments or ["report"])], cwd=root, check=True)
    return time.perf_counter() - start


def digests(root: Path) -> dict[str, str]:
    files = [*root.glob("reports/findings*"), *root.glob("reports/figures/*")]
    return {str(path.relative_to(root)): hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(files)}


def copied(to: Path) -> Path:
    for name in ("raw", "codebooks", "processed", "private", "reports", "pipeline"):
        if (HERE / name).exists():
            shutil.copytree(HERE / name, to / name)
    shutil.copy(HERE / "params.yaml", to / "params.yaml")
    return to


def in_chromium(root: Path) -> None:
    axe = Path(axe_core_python.__file__).with_name("axe.min.js").read_text(encoding="utf-8")
    traced: dict[str, bool] = {}
    for language in ("en", "fr"):
        with chromium() as driver:
            driver.set_script_timeout(240)
            driver.get((root / f"reports/findings.{language}.html").as_uri())
            found = followed(driver)
            for evidence in found:
                if evidence and evidence not in traced:
                    traced[evidence] = trace.trace(Study(root), evidence).reaches_raw
            reached = sum(bool(evidence) and traced[evidence] for evidence in found)
            print(f"{language}: {reached} of {len(found)} links reach raw ({len(set(found))} pieces of evidence)")
            for width in (1280, 390):
                size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 500}
                driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
                driver.execute_script(axe)
                violations = driver.execute_async_script(
                    "axe.run({resultTypes: ['violations']}).then(r => arguments[arguments.length - 1](r.violations))"
                )
                print(f"{language}, {width} px wide: axe {[(one['id'], one['impact']) for one in violations]}")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        first, second = copied(Path(folder) / "a"), copied(Path(folder) / "elsewhere" / "b")
        print(f"report stage, cold figure cache: {stage(first):.1f} s")
        print(f"again: {stage(first):.1f} s")
        chapter = next(first.glob("reports/chapters/*.en.md"))
        chapter.write_text(chapter.read_text(encoding="utf-8").replace("share(", "percent(", 1), encoding="utf-8")
        print(f"one changed number to new Word files: {stage(first, 'report', '--only', 'docx'):.1f} s")
        shutil.copy(HERE / chapter.relative_to(first), chapter)
        stage(first)
        stage(second)
        same = digests(first) == digests(second)
        print(f"two runs in two folders: {'byte-identical' if same else 'DIFFERENT'} ({len(digests(first))} files)")
        in_chromium(first)


if __name__ == "__main__":
    main()
