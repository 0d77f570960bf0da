"""Stage `measure-admin`: the administrative figures that admin.yaml declares, overall and by group."""

import pandas as pd

from pipeline.admin.admin_codebook import AdminCodebook
from pipeline.admin.admin_figures import worked_out
from pipeline.study import Study


def run(study: Study) -> None:
    """Write admin/indicators from the de-identified tables."""
    codebook = study.codebook("admin", AdminCodebook)
    tables: dict[str, pd.DataFrame] = {name: study.table(f"admin/{name}") for name in codebook.tables}

    indicators = worked_out(tables, codebook, study.params["study"]["seed"])

    with study.writing() as out:
        out.table("admin/indicators", indicators)
