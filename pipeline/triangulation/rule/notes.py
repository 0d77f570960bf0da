"""Words: notes (and open answers), each counted once, with the machine's errors in the count; and documents.

The probabilities say how far the balance could shift with other notes of the same kind and with the machine's errors.
They are no share of a population.
"""

from dataclasses import replace

from pipeline.triangulation.rule import odds
from pipeline.triangulation.rule.evidence import NONE, DocumentsItem, NotesItem, Right, Tally
from pipeline.triangulation.rule.reading import OTHER, Reading, Strength, silent, strength
from pipeline.triangulation.rule.settings import Rule

FEW = "few notes or groups"
ONE_GROUP = "one group only"  # enough notes, and all of one group
ONLY_INTERESTED = "only interested parties"
LEAN_OTHER = "outsiders lean the other way"


def spread(machine: Tally, right: Right | None) -> Tally:
    """The machine's notes spread over the sides by how often it is right; none where it was never checked.

    By what the machine said of each, not by one overall rate: that would invent reservations. Rogan, W. J., & Gladen,
    B. (1978). American Journal of Epidemiology, 107(1), 71-76, is the idea: counts corrected by measured error rates.
    """
    if right is None:
        return NONE
    said = zip(machine, right[1:], strict=True)
    kept, others = zip(*((count * rate, count * (1 - rate) / 2) for count, rate in said), strict=True)
    return Tally(*(right.found * (kept[at] + sum(others) - others[at]) for at in range(3)))


def counted(people: Tally, machine: Tally, right: Right | None, found: Tally = NONE) -> Tally:
    return people.plus(spread(machine, right)).plus(found)


def of_outsiders(item: NotesItem) -> Tally:
    """The tally without interested parties; all of it where nobody has an interest."""
    if item.outsiders is None:
        return counted(item.people, item.machine, item.right, item.found)
    return counted(*item.outsiders, item.right)


def notes(item: NotesItem, rule: Rule) -> Reading:
    tally, outsiders = counted(item.people, item.machine, item.right, item.found), of_outsiders(item)
    if tally.speak < rule.notes or item.groups < rule.groups:
        return silent(ONE_GROUP if tally.speak >= rule.notes and item.groups == 1 else FEW)
    if outsiders.speak < rule.outsiders and not item.own:
        return silent(ONLY_INTERESTED)
    return without_interest(balance(tally, rule), outsiders, rule)


def documents(item: DocumentsItem, rule: Rule) -> Reading:
    if item.documents.speak < rule.documents or item.authors < rule.authors:
        return silent("few documents or authors")
    if item.outside_authors < rule.outside_documents:
        return silent(ONLY_INTERESTED)
    reading = balance(item.documents, rule)
    return reading if item.outsiders is None else without_interest(reading, item.outsiders, rule)


def balance(tally: Tally, rule: Rule) -> Reading:
    """Which side the notes are on: the first row that fits."""
    n = tally.speak

    def over(count: float, threshold: float) -> float:
        return odds.share_over(threshold, count, n)

    def surely(probability: float) -> bool:
        return probability >= rule.clear

    for_, against = over(tally.for_, rule.side), over(tally.against, rule.side)
    doubts, defence = tally.reserved + tally.against, tally.reserved + tally.for_
    if surely(for_):
        return Reading("for", strength(for_, rule), _reserved(doubts, n, rule), for_)
    if surely(against):
        return Reading("against", strength(against, rule), _reserved(defence, n, rule), for_)
    rather_for = surely(over(defence, rule.side)) and surely(1 - over(tally.against, rule.minority))
    rather_against = surely(over(doubts, rule.side)) and surely(1 - over(tally.for_, rule.minority))
    if rather_for != rather_against:
        return Reading("for" if rather_for else "against", Strength.CLEAR, reserved=True, probability=for_)
    both_sides = surely(over(tally.for_, rule.minority)) and surely(over(tally.against, rule.minority))
    neither_side = surely(1 - for_) and surely(1 - against)
    if rather_for or both_sides or neither_side:
        return Reading("divided", Strength.CLEAR, probability=for_)
    return Reading("for" if tally.for_ >= tally.against else "against", Strength.UNCLEAR, probability=for_)


def _reserved(others: float, n: float, rule: Rule) -> bool:
    return others / n >= rule.reserved_from and others >= rule.reserved_notes


def without_interest(reading: Reading, outsiders: Tally, rule: Rule) -> Reading:
    """What those without an interest, read alone, leave of the line's reading."""
    if outsiders.speak == 0:
        return replace(reading, interest=True)
    alone = balance(outsiders, rule)
    same = alone.clearly(reading.meaning)
    leans = "for" if outsiders.for_ > outsiders.against else "against" if outsiders.against > outsiders.for_ else None
    if leans is not None and leans == OTHER.get(reading.meaning):
        return replace(reading, strength=Strength.UNCLEAR, why=LEAN_OTHER, interest=True)
    reserved = reading.reserved or (alone.reserved and reading.meaning in OTHER)
    return replace(reading, reserved=reserved, interest=not same)
