"""The evaluation team's rules for the administrative data (raw/admin/rules.md), one by one, by codebooks/admin.yaml.

Rows of each kind are invented and cleaned as the study's own; the figures are worked out on the study's own files.
"""

from pathlib import Path

import pandas as pd
import pytest
from replaying import replayed_register

from pipeline.admin import clean_admin
from pipeline.admin.admin_codebook import AdminCodebook
from pipeline.admin.admin_figures import worked_out
from pipeline.admin.organisations import resolve
from pipeline.admin.readings import Readings
from pipeline.admin.working import Working
from pipeline.cleaning.cells import code_text, mapped
from pipeline.study import Study

STUDY = Study(Path(__file__).parents[2])
AGREEMENT = {
    "Agreement no. / No d'entente": "WIL-2020-001", "Partner / Partenaire": "Alder Works", "Type": "Non-profit",
    "Region(s)": "Ontario", "Prov.": "ON", "EDI focus / Axe EDI": "", "Rural or remote / Rural ou éloigné": "",
    "How found / Repérage": "Open call", "Signed / Signée le": "2020-09-01", "Start / Début": "2020-09-08",
    "End / Fin": "2022-03-31", "Approved / Approuvé": "1000", "Paid to date / Versé à ce jour": "900",
    "Amend. / Modif.": "", "WIL forms offered / Formes d'AIT": "Stage", "Trusted brand / Marque établie": "",
    "Relations with PSE / Relations avec les EPS": "", "Ties with employers / Liens avec les employeurs": "",
    "Notes": "",
}  # fmt: skip
SHORT = {name.split(" / ")[0].split(" ")[0].lower().rstrip("."): name for name in AGREEMENT}
PUBLISHED = {
    "funding_total": 10_497_850, "opportunities_created": 39948, "partnerships": 42, "partners": 157,
    "emerging_forms": 9, "opportunities_target": 44000, "opportunities_realised": 20332, "edi_partners": 16,
}  # fmt: skip
USED = {
    *PUBLISHED, "opportunities_before_mar_2021", "opportunities_since_mar_2021", "opportunities_own", "new_employers",
    "cost_per_realised", "created_share_by_region", "target_reached", "late_signed",
}  # fmt: skip
REPORT = {
    "agreement_no": "WIL-2020-001", "partner": "Alder Works", "period": "Q2 2020-21", "province_region": "ON",
    "wil_form": "Stage", "created": "10", "realised": "5", "students_equity": "1", "new_employers": "1",
    "first_time_employers": "0", "submission": "1", "submitted_on": "2020-10-15", "comment": "",
}  # fmt: skip


@pytest.fixture(scope="module")
def codebook() -> AdminCodebook:
    return STUDY.codebook("admin", AdminCodebook)


@pytest.fixture(scope="module")
def readings(codebook) -> Readings:
    files = clean_admin.spelling_files(STUDY, codebook)
    return Readings(codebook, clean_admin.spellers(STUDY, codebook, files), files)


@pytest.fixture(scope="module")
def study_tables(codebook, readings) -> dict[str, pd.DataFrame]:
    """The study's own clean tables, with names."""
    cleaned: dict[str, pd.DataFrame] = {}
    for name, table in codebook.tables.items():
        work = clean_admin.clean_table(clean_admin.read_table(STUDY, table), table, readings, cleaned, codebook)
        if table.same:
            clean_admin.one_organisation(work, table.same, {})
        cleaned[name] = work.table(clean_admin.clean_columns(name, codebook))
    return cleaned


@pytest.fixture(scope="module")
def figures(study_tables, codebook) -> pd.DataFrame:
    wanted = [figure for figure in codebook.figures if figure.name in USED]
    table = worked_out(study_tables, codebook.model_copy(update={"figures": wanted}), 1)
    return table.set_index(["indicator", "breakdown", "group"]).sort_index()


@pytest.fixture
def agreements(codebook, readings):
    """Cleans rows given as what differs from an ordinary agreement; keys are the first words of the columns."""

    def clean(*changes: dict[str, str]) -> pd.DataFrame:
        rows = [AGREEMENT | {SHORT[name]: text for name, text in change.items()} for change in changes]
        file = pd.DataFrame(rows, index=pd.RangeIndex(3, 3 + len(rows), name="row"), dtype="str")
        work = clean_admin.clean_table(file, codebook.tables["agreements"], readings, {}, codebook)
        return work.table(clean_admin.clean_columns("agreements", codebook)).set_index("row")

    return clean


@pytest.fixture
def read(agreements):
    """What each text of one column becomes in the clean column `name`, all read at once."""

    def cells(short: str, texts: list[str], name: str) -> list:
        rows = agreements(*({"agreement": f"WIL-2020-1{n:02d}", short: text} for n, text in enumerate(texts)))
        return list(rows[name])

    return cells


@pytest.fixture
def reports(codebook, readings, agreements):
    def clean(*changes: dict[str, str]) -> Working:
        owners = agreements(
            {},
            {
                "agreement": "WIL-2020-002",
                "partner": "Écluse Avenir",
                "notes": "Formerly Old Lock (2021) / anciennement",
            },
        )
        rows = [REPORT | change for change in changes]
        file = pd.DataFrame(rows, index=pd.RangeIndex(2, 2 + len(rows), name="row"), dtype="str")
        table = codebook.tables["opportunities"]
        return clean_admin.clean_table(file, table, readings, {"agreements": owners.reset_index()}, codebook)

    return clean


def test_rule_1_numbers(agreements):
    texts = ["1 338 000", "1,338,000", "1\u00a0338\u00a0000 $", "$1,338,000.00", "1 338 000,00 $", "1338000"]
    assert set(
        agreements(*({"agreement": f"WIL-2020-10{n}", "paid": text} for n, text in enumerate(texts)))["paid"]
    ) == {1338000}


def test_rule_2_dates(agreements):
    texts = [
        "2020-09-01",
        "1er sept. 2020",
        "September 1, 2020",
        "Sep. 1, 2020",
        "01/09/2020",
        "44075",
        "1 septembre 2020",
    ]
    rows = agreements(*({"agreement": f"WIL-2020-10{n}", "end": text} for n, text in enumerate(texts)))
    assert set(rows["end"]) == {"2020-09-01"}
    assert agreements({"end": "16 juill. 2021"})["end"].iloc[0] == "2021-07-16"


def test_rule_3_yes_and_no(read):
    said = {"Yes / Oui": 1, "OUI": 1, "y": 1, "O": 1, "x": 1, "✓": 1, "—": 0, "": 0, "No / Non": 0, "n/a": 0}
    assert read("rural", list(said), "remote") == list(said.values())


def test_rule_4_provinces_and_regions(reports):
    for text, (province, region) in {
        "C.-B.": ("BC", "BC"), "Sask.": ("SK", "Prairies"), "P.Q.": ("QC", "Quebec"), "T.N.-O.": ("NT", "North"),
        "Newfoundland & Labrador": ("NL", "Atlantic"), "Î.-P.-É.": ("PE", "Atlantic"), "ontario": ("ON", "Ontario"),
    }.items():  # fmt: skip
        row = reports({"province_region": text}).clean.iloc[0]
        assert (row["province"], row["region"]) == (province, region), text
    national = reports({"province_region": "National"}).clean.iloc[0]
    assert pd.isna(national["province"]) and pd.isna(national["region"])


def test_rule_5_forms(reports):
    for text in ("Micro-placement", " microstage ", "MICRO-STAGE", "micro placement"):
        assert reports({"wil_form": text}).clean["form"].iloc[0] == "micro_placement"


def test_rule_6_rows_that_are_data(agreements):
    numbers = ["wil 2020 001 ", "Wave 1 / Vague 1", "", "Updated: 2021-11-30", "WIL-2020-01", "WIL-2020-002-A1"]
    assert list(agreements(*({"agreement": number} for number in numbers))["agreement"]) == [
        "WIL-2020-001",
        "WIL-2020-002",
    ]


def test_rule_7_amendments_are_cumulative_and_replace_three_cells(agreements):
    amended = {"agreement": "WIL-2020-001-A1", "approved": "3000", "paid": "2500", "amend": "3 (A1 to A3)"}
    rows = agreements({}, amended | {"partner": "x", "end": "2023-01-01", "signed": "amendment signed 14/04/2021"})
    row = rows.iloc[0]
    assert len(rows) == 1 and (row["approved"], row["paid"], row["amendments"]) == (3000, 2500, 3)
    assert (row["partner"], row["end"], row["signed"]) == ("Alder Works", "2022-03-31", "2020-09-01")


def test_rule_8_a_former_name_is_the_same_partner(agreements, reports):
    named = agreements({"notes": "Formerly Ledger Cup (name changed 2021-04-01) / anciennement Ledger Cup"})
    assert named["former_name"].iloc[0] == "Ledger Cup"
    assert list(reports({"agreement_no": "", "partner": " OLD LOCK"}).clean["partner"]) == ["Écluse Avenir"]


def test_rule_9_focus(read):
    said = {
        "Yes – First Nations and Inuit": (1, 1), "Oui (Premières Nations)": (1, 1), "EDI: newcomers": (1, 0),
        "No": (0, 0), "n/a": (0, 0), "": (0, 0), "First Nations": (0, 0),
    }  # fmt: skip
    assert read("edi", list(said), "edi") == [edi for edi, _ in said.values()]
    assert read("edi", list(said), "first_nations") == [first_nations for _, first_nations in said.values()]
    groups = read("edi", ["Oui (femmes, nouveaux arrivants)", "Yes – First Nations and Inuit"], "edi_groups")
    assert groups == ["women;newcomers", "First Nations;Inuit"]


def test_rule_9_kind_way_and_regions(read):
    kinds = {
        "organisme autochtone (PN)": "indigenous_org", "Indigenous network": "indigenous_org",
        "réseau d'entreprises": "regional_network", "college consortium": "pse", "PSE": "pse", "Post-Secondary": "pse",
        "cégep": "pse", "industry assoc.": "industry_body", "Conseil sectoriel": "industry_body", "OBNL": "non_profit",
        "": "non_profit",
    }  # fmt: skip
    assert read("type", list(kinds), "type") == list(kinds.values())
    ways = {"Partenariat encadré": "guided", "GUIDED": "guided", "open call (RFP)": "open_call", "": "open_call"}
    assert read("how", list(ways), "found") == list(ways.values())
    served = {
        "Québec; Atlantic / Atlantique, North / Nord": "Quebec;Atlantic;North", "BC / C.-B.": "BC",
        "Pan-Canadian / pancanadien": "National",
    }  # fmt: skip
    assert read("region(s)", list(served), "regions") == list(served.values())


def test_rule_10_amendments_counted(read):
    said = {"2": 2, "3 (A1 to A3)": 3, "aucune": 0, "-": 0, "": 0}
    assert read("amend", list(said), "amendments") == list(said.values())


def test_rules_11_and_12_signed_late_and_waves(agreements):
    rows = agreements(
        {"signed": "2020-09-09"},
        {"agreement": "WIL-2020-002", "signed": "2020-09-08"},
        {"agreement": "WIL-2021-001", "start": "2021-04-01"},
        {"agreement": "WIL-2021-002", "start": "2021-03-31"},
    )
    assert list(rows["late_signed"]) == [1, 0, 0, 0] and list(rows["wave"]) == [1, 1, 2, 1]


def reasons(work: Working) -> list[str]:
    return list(work.reasons)


def test_rule_13_tests(reports):
    work = reports(
        {"agreement_no": "wil 0000 000"},
        {"agreement_no": "", "partner": "Partenaire TEST"},
        {"partner": "Test - no"},
        {},
    )
    assert reasons(work) == ["test", "test", "test", ""]


def test_rule_14_identical_rows_but_for_blanks_at_the_ends(reports):
    assert reasons(reports({}, {"partner": "Alder Works  "}, {"comment": "x"})) == ["", "duplicate", ""]


def test_rule_15_whose_row(reports):
    work = reports(
        {"agreement_no": "WIL 2020 002-A1", "partner": "Alder Works"},
        {"agreement_no": " ", "partner": "ecluse avenir "},
        {"agreement_no": "", "partner": "Roundtable / Table ronde (C3)", "province_region": "National"},
    )
    assert list(work.clean["agreement"].fillna("")) == ["WIL-2020-002", "WIL-2020-002", ""]
    assert list(work.clean["run_by"]) == ["partner", "partner", "roundtable"]


def test_rule_16_periods(reports):
    texts = [
        "Q2 2020-21",
        "T2 2020-21",
        "Jul-Sep 2020",
        "juillet à septembre 2020",
        "FY20-21 Q2",
        "2020/21 T2",
        "2020-21 – Q2",
    ]
    assert set(reports(*({"period": text} for text in texts)).clean["period"]) == {"2020-21 Q2"}
    assert reports({"period": "janvier à mars 2021"}).clean["period"].iloc[0] == "2020-21 Q4"


def test_rules_17_to_19_forecasts_cutoff_and_replaced(reports):
    last = {"period": "Q3 2021-22"}
    work = reports(
        {"period": "Q4 2021-22"},
        last | {"submission": "1", "submitted_on": "2021-11-15", "created": "1"},
        last | {"submission": "v2", "submitted_on": "16 nov. 2021", "created": "2"},
        {"submission": "01", "wil_form": "Stage"},
        {"submission": "01", "wil_form": "Co-op"},
        {"submission": "v2", "wil_form": "Stage", "created": "11"},
        {"submission": "02", "wil_form": "Hackathon"},
    )
    assert reasons(work) == ["forecast", "", "after_cutoff", "replaced", "replaced", "", ""]


def test_rules_20_to_22_negative_too_many_and_text(reports):
    work = reports(
        {"created": "-5"},
        {"realised": "-1", "created": "6"},
        {"created": "3", "realised": "4"},
        {
            "created": "7",
            "realised": "à venir",
            "students_equity": "<5",
            "new_employers": "-",
            "first_time_employers": "",
        },
    )
    assert reasons(work) == ["negative", "negative", "", ""]
    third, fourth = work.clean.iloc[2], work.clean.iloc[3]
    assert third["created"] == 3 and pd.isna(third["realised"]) and pd.isna(third["students_equity"])
    missing = ["realised", "students_equity", "new_employers", "first_time_employers"]
    assert fourth[missing].isna().all() and fourth["created"] == 7


def test_rule_24_before_and_since_are_about_partners(figures):
    assert figures.at[("opportunities_before_mar_2021", "overall", "all"), "value"] == 23899
    assert figures.at[("opportunities_since_mar_2021", "overall", "all"), "value"] == 14923
    own = figures.at[("opportunities_own", "overall", "all"), "value"]
    assert figures.at[("opportunities_created", "overall", "all"), "value"] == 23899 + 14923 + own == 39948


def test_rule_25_employers_are_added_up_over_periods(figures, study_tables):
    total = study_tables["opportunities"]["new_employers"].sum()
    assert figures.at[("new_employers", "overall", "all"), "value"] == total
    assert figures.loc[("new_employers", "period"), "value"].sum() == total


def test_rules_26_to_28_organisations(codebook):
    rule = codebook.tables["network"].same

    def same(*rows: tuple[str, str, str]) -> list[int]:
        table = pd.DataFrame(rows, columns=["name", "other_name", "website"]).replace("", pd.NA)
        return list(resolve(table.assign(region="Ontario", type="employer"), rule, {})[0])

    assert same(("Énergie Tern & Fils Ltée", "", ""), ("ENERGIE TERN AND FILS", "", "")) == [0, 0]
    assert same(("Tern Energy, Inc", "", ""), ("Énergie Tern", "Tern Energy", "")) == [0, 0]
    assert same(("Tern", "", "www.tern.example"), ("Sterne", "", "tern.example")) == [0, 0]
    assert same(("Tern", "", "tern.example"), ("Tern", "", "sterne.example")) == [0, 1]
    assert same(("Tern Energy", "", ""), ("Tern Enery", "", ""), ("Tern Eneryx", "", "")) == [0, 0, 0]


def test_rules_29_and_30_costs_are_sums_over_sums(figures, study_tables):
    paid = study_tables["agreements"].set_index("agreement")["paid"]
    realised = study_tables["opportunities"].groupby("agreement")["realised"].sum().reindex(paid.index)
    row = figures.loc[("cost_per_realised", "overall", "all")]
    assert row["value"] == pytest.approx(paid.sum() / realised.sum())
    assert row["low"] < row["value"] < row["high"] and row["base"] == 42
    focused = study_tables["agreements"].set_index("agreement")["edi"].eq(1)
    assert figures.at[("cost_per_realised", "edi", "1"), "value"] == pytest.approx(
        paid[focused].sum() / realised[focused].sum()
    )
    assert not any(name.startswith("cost") and by in ("form", "region", "period") for name, by, _ in figures.index)


def test_rule_31_regional_shares_are_of_rows_with_a_region(figures, study_tables):
    assert figures.loc[("created_share_by_region", "region"), "value"].sum() == pytest.approx(100)
    rows = study_tables["opportunities"]
    there = rows[rows["region"].notna()]
    share = 100 * there.loc[there["region"].eq("Ontario"), "created"].sum() / there["created"].sum()
    assert figures.at[("created_share_by_region", "region", "Ontario"), "value"] == pytest.approx(share)


def test_rule_32_small_groups_are_hidden_and_cannot_be_worked_out(figures, study_tables):
    partners = study_tables["agreements"].groupby("main_region")["agreement"].nunique()
    assert partners["North"] == 2
    regions = figures.loc[("funding_total", "main_region")]
    assert regions.at["North", "suppressed"] and pd.isna(regions.at["North", "value"])
    assert regions["suppressed"].sum() >= 2  # one alone is the total without the others
    shown = figures[~figures["suppressed"] & figures["base_unit"].eq("partners") & figures["base"].gt(0)]
    assert shown["base"].min() >= 3
    assert not figures.xs("overall", level="breakdown")["suppressed"].any()


def test_the_figures_in_print_are_there(figures):
    for name, value in PUBLISHED.items():
        assert figures.at[(name, "overall", "all"), "value"] == value, name
    assert round(figures.at[("target_reached", "overall", "all"), "value"]) == 91
    assert figures.at[("late_signed", "wave", "1"), "value"] == 8


def test_raw_and_log_give_the_study_s_tables(codebook, readings):
    cleaned: dict[str, pd.DataFrame] = {}
    for name, table in codebook.tables.items():
        file = clean_admin.read_table(STUDY, table)
        work = clean_admin.clean_table(file, table, readings, cleaned, codebook)
        if table.same:
            clean_admin.one_organisation(work, table.same, {})
        columns = clean_admin.clean_columns(name, codebook)
        cleaned[name] = work.table(columns)
        replayed = replayed_register(file, name, work.log(columns).assign(table=name), codebook)
        for column in columns:
            assert list(replayed[column]) == list(mapped(cleaned[name][column], code_text)), (name, column)
