"""How the checks of a community stand."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Max

from samdrift.foundation.checks.models import CheckRun
from samdrift.foundation.checks.registry import Check, checks
from samdrift.foundation.scope import Scope

RECENT = 30


@dataclass(frozen=True, slots=True)
class Told:
    """One finding in words."""

    text: str
    about: str
    page: str


@dataclass(frozen=True, slots=True)
class Standing:
    """A check, its last turn, and those before it, the newest first."""

    check: Check
    last: CheckRun | None
    before: list[CheckRun]

    @property
    def state(self) -> str:
        """Never run, holds, found, failed."""
        return self.last.state if self.last else "never"

    @property
    def findings(self) -> list[Told]:
        """What the last turn found, in the active language."""
        return [self._told(one) for one in self.last.findings] if self.last else []

    def _told(self, one: dict[str, Any]) -> Told:
        return Told(str(self.check.rules.get(one["rule"], one["rule"])), one["about"], one.get("page", ""))


def standings(scope: Scope) -> list[Standing]:
    """Every check there is, by name, with its last turns in the scope's community."""
    scope.require_somewhere("checks.view")
    turns: dict[str, list[CheckRun]] = {}
    rows = CheckRun.objects.within(scope).order_by("-began_at", "-pk")
    for row in rows[: RECENT * max(1, len(checks))]:
        turns.setdefault(row.check_name, []).append(row)
    return [
        Standing(check, next(iter(turns.get(name, [])), None), turns.get(name, [])[1:RECENT])
        for name, check in sorted(checks.items())
    ]  # fmt: skip


def last_states(scope: Scope) -> dict[str, str]:
    """How the last turn of each check ended, by its name: never run, holds, found, failed; one read of as many rows."""
    scope.require_somewhere("checks.view")
    rows = CheckRun.objects.within(scope)
    newest = rows.order_by().values("check_name").annotate(newest=Max("pk")).values("newest")
    told = rows.filter(pk__in=newest).values_list("check_name", "found", "error")
    states = {name: CheckRun(found=found, error=error).state for name, found, error in told}
    return {name: states.get(name, "never") for name in sorted(checks)}
