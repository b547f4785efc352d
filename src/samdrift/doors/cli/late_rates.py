"""`./samdrift late-rates [FILE]`: the rates of interest for late payment, and those of a new half-year added.

Rates are published twice a year, after a version of samdrift was made: they are data with a source, not code. What is
shipped stands in a table beside the room that invoices; what the operator adds, in one in the data folder.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

from samdrift.doors.cli.einvoice_rules import data_folder
from samdrift.doors.cli.problem import Problem
from samdrift.foundation.clock import real_now
from samdrift.kernel.late_payment import ADDED, LAWS, BadRates, missing_until, rates_from
from samdrift.partnership.invoicing.formats import late_rates


def main(arguments: Sequence[str], stdin: TextIO, stdout: TextIO, stderr: TextIO) -> int:
    """Show every rate with its source and say which half-years are missing; with a file, add its rows first."""
    parser = argparse.ArgumentParser(
        prog="samdrift late-rates",
        description="Show the rates of interest for late payment, or add those of a new half-year from a table.",
    )
    parser.add_argument("file", nargs="?", metavar="FILE.csv", help=", ".join(late_rates.COLUMNS))
    parser.add_argument("--into", metavar="DIR", help="where they are kept; else the data folder")
    options = parser.parse_args(list(arguments))
    folder = Path(options.into) if options.into else data_folder()
    try:
        if options.file:
            stdout.write(f"{added(Path(options.file), folder)} rates added.\n")
        rates = late_rates.rates_at(folder)
    except (BadRates, OSError) as wrong:
        raise Problem(f"{wrong}.") from wrong
    for country in LAWS:
        stdout.writelines(
            f"{country}  {one.from_day}  {one.percent - ADDED} + {ADDED} = {one.percent} %  {one.source}\n"
            for one in rates[country]
        )
        stdout.writelines(
            f"{country}  {day}  no rate is known: the last one known is reckoned with, and pages say so\n"
            for day in missing_until(rates[country], real_now().date())
        )
    return 0


def added(file: Path, folder: Path) -> int:
    """Keep the rows of a table that are not known yet; how many they were.

    Raises:
        BadRates: A row cannot be used, or says otherwise than one that is known.
        OSError: There is no such file, or no folder to keep it in.
    """
    own = folder / late_rates.KEPT_AS
    kept = late_rates.rows_of(own) if own.is_file() else []
    known, more = [*late_rates.rows_of(late_rates.SHIPPED), *kept], late_rates.rows_of(file)
    rates_from([*known, *more])
    days = {(row["country"].strip(), row["from_day"].strip()) for row in known}
    fresh = {(row["country"].strip(), row["from_day"].strip()): row for row in more}
    rows = [row for key, row in fresh.items() if key not in days]
    if rows:
        folder.mkdir(parents=True, exist_ok=True)
        late_rates.write(own, [*kept, *rows])
    return len(rows)
