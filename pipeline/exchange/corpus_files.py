"""The coded material for programs that count words or draw networks: IRaMuTeQ and Gephi."""

import itertools
import re
from collections import Counter
from pathlib import Path

import pandas as pd
from lxml import etree

from pipeline.decisions.themes import ThemesCodebook
from pipeline.exchange.coded_notes import colours
from pipeline.study import without_accents
from pipeline.tables import DataFrame
from pipeline.tables.decisions import Units

GEXF = "http://gexf.net/1.3"
VIZ = "http://gexf.net/1.3/viz"


def iramuteq(units: DataFrame[Units], assigned: pd.DataFrame) -> dict[str, str]:
    """A corpus a language: a text a unit, above it its note, group, region, material and codes as starred variables.

    `units`: table coding/units; `assigned`: segment_id, code. IRaMuTeQ reads one language at a time, and stars and line
    breaks as marks, so a text has none.
    """
    codes = {unit: sorted(set(rows)) for unit, rows in assigned.groupby("segment_id")["code"]}
    corpora: dict[str, list[str]] = {}
    for row in units.sort_values(["source", "position", "unit_id"]).itertuples():
        variables = {"note": row.source, "group": row.stakeholder, "region": row.region, "material": row.material}
        stars = [f"*{name}_{_word(value)}" for name, value in variables.items() if value and _word(value)]
        stars += [f"*code_{_word(code)}" for code in codes.get(row.unit_id, [])]
        text = " ".join(re.sub(r"[*$\"_]", " ", row.text).split())
        if text:
            corpora.setdefault(row.language, []).append(f"**** {' '.join(stars)}\n{text}\n")
    return {language: "\n".join(texts) for language, texts in sorted(corpora.items())}


def _word(value: str) -> str:
    """A modality as IRaMuTeQ takes it: letters and digits only."""
    return re.sub(r"[^A-Za-z0-9]+", "", without_accents(str(value)))


def network(assigned: pd.DataFrame, codebook: ThemesCodebook, language: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Codes (Id, Label, Theme, Units) and pairs that stand on the same unit (Source, Target, Type, Weight)."""
    by_unit = [sorted(set(codes)) for _, codes in assigned.groupby("segment_id")["code"]]
    single = Counter(code for codes in by_unit for code in codes)
    pairs = Counter(pair for codes in by_unit for pair in itertools.combinations(codes, 2))
    themes = {theme.id: theme.label[language] for theme in codebook.themes}
    nodes = [(code.id, code.label[language], themes[code.theme], single[code.id]) for code in codebook.active]
    edges = [(one, other, "Undirected", weight) for (one, other), weight in sorted(pairs.items())]
    return (
        pd.DataFrame(nodes, columns=["Id", "Label", "Theme", "Units"]),
        pd.DataFrame(edges, columns=["Source", "Target", "Type", "Weight"]),
    )


def write_gexf(nodes: pd.DataFrame, edges: pd.DataFrame, path: Path) -> None:
    """The network as GEXF 1.3, with the colours of coded notes and the number of units as size."""
    root = etree.Element(f"{{{GEXF}}}gexf", nsmap={None: GEXF, "viz": VIZ}, version="1.3")
    graph = etree.SubElement(root, f"{{{GEXF}}}graph", defaultedgetype="undirected", mode="static")
    attributes = etree.SubElement(graph, f"{{{GEXF}}}attributes", {"class": "node"})
    for number, (name, kind) in enumerate((("theme", "string"), ("units", "integer"))):
        etree.SubElement(attributes, f"{{{GEXF}}}attribute", id=str(number), title=name, type=kind)
    palette = colours(list(nodes["Id"]))
    drawn = etree.SubElement(graph, f"{{{GEXF}}}nodes")
    for row in nodes.itertuples():
        node = etree.SubElement(drawn, f"{{{GEXF}}}node", id=row.Id, label=row.Label)
        values = etree.SubElement(node, f"{{{GEXF}}}attvalues")
        for number, value in enumerate((row.Theme, row.Units)):
            etree.SubElement(values, f"{{{GEXF}}}attvalue", {"for": str(number), "value": str(value)})
        dark = palette[row.Id][0]
        channels = {name: str(int(dark[at : at + 2], 16)) for name, at in (("r", 1), ("g", 3), ("b", 5))}
        etree.SubElement(node, f"{{{VIZ}}}color", channels)
        etree.SubElement(node, f"{{{VIZ}}}size", value=str(max(int(row.Units), 1)))
    lines = etree.SubElement(graph, f"{{{GEXF}}}edges")
    for number, row in enumerate(edges.itertuples()):
        place = {"id": str(number), "source": row.Source, "target": row.Target, "weight": str(row.Weight)}
        etree.SubElement(lines, f"{{{GEXF}}}edge", place)
    path.write_bytes(etree.tostring(root, encoding="utf-8", xml_declaration=True, pretty_print=True))
