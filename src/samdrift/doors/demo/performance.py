"""Twelve months of key figures: counted from what was loaded, agreed by both managers, frozen, with their credits.

Story 1 (domain.md §7.6): in Syd- og Sønderjylland three cleaning lots of twenty-four are rejected in February, March
and April; the ratchet turns to 1.50; three months at the stretch level earn half of April's credit back on August's
invoice. In December the client's manager disputes a figure; the provider's answers, and they settle on its count before
the month is frozen. One that still waits to be settled stands with the town (`town_money`).
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction

from samdrift.doors.demo import figures
from samdrift.doors.demo.chance import generator
from samdrift.doors.demo.people import Parties
from samdrift.foundation.scope import Scope, everywhere
from samdrift.partnership.performance import public as performance
from samdrift.registers.parties import public as parties

BEGINS = date(2025, 1, 1)
MONTHS = tuple(date(2025, number, 1) for number in range(1, 13))
STORY_UNIT, LOTS = "SSJ", 24
BAD, RECOVERED = (2, 3, 4), (5, 6, 7)
# Every target is the catalogue's but three of the first measured year, which rise from what it came from: (target,
# stretch level). The year's requests tell of no moment at which danger was over, and few contacts end at the desk.
FIRST_YEAR = {"K01": ("90", "95"), "K02": ("60", "75"), "K14": ("20", "30")}
# Beside the model: what a rejected lot costs in the full profile, and fees that visits are part of.
BOD_MINOR = 100_000
REDUCTIONS = {"K07": "1", "K16": "1"}
PROPOSED, ACCEPTED = datetime(2025, 12, 2, 9, tzinfo=UTC), datetime(2025, 12, 9, 13, tzinfo=UTC)
WAITS = datetime(2026, 1, 12, 9, tzinfo=UTC)
# What is counted by hand for the whole contract: code → (how many, of how many) in the month's order of size.
BY_HAND = {"K18": (412, 9_240), "K19": (33_600, 58_900), "K21": (20, 20), "K22": (22, 22)}


def load_figures(
    scope: Scope, made: Parties, contract: tuple[int, UUID], *, scale: int, set_up: datetime
) -> Iterator[date]:  # fmt: skip
    """The definitions and remedies signed with the contract, each month of 2025 to its end, and next year's terms.

    Gives each month once it stands, so that its invoices may follow before the next one is counted.

    Args:
        contract: Its key and its uid.
        scale: How many times smaller than the full profile amounts are.
    """
    contract_id, contract_uid = contract
    with transaction.atomic():
        _agree_figures(scope, contract_id, scale=scale, now=set_up)
    tops = performance.tops_of(made.community.pk)
    for month in MONTHS:
        with transaction.atomic():
            _month(made, contract_id, month, tops)
        yield month
    with transaction.atomic():
        _next_year(made, contract_uid)


def _next_year(made: Parties, contract_uid: UUID) -> None:
    """K01 rises towards its standard target from 2026; a harder K02 waits for the provider's answer."""
    k01 = replace(_standard("K01", date(2026, 1, 1)), target=Decimal(95), stretch=Decimal(98))
    held = performance.propose_definition(
        _as(made, "CTR-P", PROPOSED), contract_uid, k01, now=PROPOSED, note="The year went well; we promise 95 %."
    )
    performance.answer_terms(_as(made, "CTR-C", ACCEPTED), held.uid, "accept", expected_version=None, now=ACCEPTED)
    k02 = replace(_standard("K02", date(2026, 3, 1)), target=Decimal(70), stretch=Decimal(85))
    performance.propose_definition(
        _as(made, "CTR-C", WAITS), contract_uid, k02, now=WAITS, note="Two of three are not enough for what is urgent."
    )


def _standard(code: str, valid_from: date) -> performance.DefinitionDraft:
    return next(one for one in performance.standard_definitions(valid_from) if one.code == code)


def _agree_figures(scope: Scope, contract_id: int, *, scale: int, now: datetime) -> None:
    """What both parties signed with the contract: definitions with the first year's targets, and remedies."""
    drafts = [_first_year(draft) for draft in performance.standard_definitions(BEGINS)]
    standard = performance.standard_remedies(BEGINS)
    terms = {**standard.terms, "per_lot": {"K06": BOD_MINOR // scale}, "reductions": REDUCTIONS}
    remedies = replace(standard, terms=terms)
    performance.agree_at_signing(scope, contract_id, drafts, remedies, now=now)


def _first_year(draft: performance.DefinitionDraft) -> performance.DefinitionDraft:
    if draft.code not in FIRST_YEAR:
        return draft
    target, stretch = FIRST_YEAR[draft.code]
    return replace(draft, target=Decimal(target), stretch=Decimal(stretch) if stretch else None)


def _month(made: Parties, contract_id: int, month: date, tops: dict[int, int]) -> None:
    """Readings on the third, figures on the fifth, both words, the freeze on the fifteenth, then the credits."""
    community, last = made.community.pk, month == MONTHS[-1]
    _readings(made, contract_id, month)
    period = performance.compute_month(community, contract_id, month, now=_at(month, 5, 1), tops=tops)
    assert period is not None
    if last:
        _settle_one(made, contract_id, month)
    for role, day in (("CTR-P", 8), ("CTR-C", 9)):
        scope = _as(made, role, _at(month, day))
        performance.agree_month(scope, period.uid, expected_version=None, now=_at(month, day))
    period = performance.period_of(_as(made, "CTR-P", _at(month, 14)), contract_id, month)
    performance.freeze_month(performance.counting_scope(community), period, now=_at(month, 15, 1))
    if last:
        return  # agreeing on December's credits is left to whoever tries the house
    for role in ("CTR-P", "CTR-C"):
        if performance.credits_wait(contract_id, month):
            scope = _as(made, role, _at(month, 17))
            performance.agree_credits(scope, contract_id, month, now=_at(month, 17))


def _readings(made: Parties, contract_id: int, month: date) -> None:
    """What is counted by hand: the cleaning lots of each district, and a few figures of the whole contract."""
    at = _at(month, 3)
    scope = _as(made, "CTR-P", at)
    for code, unit in sorted(made.units.items()):
        if unit.parent_id is None or "-" in code or code in figures.SECURED_UNITS:
            continue
        performance.record_reading(
            scope, contract_id, "K06", month, (_accepted(code, month), LOTS), unit_id=unit.pk, now=at,
            evidence=f"Kontrolrapporter {month:%Y-%m}, {LOTS} partier",
        )  # fmt: skip
    for code, (part, whole) in BY_HAND.items():
        swing = generator("reading", code, month.month).randint(0, part // 20) if code in ("K18", "K19") else 0
        numbers = (part - swing, whole)
        performance.record_reading(
            scope, contract_id, code, month, numbers, evidence=f"Opgørelse {month:%Y-%m}", now=at
        )  # fmt: skip


def _accepted(code: str, month: date) -> int:
    """Lots accepted at the first control: all or all but one; the story's district misses three, and then none."""
    if code == STORY_UNIT:
        return LOTS - 3 if month.month in BAD else LOTS
    return LOTS - (1 if generator("lots", code, month.month).random() < 0.4 else 0)


def _settle_one(made: Parties, contract_id: int, month: date) -> None:
    """The client disputes the desk's figure of December; the provider answers with what it found: that is agreed."""
    disputed, answered, settled = (_at(month, day, 8) for day in (6, 7, 8))
    row = performance.result_of(_as(made, "CTR-C", disputed), contract_id, month, "K12")
    performance.dispute(
        _as(made, "CTR-C", disputed), row.uid,
        "The telephone failed on 22 December for two hours; those who gave up then are not in it.",
        expected_version=None, now=disputed,
    )  # fmt: skip
    performance.answer(
        _as(made, "CTR-P", answered), row.uid, "The operator's log shows 2 callers more who gave up. We count them.",
        numbers=(row.numerator, row.denominator + 2), expected_version=None, now=answered,
    )  # fmt: skip
    performance.settle(_as(made, "CTR-C", settled), row.uid, expected_version=None, now=settled)


def _at(month: date, day: int, hour: int = 9) -> datetime:
    """A moment of a day of the month after."""
    year, number = (month.year + 1, 1) if month.month == 12 else (month.year, month.month + 1)
    return datetime(year, number, day, hour, tzinfo=UTC)


def _as(made: Parties, role: str, moment: datetime) -> Scope:
    scope: Any = parties.scope_at(made.faces[role], None, now=moment)
    assert scope is not None
    return scope  # type: ignore[no-any-return]


def count_running(*, now: datetime) -> None:
    """Count of the running month what no sum tells, as the worker does each quarter of an hour."""
    with everywhere(reason="every community of the demonstration"):
        communities = list(parties.Community.objects.order_by("pk").values_list("pk", flat=True))
    for community_id in communities:
        performance.count_running_months(community_id, now=now)
