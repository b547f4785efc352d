"""Reads and writes tables (CSV, Excel) of sites, buildings, storeys, spaces, assets, people and units."""

from samdrift.registers.estate.formats.tables.columns import KINDS
from samdrift.registers.estate.formats.tables.reader import Table, TableRow, read_table
from samdrift.registers.estate.formats.tables.writer import write_csv, write_xlsx

__all__ = ["KINDS", "Table", "TableRow", "read_table", "write_csv", "write_xlsx"]
