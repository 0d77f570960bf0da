"""How long coding and topics take beside plain BERTopic with its default parts, on the same vectors in the same run.

    python -m bench.topics_speed [--plain PYTHON]     run in the study's folder, after `dvc repro`

`PYTHON` is an interpreter that has bertopic, umap-learn and hdbscan, which the pipeline itself does without, such as:

    uv venv /tmp/plain
    uv pip install --python /tmp/plain/bin/python umap-learn hdbscan pandas pyarrow scikit-learn plotly
    uv pip install --no-deps --python /tmp/plain/bin/python bertopic==0.17.4
"""

import argparse
import os
import resource
import subprocess
import sys
import time

PLAIN = """
import numpy, pandas
from pathlib import Path
from pipeline.coding.embed import study_encoder
from pipeline.study import Study
from bertopic import BERTopic
segments = pandas.read_parquet("processed/notes/segments.parquet")
vectors = study_encoder(Study(Path.cwd())).encode(segments["text"].tolist())
topics, _ = BERTopic().fit_transform(segments["text"].tolist(), vectors)
print(f"plain BERTopic leaves {numpy.mean(numpy.array(topics) == -1):.0%} of {len(topics)} segments in no topic")
"""


def timed(name: str, command: list[str]) -> tuple[float, float] | None:
    """Seconds by the clock and of processor time, the start of the interpreter included; None where it fails."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    seconds, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        print(f"{name}: skipped, it ended with {(done.stderr.strip().splitlines() or [str(done.returncode)])[-1]}")
        return None
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(f"{name}: {seconds:.1f} s, {processor:.1f} s of processor; at most {after.ru_maxrss / 2**20:.1f} GB so far")
    if done.stdout.strip():
        print(f"  {done.stdout.strip()}")
    return seconds, processor


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--plain", default=sys.executable, help="an interpreter with umap-learn and hdbscan")
    options = parser.parse_args()
    os.environ["TQDM_DISABLE"] = "1"
    stages = [timed(stage, [sys.executable, "-m", "pipeline", stage]) for stage in ("code", "topics")]
    has_parts = subprocess.run([options.plain, "-c", "import umap, hdbscan"], capture_output=True, check=False)
    if has_parts.returncode:
        print("plain BERTopic: skipped, umap-learn and hdbscan are not installed there; see --plain in --help")
        return
    timed("plain BERTopic, first run (compiles)", [options.plain, "-c", PLAIN])
    plain = timed("plain BERTopic, second run", [options.plain, "-c", PLAIN])
    if plain and all(stages):
        for index, kind in enumerate(("by the clock", "of processor")):
            topics, both = stages[1][index] / plain[index], (stages[0][index] + stages[1][index]) / plain[index]
            print(f"over plain BERTopic, seconds {kind}: coding and topics {both:.2f}, topics alone {topics:.2f}")


if __name__ == "__main__":
    main()
