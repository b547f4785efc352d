"""A month's whole run on a copy of the full demonstration: invoices made, checked by the official rules, and sent.

The largest contract, 250 sites: volumes, extra work, credits, changes and an index become invoices, each written as
the document it is sent as and asked of the official rules, in a process of its own. Then all of them go out. Seconds
are the processor's, those of the rules' process beside them; the database itself stays as it is.

    SAMDRIFT_VAR=var/demo-full python -m benchmarks.monthly_run NP-IFM-1 2026-01

Needs what `einvoices` needs, and a full demonstration (`./samdrift demo --profile full --load-only`).
"""

import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

CONTRACT, MONTH = "NP-IFM-1", "2026-01"
DATABASE, KEY = "samdrift.sqlite3", "secret-key"
LONGEST = timedelta(days=31)


def run(contract: str = CONTRACT, month: str = MONTH) -> dict[str, Any]:
    """Seconds and megabytes of the run of a month nobody invoiced yet, and what it made, checked and sent."""
    named = Path(os.environ.get("SAMDRIFT_VAR", "var"))
    there = next(
        (one for one in (named, named / "demo-full", Path("var/demo-full")) if (one / DATABASE).is_file()), None
    )
    if there is None:
        return {"not_run": "there is no full demonstration: ./samdrift demo --profile full --load-only"}
    with tempfile.TemporaryDirectory(dir=there.resolve().parent) as folder:
        for name in (DATABASE, KEY):
            shutil.copy(there / name, folder)
        environment = {
            "DJANGO_SETTINGS_MODULE": "samdrift.doors.settings", "SAMDRIFT_EINVOICE_RULES": _rules(), **os.environ,
            "SAMDRIFT_VAR": folder,
        }  # fmt: skip
        quiet = {"env": environment, "check": True, "capture_output": True, "text": True}
        subprocess.run([sys.executable, "-m", "django", "migrate"], **quiet)  # type: ignore[call-overload]
        measuring = [sys.executable, "-W", "ignore", "-m", "benchmarks.monthly_run", "measure", contract, month]
        told = subprocess.run(measuring, **quiet).stdout  # type: ignore[call-overload]
        return {"contract": contract, "month": month, **json.loads(told.splitlines()[-1])}


def _rules() -> str:
    """The folder of the official rules, where the shared data are beside this repository."""
    beside = (above / "shared" / "data" / "einvoice" for above in Path(__file__).resolve().parents)
    return str(next((one for one in beside if one.is_dir()), ""))


def measure(code: str, month: str) -> dict[str, Any]:
    """The run in this process, on the database that is there."""
    import django

    django.setup()
    from samdrift.foundation.scope import Grant, Scope, everywhere
    from samdrift.partnership.invoicing.commands import issuing, running
    from samdrift.partnership.invoicing.models import Finding, Invoice, InvoiceLine
    from samdrift.registers.contracts.public import Contract
    from samdrift.registers.parties import public as parties

    first_day = datetime.fromisoformat(f"{month}-01").replace(tzinfo=UTC)
    now = first_day + LONGEST + timedelta(days=2)
    with everywhere(reason="measuring"):
        contract = Contract.objects.get(code=code)
    every = frozenset(parties.all_permissions())
    grant = Grant("BENCH", every, data_classes=frozenset(f"D{number}" for number in range(10)))
    scope = Scope(community_id=contract.community_id, grants=(grant,))
    begun = Seconds()
    asked = running.ask_run(scope, contract.uid, first_day.date(), now=now)
    made = running.make_run(asked.uid, now=now)
    told = {"state": made.state, "made": made.made, "blocked": made.blocked, **begun.passed("make")}
    begun = Seconds()
    told |= {"sent": issuing.issue_run(scope, asked.uid, now=now), **begun.passed("send")}
    with everywhere(reason="measuring"):
        invoices = Invoice.objects.filter(run=asked)
        told |= {
            "lines": dict(Counter(InvoiceLine.objects.filter(invoice__run=asked).values_list("source", flat=True))),
            "rules": sorted({rule for asked_of in invoices.values_list("rules", flat=True) for rule in asked_of}),
            "found": sorted(set(Finding.objects.filter(invoice__run=asked).values_list("code", flat=True))),
        }  # fmt: skip
    return told | {"megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024}


class Seconds:
    """What time passes from now on: of this processor, of processes that ended, and on the wall."""

    def __init__(self) -> None:
        self._wall, self._own, self._others = time.perf_counter(), time.process_time(), _others()

    def passed(self, what: str) -> dict[str, float]:
        """Seconds by what was done in them."""
        return {
            f"{what}_s": round(time.process_time() - self._own, 2),
            f"{what}_rules_s": round(_others() - self._others, 2),
            f"{what}_wall_s": round(time.perf_counter() - self._wall, 2),
        }


def _others() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    do, given = (measure, sys.argv[2:]) if sys.argv[1:2] == ["measure"] else (run, sys.argv[1:])
    sys.stdout.write(json.dumps(do(*given)) + "\n")
