"""Terms of a framework: one party proposes, the other accepts; they hold from the first of a month."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid, NotAllowed, Refused
from samdrift.foundation.events.public import record
from samdrift.foundation.scope import Scope, everywhere
from samdrift.kernel import fees
from samdrift.kernel.bundles.form import digest_of
from samdrift.kernel.framework import add_months
from samdrift.partnership.joining import rules
from samdrift.partnership.joining.events import TermsMoved
from samdrift.partnership.joining.models import Framework, FrameworkTerms
from samdrift.partnership.joining.queries import terms
from samdrift.registers.parties import public as parties

PROPOSE = "joining.propose"


@dataclass(frozen=True, slots=True, kw_only=True)
class TermsDraft:
    """Terms as proposed: kind `tiers`, `prices` or `cost` (with its code), from the first of a month."""

    kind: str
    content: Mapping[str, Any]
    valid_from: date
    code: str = ""


@transaction.atomic
def propose_terms(scope: Scope, framework_uid: UUID, draft: TermsDraft, *, now: datetime) -> FrameworkTerms:
    """Propose terms of a framework to the other party.

    Raises:
        DoesNotExist: No such framework within the scope.
        Invalid: They cannot be counted with, or begin inside a month.
        NotAllowed: The actor speaks for neither party.
        Refused: They would hold from a month that has begun: a tier never changes back in time.
    """
    row = Framework.objects.within(scope).locked(framework_uid)
    scope.require(PROPOSE, contract=row.contract_id)
    if scope.party_id not in (row.owner_id, row.provider_id):
        raise NotAllowed(_("The framework's owner and its provider agree on its terms."))
    check_terms(draft)
    if draft.valid_from <= parties.community_day(scope, now) and not _first(row, draft):
        raise Refused(_("Terms hold from the first of a later month, never back in time."))
    made = FrameworkTerms.objects.create(
        community_id=scope.community_id, data_class="D2", framework=row, kind=draft.kind, code=draft.code,
        number=_next(row.pk), content=dict(draft.content), valid_from=draft.valid_from, party_id=scope.party_id,
        proposed_by_id=scope.person_id, proposed_at=now,
    )  # fmt: skip
    _tell(scope, made, now)
    return made


@transaction.atomic
def answer_terms(
    scope: Scope, uid: UUID, *, accepts: bool, answer: str = "", expected_version: int, now: datetime
) -> FrameworkTerms:
    """Accept the other party's terms, which then hold from their day on, or say why not.

    Raises:
        DoesNotExist: No such terms within the scope.
        Invalid: A no has no reason.
        NotAllowed: They are one's own party's, or one's own.
        Refused: They were answered already.
    """
    row = FrameworkTerms.objects.within(scope).select_related("framework").locked(uid, expected_version)
    scope.require(PROPOSE, contract=row.framework.contract_id)
    others = {row.framework.owner_id, row.framework.provider_id} - {row.party_id}
    if scope.party_id not in others or scope.person_id == row.proposed_by_id:
        raise NotAllowed(_("The other party answers a proposal."))
    if row.state != "proposed":
        raise Refused(_("These terms were answered already."))
    if not accepts and not answer.strip():
        raise Invalid({"answer": _("Say why not.")})
    row.state = "accepted" if accepts else "refused"
    row.decided_by_id, row.decided_at, row.answer = scope.person_id, now, answer.strip()[:400]
    if accepts:
        # Accepted late, they hold from the next month and not from one that has begun.
        today = parties.community_day(scope, now)
        as_asked = TermsDraft(kind=row.kind, code=row.code, content={}, valid_from=row.valid_from)
        if row.valid_from <= today and not _first(row.framework, as_asked):
            row.valid_from = add_months(today.replace(day=1), 1)
    row.save_changes("state", "decided_by", "decided_at", "answer", "valid_from")
    _tell(scope, row, now)
    return row


def check_terms(draft: TermsDraft) -> None:
    """Raise Invalid unless the terms can be counted with."""
    wrong: dict[str, Any] = {}
    if draft.valid_from.day != 1:
        wrong["valid_from"] = _("Terms hold from the first of a month.")
    try:
        if draft.kind == terms.TIERS:
            if rules.problem_of_tiers(terms.tiers_from(draft.content)):
                wrong["content"] = _("The first tier begins at 0; each begins above the one before and costs no more.")
        elif draft.kind == terms.PRICES:
            wrong |= _wrong_prices(terms.items_from(draft.content), len(draft.content["items"]))
        elif draft.kind == terms.COST:
            wrong |= _wrong_cost(draft)
        else:
            wrong["kind"] = _("Terms are tiers, prices or a shared cost.")
    except (KeyError, ValueError, TypeError, ArithmeticError):
        wrong["content"] = _("These terms cannot be read.")
    if wrong:
        raise Invalid(wrong)


def _wrong_prices(items: Mapping[str, rules.Item], written: int) -> dict[str, str]:
    if not items or len(items) != written:
        return {"content": _("Offer at least one item, and each once.")}
    for item in items.values():
        bad = not item.code or len(item.code) > 24 or not item.line or item.unit not in fees.UNITS
        if bad or not Decimal(0) <= item.price < Decimal(10) ** 9:
            told = _("%(item)s needs a service line, a unit of the list and a price of 0 or more.")
            return {"content": told % {"item": item.code or "?"}}
    return {}


def _wrong_cost(draft: TermsDraft) -> dict[str, str]:
    content = draft.content
    if not draft.code.strip() or len(draft.code) > 24:
        return {"code": _("A shared cost has a code of at most 24 characters.")}
    if content["key"] not in rules.KEYS or int(content["year_minor"]) < 0 or not content["name"].get("en"):
        return {"content": _("A shared cost has a name, a key and an amount of 0 or more a year.")}
    return {}


def _first(row: Framework, draft: TermsDraft) -> bool:
    """Whether these are the terms a framework begins with: there are none of the kind, and they hold from its start."""
    with everywhere(reason="terms of a framework the caller has been let through to"):
        held = FrameworkTerms.objects.filter(framework=row, kind=draft.kind, code=draft.code, state="accepted")
        return draft.valid_from <= row.starts_on and not held.exists()


def _next(framework_id: int) -> int:
    with everywhere(reason="terms of a framework the caller has been let through to"):
        rows = FrameworkTerms.objects.filter(framework=framework_id)
        return (rows.aggregate(last=Max("number"))["last"] or 0) + 1


def _tell(scope: Scope, row: FrameworkTerms, now: datetime) -> None:
    event = TermsMoved(
        terms_uid=row.uid, about=row.kind, state=row.state, valid_from=row.valid_from,
        digest=digest_of({"code": row.code, "content": row.content}) if row.state == "accepted" else "",
    )  # fmt: skip
    record(event, scope=scope, at=now, subject=row)
