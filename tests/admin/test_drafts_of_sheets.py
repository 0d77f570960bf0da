"""Sheets as offices lay them out, drafted as `new-study --admin` does and cleaned: pivot tables, tables of statistical
offices, two tables below one another, units under the names."""

import zipfile
from xml.sax.saxutils import escape

import openpyxl
import pandas as pd
import pytest
from ruamel.yaml import YAML

from pipeline.admin import clean_admin
from pipeline.admin.admin_codebook import AdminCodebook
from pipeline.admin.admin_figures import worked_out
from pipeline.scaffold.admin_draft import draft
from pipeline.study import Study


@pytest.fixture
def cleaned(tmp_path):
    """Tables by their name, the sentences told, and the drafted codebook, of sheets (title -> rows) or a file."""

    def run(sheets=None, merged=(), hidden=(), path=None):
        (tmp_path / "raw/admin").mkdir(parents=True)
        (tmp_path / "codebooks").mkdir()
        (tmp_path / "params.yaml").write_text("study: {seed: 1, disclosure_threshold: 5}\n", encoding="utf-8")
        place = tmp_path / "raw/admin" / (path.name if path else "list.xlsx")
        if path:
            place.write_bytes(path.read_bytes())
        else:
            book = openpyxl.Workbook()
            book.remove(book.active)
            for title, rows in sheets.items():
                sheet = book.create_sheet(title)
                for row in rows:
                    sheet.append(row)
                for area in merged:
                    sheet.merge_cells(area)
                sheet.sheet_state = "hidden" if title in hidden else "visible"
            book.save(place)
        content, told = draft([place], "admin", ["en", "fr"])
        with (tmp_path / "codebooks/admin.yaml").open("w", encoding="utf-8") as file:
            YAML().dump(content, file)
        clean_admin.run(Study(tmp_path))
        named = tmp_path / "processed/admin/named"
        return {name: pd.read_parquet(named / f"{name}.parquet") for name in content["tables"]}, " ".join(told), content

    return run


def test_a_table_of_a_statistical_office_has_years_as_names_letters_on_numbers_and_a_legend_below(cleaned):
    rows = [
        ["Table 1. Registrations by province"], ["Geography", 2021, 2022],
        ["Quebec", "1,204", "1,300r"], ["Ontario", 56, "61E"], ["Yukon", "..", "F"], ["Nova Scotia", "<5", "240 p"],
        ["Alberta", 7, "0s"], ["Manitoba", 8, 9], [],
        ["Symbols:"], ["x", "suppressed to meet the requirements of the law"], ["F", "too unreliable to be published"],
    ]  # fmt: skip
    tables, _, content = cleaned({"T": rows})
    table = tables["t"]
    assert table["geography"].tolist() == ["Quebec", "Ontario", "Yukon", "Nova Scotia", "Alberta", "Manitoba"]
    assert table["t_2021"].fillna(-1).tolist() == [1204, 56, -1, -1, 7, 8]
    assert table["t_2022"].fillna(-1).tolist() == [1300, 61, -1, 240, 0, 9]
    assert [one["of"].get("sum") for one in content["figures"]] == [None, "t_2021", "t_2022"]


def test_codes_of_a_number_and_a_letter_are_no_numbers(cleaned):
    _, _, content = cleaned({"T": [["No", "Class", "Seats"], *[[f"R-{n}", f"{n}A", 10 + n] for n in range(1, 7)]]})
    assert [one["kind"] for one in content["tables"]["t"]["columns"]] == ["identifier", "text", "number"]


def test_groups_of_a_pivot_table_are_not_counted_beside_their_members(cleaned):
    rows = [
        ["Exercice", "(Tous)"], [],
        ["Étiquettes de lignes", "Somme de Montant", "Nombre de Dossier"],
        ["Montréal", 1500.5, 15], ["Bourses", 1000, 10], ["Mentorat", 500.5, 5],
        ["Québec", 300, 3], ["Bourses", 300, 3], ["Total général", 1800.5, 18],
    ]  # fmt: skip
    tables, told, _ = cleaned({"TCD": rows})
    assert tables["tcd"]["somme_de_montant"].tolist() == [1000, 500.5, 300]
    assert tables["tcd"]["nombre_de_dossier"].tolist() == [10, 5, 3]
    assert "rows of groups are the sums of the rows below them, and left out: Montréal, Québec" in told


def test_subtotals_after_a_groups_name_are_no_rows_and_a_name_that_ends_so_is_one(cleaned):
    rows = [["Region", "Body", "Jobs"], ["North", "Ara", 5], ["North", "Bel", 6], ["North Total", None, 11]]
    rows += [["South", "Fit Total", 7], ["South", "Dun", 1], ["South Total", None, 8]]
    tables, _, _ = cleaned({"T": rows})
    assert tables["t"]["jobs"].tolist() == [5, 6, 7, 1]


def test_a_subtotal_that_reads_like_an_identifier_is_no_row(cleaned):
    rows = [["No", "Type", "Amount"], ["C-01", "A", 10], ["C-02", "B", 5], ["Sous-total T1", None, 15]]
    tables, told, _ = cleaned({"T": [*rows, ["C-03", "A", 7], ["Total", None, 22]]})
    assert tables["t"]["amount"].tolist() == [10, 5, 7] and "left out: 2" in told


def test_a_record_with_the_words_of_a_note_stays(cleaned):
    rows = [["Site", "Women", "Men"], ["Alma", 5, 6], ["Laval", 7, 8], ["Matane", 1, 1], ["Alma"]]
    tables, told, _ = cleaned({"T": rows})
    assert len(tables["t"]) == 4 and "still counted: 1" in told


def test_a_column_that_only_one_year_has_keeps_that_year_and_one_year_alone_is_a_title(cleaned):
    rows = [["Centre", 2023, None, 2024], [None, "Q3", "Q4", "Q1"], ["Alma", 1, 2, 3], ["Laval", 4, 5, 6]]
    _, _, content = cleaned({"T": rows}, merged=("A1:A2", "B1:C1"))
    assert [one["raw"] for one in content["tables"]["t"]["columns"]] == ["Centre", "2023 Q3", "2023 Q4", "2024 Q1"]


def test_one_year_over_the_whole_table_is_its_title(cleaned):
    rows = [["Centre", "2023", None], [None, "Women", "Men"], ["Alma", 1, 2], ["Laval", 4, 5]]
    _, _, content = cleaned({"T": rows}, merged=("A1:A2", "B1:C1"))
    assert [one["raw"] for one in content["tables"]["t"]["columns"]] == ["Centre", "Women", "Men"]


def test_a_row_of_units_belongs_to_the_header(cleaned):
    rows = [["Program", "Planned", "Actual", "FTE"], [None, "($000)", "($000)", "(persons)"]]
    rows += [["Bursaries", "1,250", "1,370.2", 12.5], ["Mentoring", 300, 295, 3]]
    tables, _, content = cleaned({"Budget": rows})
    assert tables["budget"]["planned_000"].tolist() == [1250, 300]
    assert content["figures"][1]["label"]["en"] == "Planned ($000), total"  # what is counted stays to be read
    assert tables["budget"]["program"].tolist() == ["Bursaries", "Mentoring"]  # names of programmes are passed on


def test_a_second_row_of_names_in_another_language_is_no_record(cleaned):
    rows = [["Region", "Asked", "Approved"], ["Région", "Demandes", "Approuvées"], ["Nord", 10, 8], ["Sud", 12, "x"]]
    tables, _, _ = cleaned({"T": rows})
    assert tables["t"]["demandes"].tolist() == [10, 12] and tables["t"]["approuvees"].fillna(-1).tolist() == [8, -1]


def test_a_first_record_that_was_kept_back_is_no_header(cleaned):
    rows = [["Region", "Asked", "Approved"], ["Nord", "x", ".."], ["Sud", 12, 9], ["Est", 10, 8]]
    tables, _, _ = cleaned({"T": rows})
    assert tables["t"]["asked"].fillna(-1).tolist() == [-1, 12, 10]


def test_what_is_counted_in_several_units_or_goes_on_from_row_to_row_is_not_added_up(cleaned):
    sheets = {
        "KPI": [["Indicateur", "2021", "2022"], ["Places", 100, 120], ["Dépenses (k$)", 1250, 1300]],
        "Pay": [["No", "Amount", "Currency"], ["P1", 100, "CAD"], ["P2", 200, "USD"]],
        "Ledger": [["Date", "Crédit", "Solde"], ["2024-04-01", 5, 5], ["2024-04-02", 7, 12], ["2024-04-03", 1, 13]],
    }
    tables, told, content = cleaned(sheets)
    assert [one["of"].get("sum") for one in content["figures"]] == [None, None, None, "credit"]
    assert "KPI: rows differ in Indicateur, so that no column is added up" in told
    assert content["tables"]["ledger"]["columns"][0]["kind"] == "date" and len(tables["ledger"]) == 3


def test_a_table_below_another_is_a_table_of_its_own(cleaned):
    rows = [["Cases by office"], ["Office", "Cases"], ["Alma", 12], ["Laval", 30], []]
    rows += [["Complaints"], ["Reason", "Complaints"], ["Delay", 4], ["Welcome", 2], ["Other", "x"]]
    tables, _, _ = cleaned({"Bilan": rows})
    assert tables["bilan"]["cases"].tolist() == [12, 30]
    assert tables["complaints"]["complaints"].fillna(-1).tolist() == [4, 2, -1]


def test_records_after_a_blank_row_are_the_same_table(cleaned):
    rows = [["Office", "Status", "Cases"], ["Alma", "open", 12], [], ["Laval", "open", "x"], ["Gaspé", "done", 3]]
    tables, _, _ = cleaned({"Bilan": rows})
    assert [*tables] == ["bilan"] and len(tables["bilan"]) == 3


def test_hidden_lists_and_a_contents_are_no_tables_and_are_told(cleaned):
    sheets = {
        "Contents": [["Sheet", "What it holds"], ["North", "Cases there"], ["lists", "Words"]],
        "North": [["Case", "Hours"], ["N-1", 5], ["N-2", 6]],
        "lists": [["Service"], ["Housing"], ["Language"]],
    }
    tables, told, _ = cleaned(sheets, hidden=("lists",))
    assert [*tables] == ["north"]
    assert "Contents: a contents; left out" in told and "lists: the sheet is hidden; left out" in told


def test_numbers_of_people_and_businesses_are_not_added_up_nor_passed_on(cleaned):
    rows = [["No", "NEQ", "Téléphone", "Date of birth", "Number of seats"]]
    rows += [[f"C-{n}", 1145678901 + n, 4185550100 + n, f"1980-02-0{n}", 40 + n] for n in range(1, 6)]
    tables, told, content = cleaned({"T": rows})
    assert [*tables["t"]] == ["row", "no", "number_of_seats"]
    assert [one["of"].get("sum") for one in content["figures"]] == [None, "number_of_seats"]
    assert "NEQ: looks like numbers of a register" in told and "Date of birth: looks personal" in told


def test_a_count_is_no_key_and_a_sum_across_is_told(cleaned):
    rows = [["Office", "Number of visits", "Apr", "May", "Jun", "Total"]]
    rows += [["Alma", 1, 10, 11, 12, 33], ["Laval", 2, 20, 21, 22, 63]]
    _, told, content = cleaned({"T": rows})
    assert "key" not in content["tables"]["t"] and "Total is the sum of Apr to Jun" in told


def test_marks_of_footnotes_are_no_part_of_a_name(cleaned):
    tables, _, content = cleaned({"T": [["Region¹", "Rate (%) ²", "Seats *"], ["North", 5, 1], ["South", 6, 2]]})
    assert [*tables["t"]] == ["row", "region", "rate", "seats"]
    assert content["figures"][-1]["label"]["en"] == "Seats, total"


def test_an_open_document_is_read_as_the_same_workbook_of_excel(cleaned, tmp_path):
    def row(*cells: object, more: str = "") -> str:
        written = "".join(
            f'<table:table-cell office:value-type="float" office:value="{cell}"/>' if isinstance(cell, int)
            else f'<table:table-cell{more}><text:p>{escape(cell)}</text:p></table:table-cell>' if cell
            else "<table:table-cell/>"
            for cell in cells
        )  # fmt: skip
        return f"<table:table-row>{written}</table:table-row>"

    names = ("office", "style", "table", "text")
    spaces = " ".join(f'xmlns:{one}="urn:oasis:names:tc:opendocument:xmlns:{one}:1.0"' for one in names)
    rows = row("Visits") + '<table:table-row table:number-rows-repeated="2"><table:table-cell/></table:table-row>'
    rows += row("Centre", "2023", "", "2024", more=' table:number-columns-spanned="1"')
    rows += row("", "Q3", "Q4", "Q1") + row("Alma", 1, 2, 3) + row("Laval", 4, 5, 6) + row("Total", 5, 7, 9)
    body = f'<table:table table:name="V">{rows}</table:table>'
    body = f"<office:body><office:spreadsheet>{body}</office:spreadsheet></office:body>"
    with zipfile.ZipFile(tmp_path / "visits.ods", "w") as parts:
        parts.writestr("content.xml", f"<office:document-content {spaces}>{body}</office:document-content>")
    tables, _, content = cleaned(path=tmp_path / "visits.ods")
    assert [one["raw"] for one in content["tables"]["v"]["columns"]] == ["Centre", "2023 Q3", "2023 Q4", "2024 Q1"]
    assert tables["v"]["t_2024_q1"].tolist() == [3, 6] and tables["v"]["row"].tolist() == [6, 7]
    assert content["tables"]["v"]["header_rows"] == 5  # blank rows are counted, as a person sees them


def test_a_text_file_with_a_title_and_notes_of_one_cell_is_read(cleaned, tmp_path):
    (tmp_path / "list.csv").write_text(
        "sep=;\nVisits of the year\nSite;Women;Men\nAlma;5;6\nLaval;7;9\nSource: our desk\n"
    )
    tables, _, _ = cleaned(path=tmp_path / "list.csv")
    assert tables["list"]["men"].tolist() == [6, 9]


def test_texts_that_head_the_rows_below_them_become_a_column_to_break_figures_down_by(cleaned):
    rows = [["Organisme", "Statut", "Montant"]]
    for region, amounts in {"Nord": (10, 20, 30), "Sud": (1, 2)}.items():
        rows += [[f"Région : {region}"], *([f"OSBL {region} {one}", "Actif", one] for one in amounts)]
        rows += [[f"Sous-total {region}", None, sum(amounts)]]
    tables, told, content = cleaned({"Liste": [*rows, ["TOTAL", None, 63], ["Chiffres du 31 mars"]]})
    assert tables["liste"].groupby("region")["montant"].sum().tolist() == [60, 3]
    assert len(tables["liste"]) == 5
    assert "as a column of their own: Région : Nord, Région : Sud." in told
    region = next(one for one in content["breakdowns"] if one["name"] == "region")
    assert [label["fr"] for label in region["groups"].values()] == ["Nord", "Sud"]
    assert all("region" in figure["by"] for figure in content["figures"])


def test_a_note_above_the_records_and_one_below_head_nothing(cleaned):
    rows = [["Site", "Clients", "Hours"], ["Preliminary"], ["Alma", 1, 10], ["Laval", 2, 20], ["Revised figures"]]
    tables, told, _ = cleaned({"T": rows})
    assert list(tables["t"]) == ["row", "site", "clients", "hours"]
    assert "head those" not in told


def test_the_groups_of_a_pivot_table_go_to_their_members(cleaned):
    rows = [["Row Labels", "Files", "Amount"]]
    regions = {"East": {"Bursaries": (2, 50), "Training": (3, 70)}, "West": {"Bursaries": (5, 10)}}
    for region, members in regions.items():
        rows += [[region, *map(sum, zip(*members.values(), strict=True))], *([name, *m] for name, m in members.items())]
    tables, _, _ = cleaned({"P": [*rows, ["Grand Total", 10, 130]]})
    assert tables["p"]["group"].tolist() == ["East", "East", "West"]
    assert tables["p"].groupby("group")["amount"].sum().tolist() == [120, 10]


def test_a_total_that_reads_like_a_category_is_left_out_by_its_words(cleaned):
    rows = [["Department", "Program", "Women", "Men"], ["Health", "Nursing", 10, 2], [None, "Care", "<5", 3]]
    rows += [["Total – Health", None, 12, 5], ["Trades", "Welding", 4, 9], [None, "Masonry", 5, 8]]
    rows += [["Total – Trades", None, 9, 17], ["College total", None, 21, 22]]
    tables, _, _ = cleaned({"T": rows})
    assert tables["t"]["department"].tolist() == ["Health", "Health", "Trades", "Trades"]
    assert tables["t"]["men"].sum() == 22


def test_figures_of_two_sheets_with_the_same_columns_are_told_apart(cleaned):
    rows = [["Site", "Clients"], ["Alma", 3], ["Laval", 4], ["Gaspé", 5]]
    _, _, content = cleaned({"2021-22": rows, "2022-23": rows})
    labels = [figure["label"]["en"] for figure in content["figures"] if "sum" in figure["of"]]
    assert labels == ["2021-22: Clients, total", "2022-23: Clients, total"]


def test_the_base_of_a_sum_is_the_rows_with_a_number(cleaned):
    rows = [["Site", "Area", "Clients"], ["Alma", "East", 3], ["Laval", "East", "n/a"], ["Gaspé", "West", 5]]
    tables, _, content = cleaned({"T": [*rows, ["Amos", "West", 1]]})
    figures = worked_out(tables, AdminCodebook.model_validate(content), seed=1)
    bases = figures.set_index(["indicator", "group"])["base"]
    assert bases[["t_clients"]].tolist() == [3, 1, 2]
    assert bases[["t_rows"]].tolist() == [4, 2, 2]


def figures_of(tables, content):
    """(figure, group) -> value, and base, of all figures overall (`all`) and by group."""
    made = worked_out(tables, AdminCodebook.model_validate(content), seed=1)
    return {(row.indicator, row.group): (row.value, row.base) for row in made.itertuples()}


def test_months_side_by_side_are_one_figure_by_month_and_not_counted_again_in_their_total(cleaned):
    rows = [["Site", "Area", "Apr / Avr", "May / Mai", "Jun / Juin", "Total"]]
    rows += [["Alma", "East", 1, 2, None, 3], ["Laval", "East", 3, 4, 5, 12], ["Hull", "West", 1, 1, 1, 3]]
    rows += [["Amos", "West", 2, 2, 2, 6], ["Total", None, 7, 9, 8, 24]]
    tables, told, content = cleaned({"Visits": rows})
    assert list(tables["visits"])[3:] == ["apr_avr", "may_mai", "jun_juin", "total"]
    found = figures_of(tables, content)
    assert found["visits_by_month", "all"] == (24, 11)
    assert found["visits_by_month", "jun_juin"] == (8, 3)
    assert found["visits_by_month", "East"] == (15, 5)
    assert {figure for figure, _ in found} == {"visits_rows", "visits_by_month"}
    assert "Apr / Avr to Jun / Juin are one number by month" in told


def test_years_side_by_side_are_added_up_only_where_the_file_does(cleaned):
    rows = [["Site", "2021", "2022", "2023"], ["Alma", 1, 2, 4], ["Laval", 3, 4, 8]]
    with_sum = [[*row, *last] for row, last in zip(rows, [["Total"], [7], [15]], strict=True)]
    _, _, content = cleaned({"States": rows, "Flows": with_sum})
    assert [(one["table"], one["columns"]) for one in content["long"]] == [("flows", ["t_2021", "t_2022", "t_2023"])]
    assert [one["of"]["table"] for one in content["figures"] if "sum" in one["of"]] == [
        *["states"] * 3,
        "flows_by_year",
    ]


def test_quarters_of_two_numbers_are_a_figure_each(cleaned):
    heads = [f"{quarter} {what}" for quarter in ("Q1", "Q2", "Q3") for what in ("Planned", "Spent")]
    tables, _, content = cleaned(
        {"B": [["Site", *heads], ["Alma", 1, 10, 2, 20, 3, 30], ["Hull", 1, 10, 1, 10, 1, 10]]}
    )
    found = figures_of(tables, content)
    assert (found["b_by_quarter", "all"][0], found["b_by_quarter_", "all"][0]) == (9, 90)


def test_payments_are_broken_down_by_what_the_projects_sheet_says_of_their_project(cleaned):
    projects = [["Project no.", "Region", "Approved"], *([f"P-{n:02}", "NS"[n % 2], 100 * n] for n in range(1, 11))]
    payments = [["Project no.", "Paid"], *([f"p-{n:02}", n] for n in [*range(1, 11)] * 3), *[["P-99", 7]] * 3]
    tables, told, content = cleaned({"Payments": payments, "Projects": projects})
    found = figures_of(tables, content)
    assert found["payments_paid", "all"] == (186, 33)
    assert (found["payments_paid", "N"], found["payments_paid", "S"]) == ((90, 15), (75, 15))
    assert found["projects_approved", "N"] == (3000, 5)
    assert "Payments: P-99 is no number of Projects" in told


def test_small_numbers_that_are_also_anothers_keys_are_no_link(cleaned):
    sites = [["No", "Area"], *([n, "East"] for n in range(1, 11))]
    _, _, content = cleaned({"Sites": sites, "Visits": [["Month", "Clients"], *([f"M{n}", n] for n in range(1, 11))]})
    assert "belongs_to" not in content["tables"]["visits"]


def test_amounts_in_several_currencies_are_added_up_for_each_apart(cleaned):
    rows = [[f"G{n}", ["CAD", "USD"][n % 2], n, ["A", "B"][n % 3 == 0]] for n in range(1, 9)]
    tables, told, content = cleaned({"Grants": [["Grant no.", "Currency", "Amount", "Kind"], *rows]})
    found = figures_of(tables, content)
    sums = {figure: value for (figure, group), (value, _) in found.items() if group == "all" and "amount" in figure}
    assert sums == {"grants_amount_cad": 20, "grants_amount_usd": 16}
    assert "so that columns are added up for each of them apart" in told


def test_a_number_in_several_rows_is_told_and_what_counts_its_rows_is_not_added_up(cleaned):
    rows = [["Agreement no.", "Version", "Amount"], ["A-01", 0, 10], ["A-01", 1, 15], ["A-02", 0, 20], ["A-03", 0, 5]]
    _, told, content = cleaned({"Agreements": rows})
    assert "Agreement no. stands in several rows" in told
    assert [one["of"].get("sum") for one in content["figures"]] == [None, "amount"]


def test_a_category_of_several_is_told(cleaned):
    sectors = ["Energy", "Mining", "Energy; Mining", "Energy"]
    _, told, _ = cleaned({"T": [["Firm", "Sector", "Jobs"], *([f"F{n}", sectors[n % 4], n] for n in range(12))]})
    assert "`Energy; Mining` says more than one of these" in told


def test_payments_of_agreements_of_organisations_have_the_groups_of_both(cleaned):
    people = [["Org ID", "Province"], *([1000 + n, ["QC", "ON"][n % 2]] for n in range(1, 9))]
    agreements = [["Agreement", "Org ID", "Stream"], *([f"A{n}00", 1000 + n, "CP"[n % 3 == 0]] for n in range(1, 9))]
    payments = [["Agreement", "Paid"], *([f"A{n}00", n] for n in [*range(1, 9)] * 2)]
    tables, _, content = cleaned({"Payments": payments, "Agreements": agreements, "Organisations": people})
    found = figures_of(tables, content)
    assert (found["payments_paid", "QC"], found["payments_paid", "ON"]) == ((40, 8), (32, 8))
    assert found["payments_paid", "P"] == (18, 4)


def test_a_table_cannot_belong_to_one_below_it(cleaned):
    rows = {
        "A": [["No", "Area"], ["P-01", "x"], ["P-02", "y"]],
        "B": [["No", "Paid"], ["P-01", 2], ["P-01", 3], ["P-02", 1]],
    }
    _, _, content = cleaned(rows)
    content["tables"] = dict(reversed(content["tables"].items()))
    with pytest.raises(ValueError, match="table b belongs to a, which has to stand above it"):
        AdminCodebook.model_validate(content)


@pytest.mark.parametrize(
    ("heading", "of_first", "of_second"),
    [("No", range(1, 9), range(1, 6)), ("Year", range(2015, 2023), [2015, 2016, 2016, 2017, 2018])],
)
def test_rows_numbered_in_each_list_and_years_are_no_link(cleaned, heading, of_first, of_second):
    first = [[heading, "Area", "Clients"], *([n, "East", 2] for n in of_first)]
    second = [[heading, "Type", "Visits"], *([n, "Day", 3] for n in of_second)]
    _, _, content = cleaned({"A": first, "B": second})
    assert not any("belongs_to" in table for table in content["tables"].values())
