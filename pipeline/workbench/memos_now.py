"""The memos that stand at this moment, read again when somebody wrote one."""

from pipeline.decisions import memos
from pipeline.decisions.memos import Memo
from pipeline.workbench.store import Store


def standing(store: Store) -> list[Memo]:
    """Oldest first; their targets as they are called now."""
    files = [*memos.files(store.study), store.study.codebooks / "themes.yaml"]
    return store.fresh("memos", files, lambda: _read(store))


def about(store: Store, target: str) -> list[Memo]:
    """The memos about one unit, code or note."""
    return [one for one in standing(store) if one.target == target]


def _read(store: Store) -> list[Memo]:
    rows = memos.read(store.study, store.codebook).astype(object)
    return [Memo.model_validate(row) for row in rows.where(rows.notna(), None).to_dict("records")]
