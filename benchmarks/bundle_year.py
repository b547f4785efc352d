"""The open book of a month and of a year, written and verified: seconds and memory of a process of its own each.

By default a year of 24,000 requests is filled into the small world; `CONTRACT` measures a database that is there, such
as that of the full demonstration, whose year has about 97,000 requests, 275,000 promises and a million events:

    SAMDRIFT_VAR=var/demo-full python -m benchmarks.bundle_year NP-IFM-1 2025-03 2025
"""

import json
import resource
import subprocess
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

YEAR = 24_000
VERIFYING = """
import json, sys, time
from pathlib import Path
from samdrift.kernel.bundles.checking import verify
begun = time.process_time()
found = verify(Path(sys.argv[1]))
told = {"verify_s": round(time.process_time() - begun, 2), "differences": len(found.differences)}
with open("/proc/self/status") as status:  # what getrusage tells was its parent's before it began
    peak = next(line for line in status if line.startswith("VmHWM"))
told["verify_megabytes"] = int(peak.split()[1]) // 1024
print(json.dumps(told))
"""


def run(requests: int = YEAR) -> dict[str, Any]:
    """Seconds, megabytes and differences on SQLite and PostgreSQL."""
    from benchmarks._databases import on_both

    return {"requests": requests, **on_both("benchmarks.bundle_year", requests)}


def main(requests: int) -> dict[str, Any]:
    """Fill this process's database with a year and measure."""
    import django

    django.setup()
    from benchmarks import bundle

    begin = bundle.BEGIN
    bundle.BEGIN = begin.replace(month=1)
    bundle.SPREAD = timedelta(days=330)
    world = bundle.filled(requests)
    return {period: measured(world.contract, period) for period in (f"{begin:%Y-%m}", f"{begin:%Y}")}


def there(code: str, *periods: str) -> dict[str, Any]:
    """Measure a contract of the database that is there."""
    import django

    django.setup()
    from samdrift.foundation.scope import everywhere
    from samdrift.registers.contracts.public import Contract

    with everywhere(reason="measuring"):
        contract = Contract.objects.get(code=code)
    return {period: measured(contract, period) for period in periods}


def measured(contract: Any, period: str) -> dict[str, Any]:
    """One bundle, written by this process and verified by another; seconds are the processor's."""
    from samdrift.operations.bundles.public import write_bundle

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bundle.zip"
        begun = time.process_time()
        written = write_bundle(contract, period, path)
        taken = time.process_time() - begun
        told = {
            "requests": written.requests, "promises": written.promises, "events": written.events,
            "write_s": round(taken, 2), "megabytes": round(path.stat().st_size / 1e6, 1),
            "write_megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        }  # fmt: skip
        command = [sys.executable, "-S", "-c", VERIFYING, str(path)]
        return told | json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


if __name__ == "__main__":
    given = sys.argv[1:]
    sys.stdout.write(json.dumps(main(int(given[0])) if given[0].isdigit() else there(*given)) + "\n")
