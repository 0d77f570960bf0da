"""Stage `kept-labels`: the labels of the codebooks, which the de-identifier leaves as they are.

A table of its own between codebooks and de-identifier: whoever edits a definition or a finding, and no label, does not
make the notes pass through the de-identifier again.
"""

from collections.abc import Iterator
from typing import Any

import pandas as pd

from pipeline.study import Study, read_yaml

LONGEST_LABEL = 6  # words; longer labels are sentences


def run(study: Study) -> None:
    """Write codebooks/kept_labels. Raises StudyError for a codebook that cannot be read."""
    labels = labels_of_codebooks(study)

    with study.writing() as out:
        out.table("codebooks/kept_labels", labels)


def kept_labels(study: Study) -> list[str]:
    """The labels as the stage left them; from the codebooks where it has not run."""
    made = study.has_table("codebooks/kept_labels")
    return (study.table("codebooks/kept_labels") if made else labels_of_codebooks(study))["label"].tolist()


def labels_of_codebooks(study: Study) -> pd.DataFrame:
    """Column label: the short labels of all codebooks, in every language and in order: the study's own words."""
    found = {text for path in sorted(study.codebooks.glob("*.yaml")) for text in _labels(read_yaml(path))}
    return pd.DataFrame({"label": sorted(text for text in found if text and len(text.split()) <= LONGEST_LABEL)})


def _labels(node: Any, inside: bool = False) -> Iterator[str]:
    if isinstance(node, str) and inside:
        yield " ".join(node.split())
    elif isinstance(node, dict):
        for name, part in node.items():
            yield from _labels(part, inside or name in ("label", "labels"))
    elif isinstance(node, list):
        for part in node:
            yield from _labels(part, inside)
