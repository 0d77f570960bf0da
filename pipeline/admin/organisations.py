"""Which rows of a list are one organisation: declared rules, a person's decisions above them, and pairs to decide.

Two rows are the same organisation where their names, or a name and the other's other name, are equal, unless both have
a website and these differ; where both have the same website; or where they agree in declared columns and their names
differ by one letter. Sameness carries over. A person's decision on a pair outranks the rules.
"""

import re
from itertools import combinations

import pandas as pd
from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from pipeline.admin.admin_codebook import Same
from pipeline.study import StudyError, folded

PROPOSALS = ["row_a", "row_b", "name_a", "name_b", "similarity", "why"]


def name_key(name: str, left_out: list[str]) -> str:
    """Lower case, no accents, `&` as `and`, other signs as blanks, without the words that mean nothing at the end."""
    words = re.sub(r"[^a-z0-9]+", " ", folded(name).replace("&", " and ")).split()
    while len(words) > 1 and words[-1] in left_out:
        words.pop()
    return " ".join(words)


def site_key(website: str) -> str:
    """A website without protocol, `www.` and what follows the host."""
    return re.sub(r"^(?:[a-z]+://)?(?:www\.)?", "", website.strip().casefold()).rstrip("/")


def one_letter_apart(a: str, b: str) -> bool:
    """One letter added, left out or changed."""
    edits = Levenshtein.editops(a, b, score_hint=1).as_list() if abs(len(a) - len(b)) <= 1 else []
    if len(edits) != 1:
        return False
    tag, source, target = str(edits[0][0]), int(edits[0][1]), int(edits[0][2])
    touched = [b[target]] if tag != "delete" else []
    touched += [a[source]] if tag != "insert" else []
    return all(sign.isalpha() for sign in touched)


def keys(table: pd.DataFrame, rule: Same) -> pd.DataFrame:
    """Columns name, other, site ("" where missing), and alike (the declared columns); index as `table`."""
    texts = table[[rule.name, rule.other_name, rule.website, *rule.alike_in]].fillna("").astype("str")
    return pd.DataFrame(
        {
            "name": [name_key(text, rule.left_out) for text in texts[rule.name]],
            "other": [name_key(text, rule.left_out) for text in texts[rule.other_name]],
            "site": [site_key(text) for text in texts[rule.website]],
            "alike": list(texts[rule.alike_in].itertuples(index=False, name=None)),
        },
        index=table.index,
    )


def why_same(a: tuple, b: tuple) -> str | None:
    """The rule that makes two rows (name, other, site, alike) one organisation, or None."""
    (name_a, other_a, site_a, alike_a), (name_b, other_b, site_b, alike_b) = a, b
    if site_a and site_a == site_b:
        return "website"
    equal = name_a == name_b or (name_a and name_a == other_b) or (name_b and name_b == other_a)
    if equal and not (site_a and site_b):
        return "name"
    return "one letter" if alike_a == alike_b and one_letter_apart(name_a, name_b) else None


def resolve(table: pd.DataFrame, rule: Same, decided: dict[tuple[int, int], bool]) -> tuple[pd.Series, pd.DataFrame]:
    """(the organisation of each row, as the number of its first row; pairs for a person to decide).

    decided: pairs of rows (the lower first) that a person decided. Raises StudyError where sameness carried over joins
    two rows that a person holds apart.
    """
    known = keys(table, rule)
    rows = list(known.itertuples(index=False, name=None))
    from scipy.cluster.hierarchy import DisjointSet  # half a second that `check` does without

    groups, open_ = DisjointSet(table.index), []
    for i, j in combinations(range(len(rows)), 2):
        pair = (table.index[i], table.index[j])
        same = decided.get(pair)
        if same or (same is None and why_same(rows[i], rows[j])):
            groups.merge(*pair)
        elif same is None:
            open_.append((i, j))
    first = pd.Series({row: min(groups.subset(row)) for row in table.index})
    for (row_a, row_b), same in decided.items():
        if not same and first.get(row_a) is not None and first.get(row_a) == first.get(row_b):
            raise StudyError(
                rule.decisions or "decisions",
                f"rows {row_a} and {row_b} are decided to differ, but others make them one organisation",
                "decisions that agree with each other",
                "Decide on the rows between them too.",
            )
    return first, proposals(table, rule, rows, open_, first)


def proposals(
    table: pd.DataFrame, rule: Same, rows: list[tuple], open_: list[tuple[int, int]], first: pd.Series
) -> pd.DataFrame:
    """Pairs in different organisations that look alike, the likest first: columns as PROPOSALS."""
    found = []
    for i, j in open_:
        row_a, row_b = table.index[i], table.index[j]
        if first[row_a] == first[row_b]:
            continue
        names = [(a, b) for a in filter(None, rows[i][:2]) for b in filter(None, rows[j][:2])]
        likeness = max((fuzz.token_sort_ratio(a, b) for a, b in names), default=0.0)
        if likeness >= rule.propose_from:
            differ = "the websites differ" if rows[i][2] and rows[j][2] else "alike in name"
            pair = (row_a, row_b, table.at[row_a, rule.name], table.at[row_b, rule.name])
            found.append((*pair, round(float(likeness), 1), differ))
    frame = pd.DataFrame(found, columns=PROPOSALS)
    return frame.sort_values(["similarity", "row_a", "row_b"], ascending=[False, True, True], ignore_index=True)


def names_of(members: pd.DataFrame, rule: Same, common: dict[str, int]) -> tuple[str | None, str | None]:
    """An organisation's name and another that it has, or None.

    members: its rows; common: how many rows of the list hold each word. The name is that of a row which knows both
    names, or else the first; before these, one whose words other rows hold too (a slip of the pen has none). It is
    given in the best of its spellings.
    """
    spellings: dict[str, list[str]] = {}
    for name in [*members[rule.name].dropna(), *members[rule.other_name].dropna()]:
        spellings.setdefault(name_key(name, rule.left_out), []).append(name)
    fuller_first = members.sort_values(rule.other_name, key=lambda names: names.isna(), kind="stable")
    first = [name_key(name, rule.left_out) for name in fuller_first[rule.name].dropna()]
    if not first:
        return None, None
    known = [name for name in first if all(common.get(word, 0) > 1 for word in name.split())]
    best = (known or first)[0]
    others = [name_key(name, rule.left_out) for name in members[rule.other_name].dropna()]
    others = [name for name in [*others, *first] if name != best and not one_letter_apart(name, best)]
    return best_spelling(spellings[best]), (best_spelling(spellings[others[0]]) if others else None)


def best_spelling(spellings: list[str]) -> str:
    """Of spellings of one name: not in capitals, with its accents, without `Inc.` at its end; the first of equals."""
    return max(spellings, key=lambda name: (not name.isupper(), sum(ord(sign) > 127 for sign in name), -len(name)))


def decisions(frame: pd.DataFrame, where: str) -> dict[tuple[int, int], bool]:
    """A person's table (row_a, row_b, same: yes or no, by, why) by pair. Raises StudyError for a row not understood."""
    if missing := [name for name in ("row_a", "row_b", "same", "by") if name not in frame]:
        raise StudyError(where, f"no column {', '.join(missing)}", "columns row_a, row_b, same, by, why")
    decided: dict[tuple[int, int], bool] = {}
    for line, row in zip(frame.index, frame.to_dict("records"), strict=True):
        answer = {"yes": True, "oui": True, "no": False, "non": False}.get(row["same"].casefold())
        if answer is None or not row["row_a"].isdecimal() or not row["row_b"].isdecimal():
            raise StudyError(f"{where}, row {line}", "not understood", "two rows of the list, and yes or no")
        first, second = sorted((int(row["row_a"]), int(row["row_b"])))
        decided[first, second] = answer  # the last decision stands
    return decided
