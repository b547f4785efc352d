"""The catalogue's hold reasons and the kernel's are one list: the catalogue adds the names people read."""

import csv
from pathlib import Path

from samdrift.kernel.pause_reasons import PAUSE_REASONS
from samdrift.registers import catalogue

DATA = Path(catalogue.__file__).parent / "data" / "hold_reasons.csv"


def test_the_catalogue_starts_with_the_kernels_terms():
    with DATA.open(encoding="utf-8") as lines:
        rows = {row["code"]: row for row in csv.DictReader(lines, delimiter=";")}
    assert list(rows) == list(PAUSE_REASONS)
    for code, reason in PAUSE_REASONS.items():
        row = rows[code]
        terms = (row["stops"], row["after_make_safe"], row["by"], row["evidence"], row["limit"], row["other_party"])
        limit = "" if reason.limit is None else str(reason.limit.days)
        flags = (str(int(flag)) for flag in (reason.stops, reason.after_make_safe, reason.needs_other_party))
        stops, after_make_safe, other_party = flags
        assert terms == (stops, after_make_safe, reason.caused_by, reason.evidence, limit, other_party)
