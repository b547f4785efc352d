"""Reads and writes tables (CSV, Excel): the register, its people, and what happened elsewhere (requests, work)."""

from samdrift.registers.estate.formats.tables.columns import KINDS
from samdrift.registers.estate.formats.tables.columns_past import PAST
from samdrift.registers.estate.formats.tables.reader import OpenedTable, Table, TableRow, header_of, read_table
from samdrift.registers.estate.formats.tables.writer import write_csv, write_xlsx

__all__ = [
    "KINDS",
    "PAST",
    "OpenedTable",
    "Table",
    "TableRow",
    "header_of",
    "read_table",
    "write_csv",
    "write_xlsx",
]
