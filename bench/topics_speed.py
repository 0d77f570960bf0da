"""How long coding and topics take beside plain BERTopic with its default parts, on the same vectors in the same run.

    python bench/topics_speed.py [--plain PYTHON]     run in the study's folder, after `dvc repro`

`PYTHON` is an interpreter that has bertopic, umap-learn and hdbscan, which the pipeline itself does without, such as:

    uv venv /tmp/plain
    uv pip install --python /tmp/plain/bin/python umap-learn hdbscan pandas pyarrow scikit-learn plotly
    uv pip install --no-deps --python /tmp/plain/bin/python bertopic==0.17.4
"""

import argparse
import os
import subprocess
import sys
import time

PLAIN = """
import numpy, pandas
from bertopic import BERTopic
segments = pandas.read_parquet("processed/notes/segments.parquet")
vectors = pandas.read_parquet("processed/coding/embeddings.parquet")
vectors = vectors[vectors["part"] == "text"].set_index("segment_id")["vector"]
vectors = numpy.vstack(vectors.loc[segments["segment_id"]])
topics, _ = BERTopic().fit_transform(segments["text"].tolist(), vectors)
print(f"plain BERTopic leaves {numpy.mean(numpy.array(topics) == -1):.0%} of {len(topics)} segments in no topic")
"""


def timed(name: str, command: list[str]) -> float | None:
    """Seconds of wall clock, the start of the interpreter included; None where the command fails."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    out, err = process.communicate()
    seconds = time.perf_counter() - start
    if process.returncode:
        print(f"{name}: skipped, it ended with {err.strip().splitlines()[-1] if err.strip() else process.returncode}")
        return None
    print(f"{name}: {seconds:.1f} s {out.strip()}")
    return seconds


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
        print(
            f"coding and topics over plain BERTopic: {sum(stages) / plain:.2f}; topics alone: {stages[1] / plain:.2f}"
        )


if __name__ == "__main__":
    main()
