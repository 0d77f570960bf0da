"""Which of a file's lists is the talk, its items in the order of what was said, each with who says it."""

import itertools
from dataclasses import dataclass, replace

from pipeline.notes.json_records import joined
from pipeline.notes.passages import WORD, words

SEVERAL = 1.5  # words to an item, from which it is no single word
MOST = 0.8  # of the words of the fullest list, from which another one may be the talk


@dataclass(frozen=True)
class Said:
    """What an item of a list says: who, when, and what."""

    speaker: str | None
    start: float | None
    end: float | None
    text: str


def talk_of(candidates: list[list[Said]]) -> list[Said]:
    """The talk: of the lists with nearly as many words as the fullest, one with people, several words to an item,
    times, one item after the other, and as many items as may be."""
    told = [_once([one for one in said if one.text.strip()]) for said in candidates]
    sizes = [sum(words(one.text) for one in said) for said in told]
    full = [n for n, size in enumerate(sizes) if size and size >= MOST * max(sizes)]
    if not full or max(sizes) < 2:
        return []
    best = max(
        full, key=lambda n: (_people(told[n]) > 1, _several(told[n]), _timed(told[n]), _apart(told[n]), len(told[n]))
    )
    said = told[best]
    if _people(said) < 2 and (spans := _spans(candidates)):
        timed = [n for n in full if all(one.start is not None for one in told[n][:1])]
        said = _given(told[max(timed, key=lambda n: len(told[n]), default=best)], spans)
    said = _in_order(said)
    return said if _several(said) else _turns(said)


def _several(said: list[Said]) -> bool:
    """Whether the items of a list are more than single words."""
    return sum(words(one.text) for one in said) > SEVERAL * len(said)


def _timed(said: list[Said]) -> bool:
    return sum(one.start is not None for one in said) * 2 > len(said)


def _people(said: list[Said]) -> int:
    return len({one.speaker for one in said} - {None})


def _once(said: list[Said]) -> list[Said]:
    """Items without those that say all of it a second time: without saying who, or in one piece."""
    longest = max(said, key=lambda one: len(one.text), default=None)
    for again in ([one for one in said if one.speaker is None], [longest]):
        rest = [one for one in said if not any(one is other for other in again)]
        if rest and words_of(rest) == words_of([one for one in again if one is not None]):
            return rest
    return said


def words_of(said: list[Said]) -> list[str]:
    return WORD.findall(" ".join(one.text for one in said).lower())


def _apart(said: list[Said]) -> bool:
    """Whether most items end before the next one begins: one that holds a speaker's whole talk does not."""
    both = [(a.end, b.start) for a, b in itertools.pairwise(said) if a.end is not None and b.start is not None]
    return sum(end <= start + 1e-6 for end, start in both) * 2 >= len(both)


def _spans(candidates: list[list[Said]]) -> list[Said]:
    """The list that tells who speaks from when on, and none of the words."""
    spans = [said for said in candidates if _people(said) > 1 and not any(one.text for one in said)
             and all(one.start is not None for one in said)]  # fmt: skip
    fullest: list[Said] = max(spans, key=lambda said: len(said), default=[])
    return sorted(fullest, key=lambda one: one.start or 0.0)


def _given(said: list[Said], spans: list[Said]) -> list[Said]:
    """Items with the speaker of the span in which each begins; one without a time goes with the one before it."""
    found, speaker = [], spans[0].speaker
    for one in said:
        if one.start is not None:
            speaker = next((span.speaker for span in reversed(spans) if (span.start or 0.0) <= one.start), speaker)
        found.append(replace(one, speaker=speaker))
    return found


def _in_order(said: list[Said]) -> list[Said]:
    """Items from the first to the last: the newest may stand first, or all of one speaker before all of the next;
    what nobody says in a list of its own is no talk."""
    times = [one.start for one in said if one.start is not None]
    if len(said) < 2 or len(times) < len(said):
        return said
    falls = [n for n, (a, b) in enumerate(itertools.pairwise(times), 1) if b < a]
    runs = [said[a:b] for a, b in itertools.pairwise([0, *falls, len(said)])]
    if len(falls) == len(said) - 1:
        return said[::-1]
    if _people(said) < 2 or any(_people(run) > 1 for run in runs):
        return said  # parts of a recording, each timed from its own beginning
    spoken = [
        run for n, run in enumerate(runs) if _people(run) and not any(_beside_it(run, other) for other in runs[:n])
    ]
    return sorted(itertools.chain(*spoken), key=lambda one: one.start or 0.0)


def _beside_it(run: list[Said], other: list[Said]) -> bool:
    """Whether a list goes with another of the same speaker, time for time: a translation, glosses."""
    times, others = {one.start for one in run}, {one.start for one in other}
    return run[0].speaker == other[0].speaker and 2 * len(times & others) > len(times)


def _turns(said: list[Said]) -> list[Said]:
    """Single words of one speaker in a row as one text."""
    return [
        replace(run[0], end=run[-1].end, text=joined([one.text for one in run]))
        for run in (list(run) for _, run in itertools.groupby(said, key=lambda one: one.speaker))
    ]
