"""How a contract handles add-ons: one party proposes a version, the other accepts or refuses it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid, NotAllowed, Refused
from samdrift.foundation.events.public import record
from samdrift.foundation.locks import lock
from samdrift.foundation.scope import Scope
from samdrift.kernel import money
from samdrift.partnership.addons import events, rules
from samdrift.partnership.addons.models import AddOnTerms
from samdrift.partnership.addons.queries.terms import terms_on
from samdrift.registers.contracts import public as contracts
from samdrift.registers.parties import public as parties

AGREE = "addons.agree_terms"
MONEY = ("small_minor", "together_minor")


@transaction.atomic
def propose_terms(
    scope: Scope, contract_uid: UUID, typed: Mapping[str, str], *, valid_from: date | None, codes: Mapping[str, bool],
    clause: str = "", now: datetime,
) -> AddOnTerms:  # fmt: skip
    """Propose a version for the other party to accept.

    Args:
        typed: Thresholds by their name in `rules.LIMITS`, amounts of money as people write them; others stay.
        codes: Which codes can be noted; one that is not named stays as it is.
    Raises:
        DoesNotExist: No such contract within the scope.
        NotAllowed: The actor agrees on no terms there.
        Invalid: A number outside its limits, no code at all, or a day gone by.
        Refused: A version waits already.
    """
    contract = contracts.contract_by_uid(scope, contract_uid)
    scope.require(AGREE, contract=contract.pk, data_class="D2")
    lock("addons.terms", contract.pk)
    today = parties.community_day(scope, now)
    if AddOnTerms.objects.within(scope).filter(contract=contract.pk, standing="open").exists():
        raise Refused(_("A version waits for an answer. Answer it first."))
    terms = _changed(terms_on(contract.pk, today), typed, codes)
    if valid_from is None or not today <= valid_from <= contract.ends_on:
        raise Invalid({"valid_from": _("It holds from today or later, within the contract.")})
    made = AddOnTerms.objects.create(
        community_id=scope.community_id, data_class="D2", contract=contract, terms=rules.as_written(terms),
        clause=clause.strip()[:80], valid_from=valid_from, proposed_by_id=scope.person_id, party_id=scope.party_id,
        proposed_at=now,
    )  # fmt: skip
    record(events.AddOnTermsMoved(terms_id=made.uid, standing="open"), scope=scope, at=now, subject=made)
    return made


@transaction.atomic
def answer_terms(scope: Scope, uid: UUID, *, accept: bool, expected_version: int | None, now: datetime) -> AddOnTerms:
    """Accept or refuse what the other party proposed; refusing one's own takes it back.

    Raises:
        DoesNotExist: No such version within the scope.
        NotAllowed: The actor agrees on no terms there, or accepts what their own party proposed.
        Refused, Stale: It is answered already.
    """
    row = AddOnTerms.objects.within(scope).locked(uid, expected_version)
    scope.require(AGREE, contract=row.contract_id, data_class="D2")
    if row.standing != "open":
        raise Refused(_("This version is answered already."))
    if accept and row.party_id == scope.party_id:
        raise NotAllowed(_("The other party accepts what yours proposed."))
    today = parties.community_day(scope, now)
    row.standing = "accepted" if accept else "refused"
    row.valid_from = max(row.valid_from, today) if accept else row.valid_from
    row.decided_by_id, row.decided_at = scope.person_id, now
    row.save_changes("standing", "valid_from", "decided_by", "decided_at")
    record(events.AddOnTermsMoved(terms_id=row.uid, standing=row.standing), scope=scope, at=now, subject=row)
    return row


def _changed(terms: rules.Terms, typed: Mapping[str, str], codes: Mapping[str, bool]) -> rules.Terms:
    found: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for name, (least, most) in rules.LIMITS.items():
        text = typed.get(name, "").strip()
        if not text:
            continue
        number = _number(name, text)
        if number is None or not least <= number <= most:
            low, high = (value // 100 if name in MONEY else value for value in (least, most))
            wrong[name] = _("Write a number from %(least)s to %(most)s.") % {"least": low, "most": high}
        else:
            found[name] = number
    known = {one.code: one for one in (*rules.USUAL, *terms.codes)}
    held = {one.code for one in terms.codes}
    chosen = tuple(one for code, one in known.items() if codes.get(code, code in held))
    if not chosen:
        wrong["codes"] = _("Choose at least one kind of add-on.")
    if wrong:
        raise Invalid(wrong)
    return replace(terms, codes=chosen, **found)


def _number(name: str, text: str) -> int | Decimal | None:
    hundredths = money.minor(text)
    if hundredths is None or name in MONEY:
        return hundredths
    if name == "beyond_percent":
        return Decimal(hundredths) / 100
    return hundredths // 100 if hundredths % 100 == 0 else None
