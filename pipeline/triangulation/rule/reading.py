"""How one item or one line reads: its meaning, how clear that is, and whether there are reservations."""

from dataclasses import dataclass
from enum import IntEnum
from typing import Literal

from pipeline.triangulation.rule.settings import Rule

Meaning = Literal["for", "against", "divided", "silent"]
OTHER: dict[str, Meaning] = {"for": "against", "against": "for"}


class Strength(IntEnum):
    UNCLEAR = 0
    CLEAR = 1
    FIRM = 2


@dataclass(frozen=True)
class Reading:
    meaning: Meaning
    strength: Strength = Strength.UNCLEAR
    reserved: bool = False
    probability: float | None = None  # that the statement holds (notes: that more than half are for it)
    why: str = ""  # why it is silent, or what made it unclear
    interest: bool = False  # notes: those without an interest do not say the same clearly by themselves

    @property
    def speaks(self) -> bool:
        return self.meaning != "silent"

    @property
    def clear(self) -> bool:
        return self.speaks and self.strength >= Strength.CLEAR

    def clearly(self, meaning: Meaning) -> bool:
        return self.clear and self.meaning == meaning

    def __str__(self) -> str:
        """`for with reservations, clear, 0.12`."""
        words = [self.meaning + (" with reservations" if self.reserved else "")]
        if self.speaks:
            words.append(self.strength.name.lower())
        if self.probability is not None and self.speaks:
            words.append(f"{self.probability:.2f}")
        return ", ".join([*words, self.why] if self.why else words)


def silent(why: str) -> Reading:
    return Reading("silent", why=why)


def strength(probability: float, rule: Rule) -> Strength:
    """How clear a side is that holds with this probability."""
    if probability >= rule.firm:
        return Strength.FIRM
    return Strength.CLEAR if probability >= rule.clear else Strength.UNCLEAR
