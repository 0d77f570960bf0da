"""Whether the lines agree with each other, in meaning and prominence.

Farmer, T., Robinson, K., Elliott, S. J., & Eyles, J. (2006). Developing and implementing a triangulation protocol for
qualitative health research. Qualitative Health Research, 16(3), 377-394.
"""

from collections.abc import Sequence

from pipeline.triangulation.rule.lines import Line
from pipeline.triangulation.rule.reading import OTHER
from pipeline.triangulation.rule.settings import Kind, LineName


def converge(lines: Sequence[Line]) -> str:
    """The first row that fits, over the lines that speak, directly or in part."""
    speak = [line for line in lines if line.reading.speaks]
    direct = [line for line in speak if line.bearing == "direct"]
    sides = {line.reading.meaning for line in direct if line.reading.clear and line.reading.meaning in OTHER}
    in_part = {line.reading.meaning for line in speak if line.bearing == "part" and line.reading.clear}
    if len(speak) < 2:
        return "silence"
    if len(sides) == 2:
        return "dissonance"
    if any(OTHER[side] in in_part for side in sides):
        return "dissonance in part"
    if not any(line.reading.clear for line in direct):
        return "unclear"
    plain = all(line.reading.clear and not line.reading.reserved for line in speak)
    if plain and len(direct) == len(speak) and {line.reading.meaning for line in speak} == sides:
        return "agreement"
    return "partial agreement"


def silent(lines: Sequence[Line], kind: Kind, direct: dict[Kind, list[LineName]]) -> list[LineName]:
    """The sorts of line that could have answered a finding of this kind directly, and did not."""
    spoken = {one.item.line for line in lines for one in line.items if line.bearing == "direct" and one.reading.speaks}
    return [name for name in direct[kind] if name not in spoken]
