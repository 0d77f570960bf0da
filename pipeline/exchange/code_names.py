"""Which code of the study a program's code is: by identifier, id, label, or the end of a path of names.

Programs write the tree into names in many ways: `Roles::Cost`, `Roles > Cost`, `Roles/Cost`, `Roles\\Cost`, Taguette
`roles.cost`; people put a number before the name. Two codes of one name under two parents are told apart by the
parents, or not at all.
"""

import re
from collections.abc import Iterator, Sequence

from pipeline.decisions.themes import Code, ThemesCodebook
from pipeline.exchange.project import CodeNode, guid
from pipeline.study import folded
from pipeline.study.suggestions import did_you_mean

BETWEEN = re.compile(r"\s*(?:::|\\|/|»|›|→|\s>\s|>|\||\s[-–—]\s|:\s)\s*")
DOTS = re.compile(r"\s*\.\s*")  # between names where none of the signs above stands
NUMBER = re.compile(r"^\W*\d+(?:[.)-]\d+)*[.)]*\s+(?=\D)")  # `3.2 Cost`, `4) Cost`
SIGNS = re.compile(r"[\W_]+")


def plain(name: str) -> str:
    """Without case, accents and signs: `A3_cost` and `a3 Cost` are one."""
    return SIGNS.sub(" ", folded(name)).strip()


class CodeNames:
    """The codes in use, by what they may be called."""

    def __init__(self, codebook: ThemesCodebook):
        self.codebook = codebook
        self._by_guid = {guid("code", code.id): code for code in codebook.active}
        self._themes = {theme.id: {theme.id, *theme.label.values()} for theme in codebook.themes}

    def find(self, name: str, above: Sequence[str] = (), code_guid: str = "") -> tuple[str | None, str]:
        """The id of the code and an empty reason, or None and why not. `above`: the names of its parents, top first.

        The whole name is tried before its end, an id before a label.
        """
        if code_guid in self._by_guid:
            return self._by_guid[code_guid].id, ""
        for tail, over in _tails(name):
            parents = [*above, *over]
            codes = self._called(tail)
            if len(codes) > 1:
                codes = self._under(codes, parents) or codes
            if len(codes) > 1:
                return None, f"the code {name!r} may be {' or '.join(code.id for code in codes)}"
            if codes:
                return codes[0].id, ""
        if (former := self.codebook.current(name)) is not None and not former.is_active:
            return None, f"the code {name!r} is not in use any more"
        labels = [text for code in self.codebook.active for text in (code.id, *code.label.values())]
        return None, f"the code {name!r} is not in the codebook. {did_you_mean(name, labels)}".rstrip()

    def are_beside(self, name: str) -> bool:
        """Whether `Cost | Time` names several codes rather than a path: all are codes, none is above another."""
        found = [self.find(part)[0] for part in name.split("|")]
        known = [code for code in found if code is not None]
        above = {parent for code in known for parent in self.codebook.ancestors(code)}
        return 1 < len(found) == len(known) and not above & set(known)

    def _called(self, name: str) -> list[Code]:
        """The codes that `name` may mean, the first way of naming that meets any."""
        former = self.codebook.current(name)
        if former is not None and former.is_active:
            return [former]
        wanted, active = plain(name), self.codebook.active
        if not wanted:
            return []
        exact = [code for code in active if name.casefold() in {text.casefold() for text in code.label.values()}]
        ids = [code for code in active if plain(code.id) == wanted]
        labels = [code for code in active if wanted in {plain(text) for text in code.label.values()}]
        both = [code for code in active if wanted in {plain(f"{code.id} {text}") for text in code.label.values()}]
        return next((found for found in (ids, exact, labels, both) if found), [])

    def _under(self, codes: list[Code], parents: Sequence[str]) -> list[Code]:
        """Those of `codes` whose theme or parent code is called as one of `parents`."""
        names = {plain(one) for parent in parents for one in (parent, *BETWEEN.split(parent))}
        found = []
        for code in codes:
            over = set(self._themes[code.theme])
            for parent in self.codebook.ancestors(code.id):
                over |= {parent, *self.codebook[parent].label.values()}
            over |= {f"{code.theme} {text}" for text in self._themes[code.theme]}
            if names & {plain(text) for text in over}:
                found.append(code)
        return found

    def of_nodes(self, nodes: Sequence[CodeNode]) -> dict[str, tuple[str | None, str]]:
        """For the GUID of each code of a program what `find` says.

        Where two codes of the program have one name under two parents and the study has the name once, the one whose
        parents agree is meant, the other is another code; where that does not tell, neither is taken.
        """
        found = {node.guid: self.find(node.name, node.path[:-1], node.guid) for node in nodes}
        rivals: dict[str, list[CodeNode]] = {}
        for node in nodes:
            code, _ = found[node.guid]
            if code is not None and node.guid not in self._by_guid and plain(node.name) != plain(code):
                rivals.setdefault(code, []).append(node)
        for code_id, same in rivals.items():
            if len({node.path for node in same}) < 2 or len({_leaf(node) for node in same}) > 1:
                continue  # one code, or an id and labels in two languages: all of them mean it
            here = [self.codebook[code_id]]
            right = [node for node in same if self._under(here, (*node.path[:-1], *_over(node)))]
            right = right if len(right) < 2 else []
            right += [
                node for node in same if len(node.path) == 1 and not _over(node)
            ]  # nothing above it says otherwise
            for node in same:
                if node not in right:
                    where = " and ".join("/".join(one.path) for one in same)
                    found[node.guid] = (None, f"{where} have one name; which of them is {code_id} is not told")
        return found


def _parts(name: str) -> list[str]:
    """The names in a name, the top first."""
    parts = [part for part in BETWEEN.split(name) if part]
    return parts if len(parts) > 1 else [part for part in DOTS.split(name) if part]


def _tails(name: str) -> Iterator[tuple[str, list[str]]]:
    """What the code may be called, with the names above it: the whole name first, its end without a number last."""
    parts = _parts(name)
    for at in range(len(parts)):
        yield (name if at == 0 else _tail(name, parts, at)), parts[:at]
    for at in (0, len(parts) - 1) if parts else ():
        if NUMBER.match(tail := _tail(name, parts, at)):
            yield NUMBER.sub("", tail), parts[:at]


def _tail(name: str, parts: list[str], at: int) -> str:
    """`name` from its part `at` on, with the signs that stand between."""
    place = 0
    for part in parts[:at]:
        place = name.index(part, place) + len(part)
    return name[name.index(parts[at], place) :].strip()


def _over(node: CodeNode) -> list[str]:
    return _parts(node.name)[:-1]


def _leaf(node: CodeNode) -> str:
    parts = _parts(NUMBER.sub("", node.name))
    return plain(parts[-1]) if parts else ""
