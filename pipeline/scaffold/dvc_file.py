"""`dvc.yaml` of a study: just the stages that its lines of evidence and languages need, with what each depends on.

Of the pipeline's own code a stage waits for one line of versions.yaml, a fingerprint. Where the pipeline lies in the
study's folder, as in its own repository, the first stage writes that file; elsewhere `mixed-methods stages` does. With
each module as a dependency, dvc.lock had 7,200 lines, and DVC spent a third of a run on reading and writing it.

The stages are declared in stages.yaml beside this file, in the words of dvc.yaml itself, and five of our own:

- `module`: the stage's module; its imports are the stage's code (`code_dependencies`);
- `with`: another stage that runs whenever this one does: both are one stage of dvc.yaml and run in one process, in the
  order in which they are declared. Starting Python and DVC's own round take a second, as long as many a stage;
- `when`: lines of evidence of which the study needs one, for a stage or for one output; `code`: the pipeline lies in
  the study's folder;
- `needs`: a library that an installation may lack; without it there is no such stage;
- `{language}` or `{register}` in an output or a dependency: one file for each language of the study, or each table of
  its codebooks/admin.yaml.

A dependency that this study does not have (an output of a stage left out, a file of `raw/` or `codebooks/` that is not
there) is left out as well.
"""

import sys
import sysconfig
from collections.abc import Iterable, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from ruamel.yaml.comments import CommentedMap, CommentedSeq

from pipeline.scaffold import libraries
from pipeline.scaffold.code_dependencies import code_fingerprint, modules_of, words_of
from pipeline.study import Study, read_yaml, write_whole, yaml12, yaml_editing

STAGES = Path(__file__).with_name("stages.yaml")
VERSIONS = "versions.yaml"
OWN_WORDS = "codebooks/words"
LAUNCHER = "pipeline.sh"
RUNS = "python -m pipeline "
MADE = ("outs", "plots", "metrics")
INSTALLED_IN = ".cache/python"  # of this machine: never in git
CODE_IN = ".cache/pipeline"  # the folder of the code, where it is run as it lies and not installed
LAUNCHING = f"""# Starts the pipeline for `dvc repro`, wherever it was installed: by the Python that `mixed-methods
# new-study` or `mixed-methods stages` was last run with here, or else the program on the PATH.
python=$(cat {INSTALLED_IN} 2>/dev/null)
code=$(cat {CODE_IN} 2>/dev/null)
if [ -d "$code/pipeline" ]; then export PYTHONPATH="$code"; fi
if [ -x "$python" ]; then exec "$python" -P -m pipeline "$@"; fi
if command -v mixed-methods >/dev/null; then exec mixed-methods "$@"; fi
echo "error: the pipeline is not found on this machine; run \`mixed-methods stages\` here, by the whole path of the" \
  "environment it was installed in (such as venv/bin/mixed-methods), then \`dvc repro\` again." >&2
exit 2
"""
HEADER = """# The table of contents. `dvc repro` runs what changed; `python -m pipeline --help` lists the commands.
# Written by `python -m pipeline stages` from the study's lines of evidence and languages; a stage's line of
# versions.yaml stands for its code and libraries. `cache: false`: identifiable, or small enough for git.
"""
Each = Mapping[str, list[str]]  # what stands for `{language}` and `{register}`


def run(study: Study) -> list[Path]:
    """Write the study's `dvc.yaml` and the versions that it refers to; and how to start the pipeline, where it is
    installed elsewhere."""
    written = [study.root / "dvc.yaml", study.root / VERSIONS]
    write_whole(written[0], dvc_yaml(study, study.strands, study.languages))
    write_whole(written[1], versions_yaml(study))
    if not holds_the_code(study):
        written.append(study.root / LAUNCHER)
        write_whole(written[2], LAUNCHING)
        write_whole(study.root / INSTALLED_IN, sys.executable + "\n")
        code = Path(__file__).parents[2]
        write_whole(study.root / CODE_IN, f"{code}\n" if Path(sysconfig.get_path("purelib")) != code else "")
    return written


def dvc_yaml(study: Study, strands: Iterable[str], languages: Iterable[str]) -> str:
    """The text of the study's `dvc.yaml`."""
    has = {*strands, "code"} if holds_the_code(study) else set(strands)
    each = {"language": list(languages), "register": registers(study)}
    declared = _joined({name: stage for name, stage in read_yaml(STAGES).items() if _wanted(stage, has)})
    outs = {name: _outs(stage.get("outs", []), has, each) for name, stage in declared.items()}
    made_by = {
        name: {_path(out) for kind in MADE for out in _outs(stage.get(kind, []), has, each)}
        for name, stage in declared.items()
    }
    made = set().union(*made_by.values())
    own_words = (study.root / OWN_WORDS).exists()  # most studies have none: which stage says words is a long question
    stages = CommentedMap()
    for name, stage in declared.items():
        one = CommentedMap(desc=stage["desc"], cmd=_command(study, stage["cmd"]))
        deps = [dep for dep in _listed(stage.get("deps", []), has, each) if dep not in made_by[name]]
        deps = [dep for dep in deps if not any(dep.startswith(f"{folder}/") for folder in deps)]
        modules = [read["module"] for read in stage["stages"].values()]
        if own_words and "codebooks" not in deps and any(words_of(modules_of(one), languages) for one in modules):
            deps.append(OWN_WORDS)
        one["deps"] = _flow(_present(study, deps, made))
        own_code = [] if VERSIONS in made_by[name] else [{VERSIONS: list(stage["stages"])}]
        one["params"] = _flow([*_said(study, stage.get("params", [])), *own_code])
        one["outs"] = outs[name]
        for kind in MADE[1:]:
            if stage.get(kind):
                one[kind] = _outs(stage[kind], has, each)
        stages[name] = CommentedMap({key: value for key, value in one.items() if value})
    text = yaml_editing.dump(CommentedMap(stages=stages), width=120)
    return HEADER + "".join(f"{line.rstrip()}\n" for line in text.splitlines())


def _joined(declared: dict[str, dict]) -> dict[str, dict]:
    """Each stage of dvc.yaml, with the `stages` that are one there by `with`."""
    found = {}
    for name in declared:
        stages = {one: stage for one, stage in declared.items() if name in (one, stage.get("with"))}
        if "with" not in declared[name]:
            found[name] = {"stages": stages, **(_one_of(list(stages.values())) if len(stages) > 1 else declared[name])}
    return found


def _one_of(stages: list[dict]) -> dict[str, Any]:
    """What the stages say, together."""
    words = [stage["cmd"].removeprefix(RUNS) for stage in stages]
    lists = {kind: [entry for stage in stages for entry in stage.get(kind, [])] for kind in ("deps", *MADE, "params")}
    once = {kind: [one for at, one in enumerate(every) if one not in every[:at]] for kind, every in lists.items()}
    return {"desc": ". ".join(stage["desc"] for stage in stages), "cmd": f"{RUNS}run {' '.join(words)}", **once}


def versions_yaml(study: Study) -> str:
    """Fingerprints of each stage's code and libraries: of those in the lock, where the study holds the pipeline."""
    pinned = libraries.pinned(study.root / libraries.LOCK) if holds_the_code(study) else {}
    lines = ["# What each stage's code and libraries are: a change reruns the stage. Written by the pipeline."]
    for name, stage in read_yaml(STAGES).items():
        lines.append(f"{name}: {code_fingerprint(stage['module'], study.languages, pinned)}")
    return "\n".join(lines) + "\n"


def write_versions(study: Study) -> None:
    """Stage `versions`, of a study that holds the pipeline."""
    with study.writing() as out:
        out.text(VERSIONS, versions_yaml(study))


def parsed(text: str) -> Any:
    """A `dvc.yaml` as plain Python, to compare it with another whatever its layout."""
    return yaml12.load(text)


def holds_the_code(study: Study) -> bool:
    """Does the pipeline lie in the study's folder, as in its own repository?"""
    return (study.root / "pipeline" / "scaffold").is_dir()


def registers(study: Study) -> list[str]:
    """The tables that codebooks/admin.yaml names; none where there is no such file, or it is being written."""
    path = study.codebooks / "admin.yaml"
    named = read_yaml(path).get("tables") if path.exists() else None
    return [str(name) for name in named] if isinstance(named, dict) else []


def _command(study: Study, command: str) -> str:
    """As it stands where the code lies in the study; elsewhere through the launcher, which finds what is installed."""
    return command if holds_the_code(study) else command.replace(RUNS, f"sh {LAUNCHER} ")


def _said(study: Study, names: list[str]) -> list[str]:
    """Parameters that the study's own params.yaml names (`coding`, `study.seed`): DVC knows no defaults."""
    own = read_yaml(study.root / "params.yaml")
    return [name for name in names if _at(own, name.split("."))]


def _at(content: Any, names: list[str]) -> bool:
    return not names or (isinstance(content, dict) and names[0] in content and _at(content[names[0]], names[1:]))


def _wanted(entry: Any, has: set[str]) -> bool:
    if not isinstance(entry, dict):
        return True
    installed = "needs" not in entry or find_spec(entry["needs"]) is not None
    return installed and ("when" not in entry or bool(has & set(entry["when"])))


def _outs(entries: list[Any], has: set[str], each: Each) -> list[Any]:
    """Outputs of a stage for these languages and registers: a path, or a path with its options."""
    found: list[Any] = []
    for entry in entries:
        if not _wanted(next(iter(entry.values())) if isinstance(entry, dict) else entry, has):
            continue
        path = _path(entry)
        for one in _in_each(path, each):
            options = {k: v for k, v in next(iter(entry.values())).items() if k != "when"} if path != entry else {}
            found.append(CommentedMap({one: _flow_map(options)}) if options else one)
    return found


def _listed(deps: list[Any], has: set[str], each: Each) -> list[str]:
    """Paths of the dependencies that these lines of evidence, languages and registers need."""
    wanted = [_path(dep) for dep in deps if _wanted(dep if isinstance(dep, str) else dep[_path(dep)], has)]
    return [one for path in wanted for one in _in_each(path, each)]


def _in_each(path: str, each: Each) -> list[str]:
    of = next((name for name in each if f"{{{name}}}" in path), None)
    return [path] if of is None else [path.format(**{of: one}) for one in each[of]]


def _path(entry: Any) -> str:
    return next(iter(entry)) if isinstance(entry, dict) else entry


def _present(study: Study, deps: list[str], made: set[str]) -> list[str]:
    """Dependencies that this study has: outputs of its stages (or folders of them), and files that are there."""
    return [
        dep
        for dep in deps
        if dep in made
        or any(out.startswith(f"{dep}/") for out in made)
        or (not dep.startswith("processed/") and (study.root / dep).exists())
    ]


def _flow(items: list[Any]) -> CommentedSeq:
    sequence = CommentedSeq(items)
    sequence.fa.set_flow_style()
    return sequence


def _flow_map(options: dict[str, Any]) -> CommentedMap:
    mapping = CommentedMap(options)
    mapping.fa.set_flow_style()
    return mapping
