"""The workbook of results: every table a sheet, in words, and nothing that was suppressed."""

import pandas as pd
from openpyxl import load_workbook

from pipeline.language import Words
from pipeline.survey.results_workbook import SHEETS, write_results


def test_the_workbook_says_each_table_in_words(cleaned, codebook, tmp_path):
    tables = {
        name: cleaned.table(f"survey/{name}") for name in ("item_nonresponse", "missing_patterns", "response_rates")
    }
    indicators = {
        "indicator": [codebook.indicators[0].name] * 2, "breakdown": ["overall", codebook.breakdowns[0].name],
        "group_fr": ["Ensemble", "x"], "label_fr": [codebook.indicators[0].label["fr"]] * 2, "unit": ["percent"] * 2,
        "numerator": [12.0, None], "denominator": [70.0, None], "estimate": [17.142857, None],
        "suppressed": [False, True],
    }  # fmt: skip
    tables["indicators"] = pd.DataFrame(indicators)
    words = Words("survey_documents", "fr")
    path = tmp_path / "results.fr.xlsx"
    write_results(path, tables, codebook, "fr", words)
    book = load_workbook(path)
    assert book.sheetnames == [words(f"sheet.{name}") for name in SHEETS if name in tables]
    sheet = book[words("sheet.indicators")]
    heads = [cell.value for cell in sheet[1]]
    first = dict(zip(heads, (cell.value for cell in sheet[2]), strict=True))
    assert (
        first["Indicateur"] == codebook.indicators[0].label["fr"] and first["Base"] == 70 and first["Supprimé"] == "non"
    )
    hidden = dict(zip(heads, (cell.value for cell in sheet[3]), strict=True))
    assert hidden["Supprimé"] == "oui" and hidden["Estimation"] is None
    rates = book[words("sheet.response_rates")]
    assert rates.max_row == 10 and "inconnu" in rates["B2"].value and rates["E2"].value is None
    questions = [cell.value for cell in book[words("sheet.item_nonresponse")]["A"]]
    assert codebook.variables[1].label["fr"] in questions
