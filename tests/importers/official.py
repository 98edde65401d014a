"""Small files in the layouts that CMS publishes, with our own words for descriptions."""

import zipfile
from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path
from xml.sax.saxutils import escape

WORDS = "OUR OWN WORDS FOR A DESCRIPTION"
"""Stands where CMS prints a short descriptor; nothing of it may be kept."""

RIGHTS = "CODES ONLY ARE COPYRIGHT OF THEIR OWNER.  ALL RIGHTS RESERVED."

_STACK = (
    ",,,STATUS,MEDICARE ,WORK,NON-FAC,NA,FACILITY,NA,MP,NON-FACILITY,FACILITY,PCTC,GLOB,PRE,INTRA,"
    "POST,MULT,BILAT,ASST,CO-,TEAM,PRIC,ENDO,CONV,DIAGNOSTIC,CALCULATION,FAMILY,PAYMENT,PAYMENT,PAYMENT"
)
_NAMES = (
    "HCPCS,MOD,DESCRIPTION,CODE,PAYMENT,RVU,PE RVU,INDICATOR,PE RVU,INDICATOR,RVU,TOTAL,TOTAL,IND,"
    "DAYS,OP,OP,OP,PROC,SURG,SURG,SURG,SURG,IND,BASE,FACTOR,PROCEDURES,FLAG,INDICATOR,AMOUNT,AMOUNT,"
    "AMOUNT"
)


def values_row(
    hcpcs_code: str,
    work: str,
    expense: str,
    malpractice: str,
    total: str,
    *,
    status: str = "A",
    reduction: str = "5",
    factor: str = "33.4009",
    modifier: str = "",
) -> str:
    """Return one row of a relative value file of 2026 as csv."""
    return (
        f"{hcpcs_code},{modifier},{WORDS},{status},,{work},{expense},,{expense},NA,{malpractice},"
        f"{total},{total},7,XXX,0.00,0.00,0.00,{reduction},0,0,0,0,9,,{factor},09,0,99,0.00,0.00,0.00"
    )


# Values of RVU26C, 97110 and 97140: CMS PPRRVU2026_Jul_nonQPP.
EXERCISE = values_row("97110", "0.45", "0.41", "0.01", "0.87")
MANUAL = values_row("97140", "0.43", "0.39", "0.01", "0.83")


def relative_values(*rows: str, year: int = 2026, release: str = "January") -> str:
    """Return a relative value file as csv, with its banner and stacked heading."""
    title = f"{year} National Physician Fee Schedule Relative Value File {release} Release"
    banner = [["", "", words] for words in (title, RIGHTS, " ", "RELEASED 12/29/2025")]
    above = [
        ["", "", "", "", "NOT USED"],
        ["", "", "", "", "FOR", "", "", "NON-FAC", "", "FACILITY "],
    ]
    width = _NAMES.count(",") + 1
    lines = [",".join([*cells, *[""] * (width - len(cells))]) for cells in (*banner, *above)]
    return "\r\n".join([*lines, _STACK, _NAMES, *rows]) + "\r\n"


def fixed_values_row(hcpcs_code: str, work: str, expense: str, malpractice: str, total: str) -> str:
    """Return one row of a relative value file of 2026 in fixed width."""
    return (
        f"{hcpcs_code}  {WORDS:<50}A {work:>6}{expense:>7}  {expense:>7}NA{malpractice:>6}{total:>7}"
        f"{total:>6}7XXX.00.00.00500009{'':12}33.4009 090 99      0.00   0.00   0.00"
    )


def fixed_values(*rows: str) -> str:
    """Return a relative value file in fixed width, with its banner."""
    return "\r\n".join([f"HDR {RIGHTS[:46]}", "HDR RESERVED.", *rows]) + "\r\n"


# Addendum E, CY 2026: CMS GPCI2026.
ALABAMA = "10112,AL,00,ALABAMA,0.988,1.000,0.875,0.566"
ALASKA = "02102,AK,01,ALASKA*,1.500,1.500,1.065,0.551"


INDEX_HEADING = (
    "Medicare Administrative Contractor (MAC),State,Locality Number,Locality Name,"
    "2026 PW GPCI (without 1.0 Floor),2026 PW GPCI (with 1.0 Floor),2026 PE GPCI,2026 MP GPCI"
)


def indices(*rows: str) -> str:
    """Return a GPCI file as csv, with its title and remarks."""
    return "\r\n".join(
        [
            "ADDENDUM E. FINAL CY 2026 GEOGRAPHIC PRACTICE COST INDICES (GPCIs),,,,,,,",
            ",,,,,,,",
            INDEX_HEADING,
            *rows,
            '"MAC Assignments as of November 22, 2023",,,,,,,',
            ",,,,,,,",
            "*Work GPCI reflects a 1.5 floor in Alaska.,,,,,,,",
            "",
        ]
    )


PAIR_HEADING = (
    "Column 1",
    "Column 2",
    "*=in existence prior to 1996",
    "Effective Date",
    "Deletion Date *=no data",
    "Modifier 0=not allowed 1=allowed 9=not applicable",
    "PTP Edit Rationale",
)
# Pairs and indicators of CMS's practitioner table of 2024-07-01; the first day of the first
# and the last is this test's own, because no copy read gives it.
LIVE = ("97140", "95851", "", "20200101", "*", "1", "Standards of medical/surgical practice")
VOID = ("97530", "97116", "", "20201001", "20201001", "9", "Mutually exclusive procedures")
OLD = ("97530", "97116", "*", "", "20191231", "1", "Mutually exclusive procedures")
FINAL = ("97110", "36591", "", "20200101", "*", "0", "CPT Manual or CMS manual coding instruction")


def pairs(*rows: Sequence[str], separator: str = "\t") -> str:
    """Return a pair table as text, with the lines that stand above its heading."""
    lines = [RIGHTS, "", "", "", "", "", separator.join(PAIR_HEADING)]
    return "\r\n".join([*lines, *(separator.join(row) for row in rows)]) + "\r\n"


def limits(*rows: str, setting: str = "Practitioner Services") -> str:
    """Return a unit limit table as csv, with the remark of several lines above it."""
    remark = f'"{RIGHTS} \n\nApplicable restrictions apply to government use.",,,'
    heading = f'"HCPCS/\nCPT Code",{setting} MUE Values,MUE Adjudication Indicator,MUE Rationale'
    return "\r\n".join([remark, heading, *rows]) + "\r\n"


# CMS MUE practitioner table effective 2026-04-01.
LIMIT = "97110,6,3 Date of Service Edit: Clinical,Clinical: Data"
LIMIT_OF_EVALUATION = "97161,1,2 Date of Service Edit: Policy,CMS Policy"

ADD_ON_HEADING = (
    "AOC_Edit_Type",
    "Add-On_Code",
    "AOC_DelDT",
    "Primary_Code",
    "Primary_Code_DelDT",
    "AOC_Edit_EffDT",
    "AOC_Edit_DelDT",
    "Special_Instruction_Notes",
)


def fixed_add_on(edit_type: str, add_on: str, primary: str, begins: str, ends: str = "") -> str:
    """Return one row of an add-on table in fixed width."""
    return f"{edit_type}{add_on}{'':7}{primary}{'':7}{begins}{ends:<7}{'':58}"


def zip_line(zip_code: str, *, quarter: str = "20254", extension: str = "0") -> str:
    """Return one line of a ZIP5 file: an Alaskan code in locality 02102-01."""
    return f"{f'AK{zip_code}0210201 Z9   {extension} A':<75}{quarter}"


def workbook(rows: Sequence[Sequence[str | float]]) -> bytes:
    """Return a workbook of one sheet."""
    content = BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in _parts(rows).items():
            archive.writestr(name, text)
    return content.getvalue()


def _parts(rows: Sequence[Sequence[str | float]]) -> Mapping[str, str]:
    xml = '<?xml version="1.0" encoding="UTF-8"?>'
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    sheet = "".join(f"<row>{''.join(map(_cell, row))}</row>" for row in rows)
    kinds = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    return {
        "[Content_Types].xml": f'{xml}<Types xmlns="{package}/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kinds}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kinds}.worksheet+xml"/>'
        "</Types>",
        "_rels/.rels": f'{xml}<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
        f'Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{xml}<workbook xmlns="{main}" xmlns:r="{office}"><sheets>'
        '<sheet name="Table" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'{xml}<Relationships xmlns="{package}/relationships">'
        f'<Relationship Id="r1" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/>'
        "</Relationships>",
        "xl/worksheets/sheet1.xml": f'{xml}<worksheet xmlns="{main}"><sheetData>{sheet}'
        "</sheetData></worksheet>",
    }


def _cell(value: str | float) -> str:
    if isinstance(value, str):
        return f'<c t="inlineStr"><is><t>{escape(value)}</t></is></c>'
    return f"<c><v>{value}</v></c>"


def zipped(files: Mapping[str, str | bytes]) -> bytes:
    """Return a zip of files."""
    content = BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, held in files.items():
            archive.writestr(name, held)
    return content.getvalue()


def numbered(row: Sequence[str]) -> list[str | float]:
    """Return a row as a workbook keeps it: figures as numbers."""
    return [int(cell) if cell.isdecimal() else cell for cell in row]


def put(folder: Path, name: str, content: str | bytes) -> Path:
    """Write a file and return its path."""
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path
