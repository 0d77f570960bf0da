"""A small invented programme: grants for repair workshops, in pounds, reported by calendar quarter, other columns."""

from pathlib import Path

import openpyxl

GRANTS = [
    ["Who", None, "Money (£)", None, "When"],
    ["Grant", "Holder", "Awarded", "Spent", "Signed", "Opens", "Remarks", "Towns", "Kind", "Trusted?"],
    ["Round one"],
    ["rw 7-01", "Kettle & Thread", "£1,200.50", "900", "3 May 2021", "2021-06-01", "", "Leeds; York", "charity", "Y"],
    [
        "RW-7-02 ",
        "Tinker’s Yard",
        "2 000",
        "1 999,50",
        "01/07/2021",
        "1 June 2021",
        "was: Spanner Club",
        "York",
        "firm",
        "–",
    ],
    ["RW-7-02-A1", "Tinker’s Yard (amended)", "2,500", "2,100", "", "", "", "", "", ""],
    ["RW-7-03", "Bobbin House", "300", "-", "44348", "44351", "", "Hull, Leeds", "charity", "yes"],
    [None, "TOTAL", "9,999"],
    ["Typed by the office"],
]
REPORTS = """grant,holder,quarter,town,repairs,finished,sent,version
RW-7-01,Kettle & Thread,Q1 2021,Leeds,10,8,2021-04-02,1
RW-7-01,Kettle & Thread,Q1 2021,Leeds,10,8,2021-04-02,1
rw-7-01,Kettle & Thread,Jan-Mar 2021,York,5,n/a,2021-04-02,1
RW-7-01,Kettle & Thread,Q2 2021,Leeds,4,4,2021-07-02,1
RW-7-01,Kettle & Thread,Q2 2021,Leeds,6,9,2021-07-09,v2
,SPANNER CLUB,Q1 2021,York,7,7,2021-04-03,1
,The programme's own fair,Q1 2021,Hull,50,40,2021-04-03,1
RW-0-00,Test holder,Q1 2021,Hull,1,1,2021-04-03,1
RW-7-03,Bobbin House,Q4 2021,Hull,3,-3,2021-12-30,1
RW-7-03,Bobbin House,Q1 2022,Hull,9,,2022-01-02,1
RW-7-09,Nobody,Q1 2021,Hull,2,1,2021-04-03,1
"""
CODEBOOK = Path(__file__).with_name("grants.yaml").read_text(encoding="utf-8")


def write_grants(path: Path, rows: list[list]) -> None:
    """The office's workbook: two header rows, the first merged over its group."""
    book = openpyxl.Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(row)
    sheet.merge_cells("A1:B1")
    sheet.merge_cells("C1:D1")
    sheet.merge_cells("A3:J3")
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)
