"""Baselines: one party proposes what a service cost before, the other agrees; versions replace one another."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal, InvalidOperation
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid, NotAllowed, Refused
from samdrift.foundation.events.public import record
from samdrift.foundation.scope import Scope, everywhere
from samdrift.kernel import money
from samdrift.kernel.savings import half_up
from samdrift.partnership.savings import rules
from samdrift.partnership.savings.events import BaselineMoved
from samdrift.partnership.savings.models import Baseline
from samdrift.partnership.savings.queries.telling import baseline_told

PROPOSE, AGREE = "savings.propose", "savings.agree"
CLASS = "D2"
MOST_LINES = 40
PLACES = Decimal("0.0001")
GROUPED = re.compile(r"[1-9][0-9]{0,2}(?:([.,])[0-9]{3})(?:\1[0-9]{3})*(?:(?!\1)[.,][0-9]{1,2})?")


@dataclass(frozen=True, slots=True, kw_only=True)
class LineDraft:
    """A cost line as somebody writes it: unit cost in whole units of the currency, how much of the driver there was."""

    code: str
    name: str
    unit: str
    unit_cost: Decimal
    driver: Decimal
    additions_minor: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class BaselineDraft:
    """A baseline to propose. `carried`: year → cost line → driver, scope and index of that year."""

    contract_id: int
    unit_id: int
    line_code: str
    year: int
    lines: Sequence[LineDraft]
    evidence: str
    specification: str = ""
    carried: Mapping[str, Mapping[str, Mapping[str, str]]] = field(default_factory=dict)


@transaction.atomic
def propose_baseline(scope: Scope, draft: BaselineDraft, *, now: datetime) -> Baseline:
    """Propose what a unit's service cost in a year, for the other party to agree to.

    Raises:
        Invalid: There is no cost line, one is none, two bear the same code, or nothing shows the figures.
        NotAllowed: The actor speaks for neither party here.
        Refused: One version waits for an answer already.
    """
    where = {"contract": draft.contract_id, "unit": draft.unit_id, "line": draft.line_code}
    scope.require(PROPOSE, **where, data_class=CLASS)
    if scope.side not in rules.SIDES:
        raise NotAllowed(_("Only the two parties propose to each other."))
    check_lines(draft)
    with everywhere(reason="the versions of a baseline are numbered, whoever sees them"):
        before = Baseline.objects.filter(
            contract=draft.contract_id, unit=draft.unit_id, line_code=draft.line_code
        ).order_by("-number").first()  # fmt: skip
        waits = Baseline.objects.filter(
            contract=draft.contract_id, unit=draft.unit_id, line_code=draft.line_code, state=rules.PROPOSED
        ).exists()
    if waits:
        raise Refused(_("One version of this baseline waits for the other party already."))
    made = Baseline(
        **row_of(draft), community_id=scope.community_id, number=before.number + 1 if before else 1,
        side=scope.side, author_id=scope.person_id, proposed_at=now,
    )  # fmt: skip
    made.save()
    _tell(scope, made, now)
    return made


@transaction.atomic
def agree_to_baseline(scope: Scope, uid: UUID, *, expected_version: int, now: datetime) -> Baseline:
    """Agree to the other party's baseline: it holds, and the version before no longer does.

    Raises:
        DoesNotExist: No such baseline within the scope.
        NotAllowed: It is one's own side's, or one's own.
        Refused: It was answered already.
    """
    row = _answered(scope, uid, expected_version, "agree", now)
    with everywhere(reason="the version of a baseline that held until now"):
        held = list(
            Baseline.objects.filter(
                contract=row.contract_id, unit=row.unit_id, line_code=row.line_code, state=rules.AGREED
            ).exclude(pk=row.pk)
        )
    for before in held:
        before.state = rules.AGREEMENTS[before.state, "replace"]
        before.save_changes("state")
    row.save_changes("state", "decided_by", "decided_at", "answer")
    _tell(scope, row, now)
    return row


@transaction.atomic
def refuse_baseline(scope: Scope, uid: UUID, *, expected_version: int, answer: str, now: datetime) -> Baseline:
    """Do not agree to the other party's baseline, with the reason.

    Raises:
        DoesNotExist: No such baseline within the scope.
        Invalid: No reason is given.
        NotAllowed: It is one's own side's, or one's own.
        Refused: It was answered already.
    """
    if not answer.strip():
        raise Invalid({"answer": _("Say why.")})
    row = _answered(scope, uid, expected_version, "refuse", now)
    row.answer = answer.strip()[:400]
    row.save_changes("state", "decided_by", "decided_at", "answer")
    _tell(scope, row, now)
    return row


def check_lines(draft: BaselineDraft) -> None:
    """Raise unless the cost lines are some, each with a code of its own, and something shows them."""
    codes = [line.code.strip() for line in draft.lines]
    if not codes or len(codes) > MOST_LINES or not all(codes) or len(set(codes)) < len(codes):
        raise Invalid({"lines": _("Write at least one cost line, each with a code of its own.")})
    if any(line.unit_cost < 0 or line.driver < 0 for line in draft.lines):
        raise Invalid({"lines": _("Costs and quantities are not negative.")})
    if not draft.evidence.strip():
        raise Invalid({"evidence": _("Name what shows these figures, such as the accounts they are from.")})
    unknown = {code for lines in draft.carried.values() for code in lines} - set(codes)
    if unknown:
        raise Invalid({"carried": _("There is no cost line %(code)s.") % {"code": min(unknown)}})


def row_of(draft: BaselineDraft) -> dict[str, Any]:
    """The columns of a proposed baseline."""
    lines = [
        {
            "code": line.code.strip(), "name": line.name.strip(), "unit": line.unit, "unit_cost": f"{line.unit_cost:f}",
            "driver": f"{line.driver:f}", "additions_minor": line.additions_minor,
        }
        for line in draft.lines
    ]  # fmt: skip
    return {
        "contract_id": draft.contract_id, "unit_id": draft.unit_id, "line_code": draft.line_code, "year": draft.year,
        "cost_lines": lines, "carried": draft.carried, "evidence": draft.evidence.strip()[:400],
        "specification": draft.specification.strip()[:400], "data_class": CLASS,
        "total_minor": sum(half_up(line.unit_cost * line.driver * 100) for line in draft.lines),
    }  # fmt: skip


def lines_in(text: str) -> list[LineDraft]:
    """Cost lines as they are typed, one a line: code | name | unit | unit cost | quantity, and | scope added if any.

    Raises:
        Invalid: A line is none; the sentence names it.
    """
    found = []
    for number, typed in enumerate(text.splitlines(), start=1):
        if not typed.strip():
            continue
        parts = [part.strip() for part in typed.split("|")]
        try:
            code, name, unit, cost, driver, *added = parts
            (more,) = (_minor(one) for one in added or ["0"])
            line = LineDraft(
                code=code, name=name, unit=unit, unit_cost=_number(cost), driver=_number(driver), additions_minor=more
            )
            found.append(line)
        except (ValueError, InvalidOperation):
            raise Invalid({"lines": _("Line %(line)s is no cost line.") % {"line": number}}) from None
    return found


def carried_in(text: str) -> dict[str, dict[str, dict[str, str]]]:
    """How cost lines are carried to years, as it is typed: year | code | quantity | scope | price level.

    Raises:
        Invalid: A line is none; the sentence names it.
    """
    found: dict[str, dict[str, dict[str, str]]] = {}
    for number, typed in enumerate(text.splitlines(), start=1):
        if not typed.strip():
            continue
        parts = [part.strip() for part in typed.split("|")]
        try:
            year, code, *amounts = parts
            first, *others = amounts
            driver, scope, index = _number(first), *(_decimal(one) for one in others)
            if not 2000 <= int(year) <= 2100 or min(driver, scope, index) < 0:
                raise ValueError(year)
        except (ValueError, InvalidOperation):
            told = _("Line %(line)s does not say how a cost line is carried to a year.")
            raise Invalid({"carried": told % {"line": number}}) from None
        lines = found.setdefault(str(int(year)), {})
        lines[code] = {"driver": f"{driver:f}", "scope": f"{scope:f}", "index": f"{index:f}"}
    return found


def as_typed(row: Baseline) -> dict[str, str]:
    """A version as its form shows it, to write the next one from."""
    lines = (
        " | ".join((one["code"], one["name"], one["unit"], one["unit_cost"], one["driver"], *_added(one)))
        for one in row.cost_lines
    )
    carried = (
        " | ".join((year, code, told.get("driver", ""), told.get("scope", "1"), told.get("index", "1")))
        for year, of_year in sorted(row.carried.items()) for code, told in sorted(of_year.items())
    )  # fmt: skip
    return {
        "unit": str(row.unit.uid), "line": row.line_code, "base_year": str(row.year), "lines": "\n".join(lines),
        "carried": "\n".join(carried), "specification": row.specification,
    }  # fmt: skip


def digest_of(row: Baseline) -> str:
    """What a baseline says, as one number: its cost lines and how they are carried."""
    told = {"lines": row.cost_lines, "carried": row.carried, "year": row.year}
    return sha256(json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()).hexdigest()


def _added(line: Mapping[str, Any]) -> list[str]:
    more = int(line.get("additions_minor", 0))
    return [f"{Decimal(more) / 100:.2f}"] if more else []


def _minor(typed: str) -> int:
    found = money.minor(typed)
    if found is None:
        raise InvalidOperation
    return found


def _number(typed: str) -> Decimal:
    """A cost or a quantity: three figures behind a mark are thousands, as the page itself writes them."""
    plain = "".join(typed.split())
    return (Decimal(_minor(plain)) / 100).quantize(PLACES) if GROUPED.fullmatch(plain) else _decimal(plain)


def _decimal(typed: str) -> Decimal:
    value = Decimal(typed.replace(" ", "").replace(",", "."))
    if not value.is_finite() or abs(value) > 10**9:
        raise InvalidOperation
    return value.quantize(PLACES)


def _answered(scope: Scope, uid: UUID, expected_version: int, move: str, now: datetime) -> Baseline:
    row = Baseline.objects.within(scope).locked(uid, expected_version)
    scope.require(AGREE, contract=row.contract_id, unit=row.unit_id, line=row.line_code, data_class=row.data_class)
    if not rules.may_answer(
        proposed_by_side=row.side, side=scope.side, proposer=row.author_id, person=scope.person_id
    ):  # fmt: skip
        raise NotAllowed(_("The other party answers a proposal."))
    state = rules.AGREEMENTS.get((row.state, move))
    if state is None:
        raise Refused(_("This baseline was answered already."))
    row.state, row.decided_by_id, row.decided_at = state, scope.person_id, now
    return row


def _tell(scope: Scope, row: Baseline, now: datetime) -> None:
    event = BaselineMoved(
        baseline_uid=row.uid, state=row.state, number=row.number, digest=digest_of(row),
        written=(baseline_told(row),) if row.state == rules.AGREED else (),
    )  # fmt: skip
    record(event, scope=scope, at=now, subject=row)
