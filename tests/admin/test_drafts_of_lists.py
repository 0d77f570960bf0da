"""Lists as offices keep them, drafted as `new-study --admin` does and cleaned: totals are no rows, cells stay."""

import openpyxl
import pandas as pd
import pytest
from ruamel.yaml import YAML

from pipeline.admin import clean_admin
from pipeline.admin.admin_codebook import AdminCodebook
from pipeline.admin.admin_figures import worked_out
from pipeline.admin.workbook import read_rows
from pipeline.scaffold import admin_sheets
from pipeline.scaffold.admin_draft import draft
from pipeline.study import Study


@pytest.fixture
def cleaned(tmp_path):
    def run(text: str) -> tuple[pd.DataFrame, list[str]]:
        (tmp_path / "raw/admin").mkdir(parents=True)
        (tmp_path / "codebooks").mkdir()
        (tmp_path / "params.yaml").write_text("study: {seed: 1, disclosure_threshold: 5}\n", encoding="utf-8")
        path = tmp_path / "raw/admin/list.csv"
        path.write_text(text, encoding="utf-8")
        content, told = draft([path], "admin", ["en", "fr"])
        with (tmp_path / "codebooks/admin.yaml").open("w", encoding="utf-8") as file:
            YAML().dump(content, file)
        clean_admin.run(Study(tmp_path))
        return pd.read_parquet(tmp_path / "processed/admin/named/list.parquet"), told

    return run


def test_rows_of_totals_and_notes_are_no_rows_and_are_told(cleaned):
    table, told = cleaned(
        "No;Montant;Reste\nE-1;10,50 $;1\nSous-total A;10,50;1\nE-2;3;2\nTotal;13,50 $;3\n* Avant taxes.;;\n"
    )
    assert table["no"].tolist() == ["E-1", "E-2"] and table["montant"].tolist() == [10.5, 3]
    assert "rows of totals or notes are left out: 3" in " ".join(told)


def test_a_partner_whose_name_begins_like_a_sum_is_a_row(cleaned):
    table, _ = cleaned("No;Organisme;Montant\nE-1;Totalink;10\nE-2;Total;3\n")
    assert len(table) == 2


def test_numbers_with_brackets_signs_and_words_for_nothing_are_numbers(cleaned):
    table, _ = cleaned('No,Paid,Part\nE1,"($250.00)",50 %\nE2,"CA$ 3,000",25%\nE3,TBD,n/a\nE4,—,<5\n')
    assert table["paid"].fillna(0).tolist() == [-250, 3000, 0, 0] and table["part"].fillna(0).tolist() == [50, 25, 0, 0]


def test_dates_in_french_words_and_years_of_a_budget_are_kept(cleaned):
    table, _ = cleaned("No;Date;Exercice\nE1;1er avril 2021;2020-21\nE2;15 avr. 2021;2021-22\nE3;3 mai 2021;2021-22\n")
    assert table["date"].tolist() == ["2021-04-01", "2021-04-15", "2021-05-03"]
    assert table["exercice"].tolist() == ["2020-21", "2021-22", "2021-22"]


def test_writings_that_differ_in_case_are_one_category_and_names_in_free_text_are_not_passed_on(cleaned):
    table, _ = cleaned("No,Type,Note\nE1,Non-profit,ask Ana\nE2,non-profit,-\nE3,College,see Ben\nE4,college,call Cy\n")
    assert table["type"].nunique() == 2 and "note" not in table


def test_totals_of_a_list_without_numbers_of_rows_are_dropped_by_a_rule_that_is_told(cleaned):
    text = (
        "Provider;Zone;Budget;% used;Comments\nAra;N;1 000,5;92,3 %;\nBel;S;500;85 %;ask Cy\nAra;S;500;8,5 %;ask Cy\n"
    )
    table, told = cleaned(text + "TOTAL;;2 000,5;;\nNote: in dollars.;;;;\n")
    assert table["budget"].tolist() == [1000.5, 500, 500] and table["used"].tolist() == [92.3, 85, 8.5]
    assert "left out: 2, since a rule drops them" in " ".join(told)
    assert "comments" not in table  # remarks name people, however few there are


def test_shares_are_not_summed_and_dates_typed_in_two_ways_are_dates(tmp_path):
    path = tmp_path / "list.csv"
    path.write_text("No,Rate,Amount,Sent\nE1,50 %,10,2025-04-15\nE2,25 %,20,3 mai 2025\n", encoding="utf-8")
    content, _ = draft([path], "admin", ["en"])
    assert [one["name"] for one in content["figures"]] == ["list_rows", "list_amount"]
    assert content["dates"]["dates_1"]["languages"] == ["en", "fr"]
    assert [one["kind"] for one in content["tables"]["list"]["columns"]][-1] == "date"


def test_a_header_of_two_rows_names_each_column_by_its_group_too(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (
        ["Visits by provider"],
        ["Provider", "Q1", None, "Q2", None],
        [None, "Planned", "Made", "Planned", "Made"],
        ["Ara", 10, 9, 20, 18],
        [None, 5, 5, 6, 6],
    ):
        sheet.append(row)
    for cells in ("A2:A3", "B2:C2", "A4:A5"):  # `Q2` is not merged
        sheet.merge_cells(cells)
    book.save(tmp_path / "visits.xlsx")
    content, _ = draft([tmp_path / "visits.xlsx"], "admin", ["en"])
    table = next(iter(content["tables"].values()))
    assert [one["raw"] for one in table["columns"]] == ["Provider", "Q1 Planned", "Q1 Made", "Q2 Planned", "Q2 Made"]
    rows = read_rows(tmp_path / "visits.xlsx", "visits", header_rows=table["header_rows"])
    assert rows["Provider"].tolist() == ["Ara", "Ara"] and rows["Q2 Made"].tolist() == ["18", "6"]


def test_one_name_written_in_several_ways_stands_for_one_and_two_people_stay_two(cleaned, tmp_path):
    names = ["Soins de l'Érable ltée", "SOINS DE L'ÉRABLE LTÉE", "Bridge, inc.", "Bridge Inc.", "Bridget"]
    people = ["Mme Ana Roy", "Ana Roy", "M. Roy", "Mme Roy", "ᐊᓈ"]
    rows = "".join(f"{name};{who};1\n" for name, who in zip(names, people, strict=True))
    cleaned(f"Provider;Contact;Budget\n{rows}")
    found = pd.read_parquet(tmp_path / "processed/admin/named/names.parquet").set_index("name")["stands_for"]
    assert [found[one] for one in names] == [names[0], names[0], names[2], names[2], names[4]]
    assert [found[one] for one in people] == [people[0], people[0], *people[2:]]


def test_a_row_that_adds_up_the_others_is_left_out_whatever_it_is_called(cleaned):
    table, told = cleaned("Site;Women;Men\nAlma;5;6\nLaval;7;8\nAll sites;12;14\n")
    assert table["women"].tolist() == [5, 7] and "row 4 (All sites) is a total of the others" in " ".join(told)


def test_a_row_that_may_add_up_what_was_kept_back_stays_and_is_told(cleaned):
    table, told = cleaned("Province;Women;Men\nQC;5;6\nON;7;x\nBC;12;14\n")
    assert len(table) == 3 and "row 4 (BC) may be a total of the others" in " ".join(told)


def test_a_row_named_as_the_whole_is_a_total_where_numbers_were_kept_back(cleaned):
    table, told = cleaned("Province;Women;Men\nQC;5;6\nON;7;x\nCanada;12;14\n")
    assert len(table) == 2 and "row 4 (Canada) is a total of the others" in " ".join(told)


def test_a_last_row_that_adds_up_by_chance_in_one_column_of_a_short_table_stays(cleaned):
    table, told = cleaned("Site;Women\nAlma;5\nLaval;7\nMatane;12\n")
    assert table["women"].tolist() == [5, 7, 12] and "total of the others" not in " ".join(told)


def test_a_blank_cell_below_the_name_of_a_group_is_read_as_that_name(cleaned, tmp_path):
    rows = ["Region;Body;Money", "North;Ara;10", ";Bel;20", ";Cor;30", "Total North;;60", "South;Dun;40", ";Eel;50"]
    table, told = cleaned("\n".join(rows))
    assert table["region"].tolist() == ["North"] * 3 + ["South"] * 2
    assert "Region: a blank cell is read as the text above it" in " ".join(told)
    log = pd.read_csv(tmp_path / "processed/admin/named/cleaning_log.csv")
    assert (log["rule"] == "down").sum() == 3


@pytest.mark.parametrize(
    "rows",
    [
        ["North;Ara;10", ";Bel;20", "North;Cor;30", "South;Dun;40"],  # the name stands there again: just not filled in
        [";Ara;10", "North;Bel;20", ";Cor;30", "South;Dun;40"],  # nothing above the first
    ],
)
def test_a_blank_cell_that_is_no_ditto_stays_blank(rows, cleaned):
    _, told = cleaned("\n".join(["Region;Body;Money", *rows]))
    assert "is read as the text above it" not in " ".join(told)


def test_numbers_with_marks_of_footnotes_are_numbers_and_the_log_says_so(cleaned, tmp_path):
    table, _ = cleaned('No,Learners\nE1,"1,204*"\nE2,345 (p)\nE3,12¹\nE4,x\nE5,3 (2)\nE6,7\nE7,9\n')
    assert table["learners"].fillna(-1).tolist() == [1204, 345, 12, -1, -1, 7, 9]
    log = pd.read_csv(tmp_path / "processed/admin/named/cleaning_log.csv")
    assert (log["rule"] == "number:marked").sum() == 3


def test_a_sheet_of_sentences_is_no_table_and_shares_below_one_are_not_summed(tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "Read me"
    book.active.append(["This workbook holds the data of one year."])
    book.active.append(["Questions go to the directorate of finance."])
    sheet = book.create_sheet("Data")
    for row in (["No", "Money", "Part of budget"], ["E-1", 10, 0.45], ["E-2", 12, 0.5], ["E-3", 5, 0.05]):
        sheet.append(row)
    book.save(tmp_path / "list.xlsx")
    content, told = draft([tmp_path / "list.xlsx"], "admin", ["en"])
    assert [*content["tables"]] == ["data"] and "Read me: sentences and no table" in " ".join(told)
    assert [one["name"] for one in content["figures"]] == ["data_rows", "data_money"]


def test_rows_with_a_number_of_their_own_are_rows_and_no_partners(cleaned, tmp_path):
    table, _ = cleaned("No,Received,Paid\nR-1,2024-05-01,10\nR-2,2024-05-02,3\nR-3,2024-05-03,4\n")
    figures = worked_out({"list": table}, Study(tmp_path).codebook("admin", AdminCodebook), 1)
    assert set(figures["base_unit"]) == {"rows"} and figures["base"].iloc[0] == 3


def test_coaches_get_pseudonyms_kinds_of_bodies_stay_and_months_stand_in_their_order(tmp_path):
    months = ["Sep 2025", "Oct 2025", "Jan 2026", "Apr 2026"]
    coaches, kinds = ["D Pritchard", "R. Eldridge", "J.-P. Roy"], ["Public", "Non-profit"]
    rows = ["Month,Led by,Coach,Nom du demandeur,Partner type,Wing,Attended"]
    for n in range(24):
        who = f"{coaches[n % 3]},{coaches[n % 3]},{['Ana Roy', 'Luc Dubé'][n % 2]}"
        rows.append(f"{months[n % 4]},{who},{kinds[n % 2]},{['East', 'West'][n % 2]},{n}")
    (tmp_path / "list.csv").write_text("\n".join(rows), encoding="utf-8")
    content, _ = draft([tmp_path / "list.csv"], "admin", ["en"])
    (table,) = content["tables"].values()
    named = {one["name"]: one.get("names", one["kind"]) for one in table["columns"]}
    assert named["led_by"] == named["coach"] == named["nom_du_demandeur"] == "person"
    assert named["partner_type"] == named["wing"] == "spelling"
    assert [one["clean"] for one in content["spellings"]["month"]["values"]] == months


def test_a_sheet_with_a_head_and_no_row_has_no_sections():
    assert admin_sheets._sections(pd.DataFrame(columns=["a", "b", "c"], dtype=str), pd.Series([], dtype=bool)) == []
