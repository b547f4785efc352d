"""Sums that figures are read from: making them anew, reading a year, and keeping up with what people write.

`./samdrift bench tallies` takes a million work orders; `python -m benchmarks.tallies 5000000` the reference size.
"""

import json
import sys
from typing import Any

from benchmarks._databases import on_both


def run(largest: int = 1_000_000, writes: int = 200) -> dict[str, Any]:
    """Seconds and milliseconds at 10,000 orders and ten times as many again and again, up to `largest`."""
    return on_both("benchmarks._tally_world", largest, writes)


if __name__ == "__main__":
    print(json.dumps(run(*map(int, sys.argv[1:])), indent=1))
