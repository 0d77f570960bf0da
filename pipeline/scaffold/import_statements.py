"""What a module imports, read from its source without importing it.

A name that a package's `__init__.py` only passes on (`from pipeline.study import Cache`) is looked up to the module
that has it: the other modules of the package are not imported by it.
"""

import ast
import re
from functools import cache
from importlib.util import find_spec
from pathlib import Path

PACKAGE = Path(__file__).parents[1]
TOP = PACKAGE.name


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def nodes(path: Path) -> tuple[ast.AST, ...]:
    """Every node of a file's syntax tree; walked once, as a stage asks for several things of each of its files."""
    return tuple(ast.walk(tree(path)))


@cache
def file_of(name: str) -> Path | None:
    """The file of a module or package of ours; None for what is no module (a function, a library)."""
    path = PACKAGE.parent.joinpath(*name.split("."))
    if path.with_suffix(".py").is_file():
        return path.with_suffix(".py")
    return path / "__init__.py" if (path / "__init__.py").is_file() else None


@cache
def imported(path: Path) -> tuple[str, ...]:
    """Dotted names that a file imports, those inside functions too; of our own packages the modules that are meant."""
    names: list[str] = []
    for node in nodes(path):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names += [one for alias in node.names for one in _meant(path, node.module, alias)]
    return tuple(names)


def _meant(path: Path, module: str, alias: ast.alias) -> list[str]:
    """The modules behind `from module import alias` in the file `path`."""
    if module.split(".")[0] != TOP:
        return [module]
    whole = f"{module}.{alias.name}"
    package = file_of(whole)
    if package is None:
        return [_source(module, alias.name)]
    used = _attributes(path, alias.asname or alias.name) if package.name == "__init__.py" else None
    return [whole] if used is None else [_source(whole, name) for name in sorted(used)]


def _source(module: str, name: str) -> str:
    """The module of ours that `name` of `module` comes from, through packages that pass it on."""
    path = file_of(module)
    if file_of(f"{module}.{name}"):
        return f"{module}.{name}"
    if path is None or path.name != "__init__.py":
        return module
    for node in tree(path).body:
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == TOP:
            for alias in node.names:
                if (alias.asname or alias.name) == name:
                    return _source(node.module, alias.name)
    return module


def _attributes(path: Path, name: str) -> set[str] | None:
    """What a file takes of the package it calls `name` (`write.number`); None where it passes the package itself on."""
    taken = [node for node in nodes(path) if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)]
    of_it = [node for node in taken if node.value.id == name]  # type: ignore[attr-defined]  # a Name, as above
    times = sum(isinstance(node, ast.Name) and node.id == name for node in nodes(path))
    return {node.attr for node in of_it} if times == len(of_it) else None


@cache
def module_names(path: Path) -> frozenset[str]:
    """Texts in a module that loads packages by name which are names of packages that can be loaded."""
    if not {"importlib", "importlib.util"} & set(imported(path)):
        return frozenset()
    texts = {node.value for node in nodes(path) if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    return frozenset(text for text in texts if re.fullmatch(r"[a-z]\w+", text) and find_spec(text))


@cache
def methods(path: Path) -> frozenset[str]:
    """Names of the attributes that a module takes, of whatever: `to_parquet`."""
    return frozenset(node.attr for node in nodes(path) if isinstance(node, ast.Attribute))


@cache
def first_arguments(path: Path, functions: frozenset[str]) -> tuple[str, ...]:
    """Texts that a module gives as the first argument of these functions: `phrase("survey", ...)` gives `survey`."""
    calls = [node for node in nodes(path) if isinstance(node, ast.Call)]
    calls = [call for call in calls if isinstance(call.func, ast.Name) and call.func.id in functions and call.args]
    given = [call.args[0].value for call in calls if isinstance(call.args[0], ast.Constant)]
    return tuple(one for one in given if isinstance(one, str))
