"""An entry of the provenance: what is known of one number or quotation that may be printed."""

from dataclasses import KW_ONLY, dataclass


@dataclass(frozen=True)
class Entry:
    """One line of the provenance. Everything in it is plain text or numbers, the same in both languages."""

    evidence_id: str
    kind: str  # survey, notes, quote, published, agreement, finding, method
    subject: str  # indicator, code, segment, claim, finding, or the name of a count
    _: KW_ONLY
    value: float | None = None  # percent for an indicator, a count for notes and method; none of a quotation
    base: float | None = None  # what it is out of
    low: float | None = None  # 95 % interval, where there is one
    high: float | None = None
    table: str  # the table under processed/ (or raw/) and
    row: str  # the row of it
    raw: tuple[str, ...]  # raw files it rests on
    steps: tuple[str, ...]  # stages from raw to print
    codebook: str = ""  # file and version
    records: tuple[tuple[str, bool], ...] = ()  # survey records in the base, and whether each was counted
    turns: tuple[str, ...] = ()  # `NOTE#turn` of the raw notes
    findings: tuple[str, ...] = ()  # evidence ids of processed/triangulation/evidence.csv that say the same, or parts
    unit: str = ""  # percent, CAD, points ...: of an administrative, derived or printed figure

    @property
    def stage(self) -> str:
        """The stage that computed the value (the last before printing)."""
        return self.steps[-2]
