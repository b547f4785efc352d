"""Trying promise rules on past work: the bench, case by case, and the replay of a whole quarter."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from samdrift.foundation.clock import now
from samdrift.foundation.fields import in_language
from samdrift.foundation.http import ScopedRequest
from samdrift.foundation.scope import Scope
from samdrift.operations.promises.registry import PastCase, Wanted, past_work
from samdrift.registers.catalogue import public as catalogue
from samdrift.registers.contracts import public as contracts

TRY = "promises.rehearse"
SAMPLE = 60
LONGEST = 100
KINDS = {
    "acknowledge": gettext_lazy("Answered"), "attend": gettext_lazy("Begun"), "make_safe": gettext_lazy("Made safe"),
    "complete": gettext_lazy("Done"),
}  # fmt: skip
STATES = (gettext_lazy("still runs"), gettext_lazy("kept"), gettext_lazy("broken"))


class Day(forms.DateField):
    """A day, with the device's own calendar to pick it from."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options)


class PastForm(forms.Form):
    """Which past work, and what would be otherwise."""

    contract = forms.ChoiceField(label=gettext_lazy("Contract"))
    since = Day(label=gettext_lazy("Received from"))
    until = Day(label=gettext_lazy("To and with"))
    line = forms.ChoiceField(label=gettext_lazy("Service line"), required=False)
    priority = forms.ChoiceField(
        label=gettext_lazy("Priority"), required=False,
        choices=[("", gettext_lazy("All")), *((str(n), f"P{n}") for n in range(1, 6))],
    )  # fmt: skip
    proposal = forms.ChoiceField(label=gettext_lazy("Proposed terms"), required=False)

    def __init__(self, scope: Scope, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = catalogue.catalogue_of(scope.community_id)
        held = list(contracts.contracts_shown(scope))
        self._choose("contract", [(str(one.uid), in_language(one.name, scope.language)) for one in held])
        lines = [(code, in_language(line.name, scope.language)) for code, line in known.lines.items()]
        self._choose("line", [("", _("All")), *lines])
        self.proposals = {str(one.uid): one for one in contracts.open_proposals(scope)}
        waiting = [(uid, f"{one.code} ({one.contract.code})") for uid, one in self.proposals.items()]
        self._choose("proposal", [("", _("As they stand")), *waiting])

    def _choose(self, name: str, choices: list[tuple[str, Any]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        since, until = given.get("since"), given.get("until")
        if since and until and not timedelta() <= until - since <= timedelta(days=LONGEST):
            self.add_error("until", _("Choose a period of at most %(days)s days.") % {"days": LONGEST})
        return given

    def wanted(self, contract: contracts.Contract, most: int | None = None) -> Wanted:
        """The past work that was chosen."""
        given = self.cleaned_data
        return Wanted(
            contract.pk, given["since"], given["until"] + timedelta(days=1), given["line"],
            int(given["priority"]) if given["priority"] else None, most=most,
        )  # fmt: skip


class ReplayForm(PastForm):
    """The same, with targets and pauses changed by hand."""

    runs_on = forms.MultipleChoiceField(
        label=gettext_lazy("Would no longer stop a clock"), required=False, widget=forms.CheckboxSelectMultiple
    )
    stops_on = forms.MultipleChoiceField(
        label=gettext_lazy("Would stop every clock as well"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy(
            "Waits count as the contract says of their reason, or else as the catalogue does: up to its limit, and "
            "only where the book shows what it asks for."
        ),
    )  # fmt: skip

    def __init__(self, scope: Scope, *args: Any, **kwargs: Any) -> None:
        super().__init__(scope, *args, **kwargs)
        known = catalogue.catalogue_of(scope.community_id)
        reasons = [(c, in_language(r.name, scope.language), r.stops_clock) for c, r in known.hold_reasons.items()]
        self._choose("runs_on", [(code, name) for code, name, stops in reasons if stops])
        self._choose("stops_on", [(code, name) for code, name, _stops in reasons])
        for kind, word in KINDS.items():
            self.fields[f"percent_{kind}"] = forms.IntegerField(
                label=word, min_value=10, max_value=400, required=False, help_text=_("Per cent of today's time")
            )

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if set(given.get("runs_on") or ()) & set(given.get("stops_on") or ()):
            self.add_error("stops_on", _("A reason stops clocks or does not: choose it once."))
        return given


@dataclass(frozen=True, slots=True)
class Tried:
    """One clock of one case on the bench."""

    case: PastCase
    kind: str
    due: datetime | None
    state: str
    other_due: datetime | None
    other_state: str
    differs: bool


@require_safe
def bench(request: ScopedRequest) -> HttpResponse:
    """Past requests under proposed terms beside today's, and which rule a case typed in by hand would get."""
    scope, moment = request.scope, now()
    scope.require_somewhere(TRY)
    form = PastForm(scope, request.GET or None, initial=_last_month(moment))
    context: dict[str, Any] = {"form": form, "kinds": KINDS, "rows": None, "cases": 0, "differing": 0}
    if form.is_bound and form.is_valid():
        contract = contracts.contract_by_uid(scope, UUID(form.cleaned_data["contract"]))
        scope.require(TRY, contract=contract.pk)
        cases = past_work(scope, form.wanted(contract, SAMPLE))
        rows = _tried(scope, cases, contract, _alternative(form), moment)
        context |= {"rows": rows, "cases": len(cases), "differing": sum(one.differs for one in rows)}
    return render(request, "promises/bench.html", context)


def _tried(
    scope: Scope, cases: Sequence[PastCase], contract: contracts.Contract, other: Any, moment: datetime
) -> list[Tried]:
    # numpy is loaded by whoever tries something, not by every web process.
    from samdrift.operations.promises.queries import whatif

    if not cases:
        return []
    facts = whatif.facts_of(scope, cases, now=moment)
    today = whatif.count(facts, contract.pk, whatif.Alternative(), now=moment)
    otherwise = whatif.count(facts, contract.pk, other, now=moment)
    found = []
    for number, case in enumerate(cases):
        for kind in KINDS:
            seen = [_seen(table.get(kind), number) for table in (today, otherwise)]
            if any(due is not None for due, _state in seen):
                (due, state), (other_due, other_state) = seen
                found.append(Tried(case, kind, due, state, other_due, other_state, seen[0] != seen[1]))
    return found


def _seen(table: Any, number: int) -> tuple[datetime | None, str]:
    if table is None or not table.has[number]:
        return None, _("not promised")
    due = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=int(table.due[number]))
    return due, str(STATES[int(table.state[number])])


def _alternative(form: PastForm, **more: Any) -> Any:
    from samdrift.operations.promises.queries import whatif

    proposal = form.proposals.get(form.cleaned_data["proposal"])
    policies, calendars = contracts.proposed_terms(proposal) if proposal is not None else ((), {})
    return whatif.Alternative(policies=policies, calendars=calendars, **more)


def _last_month(moment: datetime) -> dict[str, Any]:
    return {"since": moment.date() - timedelta(days=30), "until": moment.date()}


@require_safe
def replay(request: ScopedRequest) -> HttpResponse:
    """A quarter under other targets, calendars or pause rules: kept and broken before and after."""
    scope, moment = request.scope, now()
    scope.require_somewhere(TRY)
    form = ReplayForm(scope, request.GET or None, initial=_last_quarter(moment))
    context: dict[str, Any] = {"form": form, "tables": None, "cases": 0, "kinds": KINDS, "brought": 0, "left_out": 0}
    if form.is_bound and form.is_valid():
        contract = contracts.contract_by_uid(scope, UUID(form.cleaned_data["contract"]))
        scope.require(TRY, contract=contract.pk)
        cases = past_work(scope, form.wanted(contract))
        context |= {**_tables(scope, cases, contract, form, moment), "cases": len(cases)}
    return render(request, "promises/replay.html", context)


def _last_quarter(moment: datetime) -> dict[str, Any]:
    month = moment.date().replace(day=1)
    ends = date(month.year, (month.month - 1) // 3 * 3 + 1, 1) - timedelta(days=1)
    return {"since": date(ends.year, ends.month - 2, 1), "until": ends}


def _tables(
    scope: Scope, cases: Sequence[PastCase], contract: contracts.Contract, form: ReplayForm, moment: datetime
) -> dict[str, Any]:
    from samdrift.operations.promises.queries import waits, whatif

    if not cases:
        return {"tables": []}
    given = form.cleaned_data
    percent = {kind: given[f"percent_{kind}"] for kind in KINDS if given[f"percent_{kind}"]}
    pauses = {name: frozenset(given[name]) for name in ("runs_on", "stops_on")}
    other = _alternative(form, **pauses, percent=percent)
    facts = whatif.facts_of(scope, cases, now=moment)
    told = waits.Tally(), waits.Tally()
    counted = [
        whatif.count(facts, contract.pk, one, now=moment, tally=tally)
        for one, tally in zip((whatif.Alternative(), other), told, strict=True)
    ]
    known = catalogue.catalogue_of(scope.community_id).lines
    lines = {code: in_language(line.name, scope.language) for code, line in known.items()}
    groups = (
        (_("By promise"), None), (_("By priority"), [f"P{case.priority}" for case in cases]),
        (_("By service line"), [lines.get(case.line_code, case.line_code) for case in cases]),
        (_("By district"), [case.district or "–" for case in cases]),
    )  # fmt: skip
    return {
        "tables": [(title, _by_kind(counted) if keys is None else _by(keys, counted)) for title, keys in groups],
        "brought": len(told[1].counted - told[0].counted), "left_out": len(told[1].left_out - told[0].left_out),
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """Kept and broken promises of a group, under today's terms and under the others."""

    name: str
    kept: int
    broken: int
    other_kept: int
    other_broken: int

    @property
    def share(self) -> float | None:
        """The share kept of those that are decided."""
        return self.kept / (self.kept + self.broken) if self.kept + self.broken else None

    @property
    def other_share(self) -> float | None:
        """The same under the other terms."""
        decided = self.other_kept + self.other_broken
        return self.other_kept / decided if decided else None


def _by_kind(counted: Sequence[Mapping[str, Any]]) -> list[Line]:
    found = []
    for kind, word in KINDS.items():
        sums = [_sums(table[kind]) if kind in table else (0, 0) for table in counted]
        if any(map(any, sums)):
            found.append(Line(str(word), *sums[0], *sums[1]))
    return found


def _sums(one: Any) -> tuple[int, int]:
    return int((one.state[one.has] == 1).sum()), int((one.state[one.has] == 2).sum())


def _by(keys: Sequence[str], counted: Sequence[Mapping[str, Any]]) -> list[Line]:
    sums: list[Counter[tuple[str, int]]] = []
    for table in counted:
        found: Counter[tuple[str, int]] = Counter()
        for one in table.values():
            states = one.state[one.has].tolist()
            found.update(zip((keys[number] for number in one.has.nonzero()[0].tolist()), states, strict=True))
        sums.append(found)
    names = sorted({name for found in sums for name, _state in found})
    return [Line(name, *(found[name, state] for found in sums for state in (1, 2))) for name in names]
