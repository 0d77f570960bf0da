"""Which findings stand otherwise once weak readings are dropped? `python -m bench.weak_readings`, after `dvc repro`.

A reading is weak where it is unclear (the side it lies on is less than .90 probable). Each finding of the study is
judged with all its evidence and again without the weak items of it; printed are those whose standing changes.
"""

from pathlib import Path

from pipeline.study import Study
from pipeline.triangulation import lines_gathered
from pipeline.triangulation.rule.judge import judge
from pipeline.triangulation.rule.lines import read


def main() -> None:
    study = Study(Path.cwd())
    material = lines_gathered.gather(study).material
    codebook = material.matrix
    weak, changed = 0, 0
    for at, finding in enumerate(codebook.findings):
        items = material.evidence(at)
        readings = [read(item, material.book.rule) for item in items]
        clear = [item for item, how in zip(items, readings, strict=True) if how.clear or not how.speaks]
        weak += len(items) - len(clear)
        against = material.against_interest(at)
        before, after = (judge(finding.kind, those, material.book, None, against) for those in (items, clear))
        if before.standing != after.standing:
            changed += 1
            print(f"{finding.id}: {before.standing} becomes {after.standing}")
    print(f"{weak} weak readings in {len(codebook.findings)} findings; {changed} findings stand otherwise without them")


if __name__ == "__main__":
    main()
