"""Publishing index values, writing index rules, and regulations: one party proposes a run, the other accepts it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid, Refused
from samdrift.foundation.events.public import record
from samdrift.foundation.scope import Scope, everywhere
from samdrift.kernel import indexation
from samdrift.kernel.indexation import NoIndex, Outcome
from samdrift.registers.contracts.commands.volumes import DATA_CLASS, WRITE, of_prices, refuse_frozen_from
from samdrift.registers.contracts.events import IndexAgreed, IndexPublished, IndexRuleAgreed
from samdrift.registers.contracts.models import (
    Contract,
    IndexRule,
    IndexRun,
    IndexSeries,
    IndexValue,
    TermsProposal,
)
from samdrift.registers.contracts.queries import indices, trueups
from samdrift.registers.parties import public as parties

PROPOSE = "contracts.propose"


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexRuleDraft:
    """How prices follow indices, as it is written down."""

    rule: indexation.Rule
    valid_from: date
    lag_months: int = 1
    clause: str = ""


@transaction.atomic
def record_series(scope: Scope, *, code: str, name: Mapping[str, str], source: str = "") -> IndexSeries:
    """Keep a published index; giving its code again gives the series there is.

    Raises:
        NotAllowed: The actor agrees no terms.
        Invalid: It has no code.
    """
    scope.require_somewhere(PROPOSE)
    if not code.strip() or len(code) > 24:
        raise Invalid({"code": _("An index has a code of at most 24 characters.")})
    with everywhere(reason="whether the community keeps this index"):
        known = IndexSeries.objects.filter(community=scope.community_id, code=code).first()
    return known or IndexSeries.objects.create(
        community_id=scope.community_id, code=code, name=dict(name), source=source[:200]
    )


@transaction.atomic
def publish_value(
    scope: Scope, series_code: str, value: indexation.Value, *, now: datetime
) -> IndexValue:  # fmt: skip
    """Enter a value as it was published; a revised or final one is entered beside the earlier one.

    Raises:
        NotAllowed: The actor agrees no terms.
        Invalid: There is no such index, or the value is none.
    """
    scope.require_somewhere(PROPOSE)
    with everywhere(reason="which index a value is of"):
        series = IndexSeries.objects.filter(community=scope.community_id, code=series_code).first()
    if series is None:
        raise Invalid({"series": _("There is no index %(code)s.") % {"code": series_code}})
    if value.value <= 0 or (value.old_value is not None and value.old_value <= 0):
        raise Invalid({"value": _("An index is more than 0.")})
    if (
        value.published_on > parties.community_day(scope, now)
        or value.month.day != 1
        or value.month > value.published_on
    ):
        raise Invalid(
            {"published_on": _("An index of a month is published after the month begins, today at the latest.")}
        )
    row = IndexValue.objects.create(
        community_id=scope.community_id, series=series, month=value.month, value=value.value,
        published_on=value.published_on, status=value.status, reference=value.reference, old_value=value.old_value,
        recorded_at=now,
    )  # fmt: skip
    event = IndexPublished(series=series.code, month=value.month, status=value.status)
    record(event, scope=scope, at=now, subject=row)
    return row


@transaction.atomic
def write_index_rule(scope: Scope, contract_id: int, draft: IndexRuleDraft, *, now: datetime) -> IndexRule:
    """Let a rule hold from a day on; while a contract is set up.

    Raises:
        NotAllowed: The actor may not write contracts.
    """
    scope.require(WRITE, contract=contract_id)
    with everywhere(reason="a contract the actor has been let through to"):
        contract = Contract.objects.get(pk=contract_id)
    return _rule_row(contract, draft, now)


def write_proposed_rule(scope: Scope, contract: Contract, proposal: TermsProposal, *, now: datetime) -> UUID:
    """Let a rule both parties agreed on hold, in the accepting transaction; the uid of its version.

    Raises:
        Refused: The day from which it should hold has passed.
    """
    draft = rule_from(proposal.content["rule"])
    if draft.valid_from < parties.community_day(scope, now):
        raise Refused(_("The day from which it should hold has passed. Propose it again with a later day."))
    row = _rule_row(contract, draft, now)
    event = IndexRuleAgreed(rule_uid=row.uid, rule=row.code, number=row.number, valid_from=row.valid_from)
    record(event, scope=scope, at=now, subject=of_prices(contract))
    return UUID(str(row.uid))


def _rule_row(contract: Contract, draft: IndexRuleDraft, now: datetime) -> IndexRule:
    rule = draft.rule
    with everywhere(reason="the versions of a rule of a contract the actor has been let through to"):
        number = IndexRule.objects.filter(contract=contract, code=rule.code).count() + 1
    row = unsaved_rule(contract, draft, number)
    row.recorded_at = now
    row.save(force_insert=True)
    return row


def unsaved_rule(contract: Contract, draft: IndexRuleDraft, number: int = 1) -> IndexRule:
    """A version of a rule as it would be written."""
    rule = draft.rule
    return IndexRule(
        community_id=contract.community_id, data_class=DATA_CLASS, contract=contract, code=rule.code, number=number,
        fixed=rule.fixed, parts=[_part(one) for one in rule.parts], decimals=rule.decimals, threshold=rule.threshold,
        cap=rule.cap, floor=rule.floor, one_way=rule.one_way, carry=rule.carry, lag_months=draft.lag_months,
        clause=draft.clause, valid_from=draft.valid_from,
    )  # fmt: skip


def rule_as_written(draft: IndexRuleDraft) -> dict[str, Any]:
    """A rule as JSON; `rule_from` gives an equal one back."""
    rule = draft.rule
    return {
        "code": rule.code, "fixed": f"{rule.fixed:f}", "parts": [_part(one) for one in rule.parts],
        "decimals": rule.decimals, "threshold": f"{rule.threshold:f}",
        "cap": None if rule.cap is None else f"{rule.cap:f}",
        "floor": None if rule.floor is None else f"{rule.floor:f}",
        "one_way": rule.one_way, "carry": rule.carry, "lag_months": draft.lag_months, "clause": draft.clause,
        "valid_from": draft.valid_from.isoformat(),
    }  # fmt: skip


def rule_from(written: Mapping[str, Any]) -> IndexRuleDraft:
    """A rule as it was written down."""
    parts = tuple(
        indexation.Part(
            one["series"], Decimal(one["weight"]), Decimal(one["base_value"]),
            date.fromisoformat(one["base_month"]) if one["base_month"] else None,
        )
        for one in written["parts"]
    )  # fmt: skip
    limits = {name: None if written[name] is None else Decimal(written[name]) for name in ("cap", "floor")}
    rule = indexation.Rule(
        written["code"], parts, fixed=Decimal(written["fixed"]), decimals=written["decimals"],
        threshold=Decimal(written["threshold"]), one_way=written["one_way"], carry=written["carry"], **limits,
    )  # fmt: skip
    return IndexRuleDraft(
        rule=rule, valid_from=date.fromisoformat(written["valid_from"]), lag_months=written["lag_months"],
        clause=written["clause"],
    )  # fmt: skip


def checked_run(
    contract: Contract, code: str, *, effective_from: date, applies_from: date, cut_off: date, now: datetime
) -> tuple[Outcome, date]:
    """What a run would come to, and the index month it asks for.

    Raises:
        Invalid: The days do not fit, or nothing is published.
        Refused: Prices would change in a month both parties have frozen.
    """
    wrong: dict[str, Any] = {}
    if effective_from.day != 1 or not contract.starts_on <= effective_from <= contract.ends_on:
        wrong["effective_from"] = _("Prices are regulated from the first of a month inside the contract.")
    if applies_from.day != 1 or not effective_from <= applies_from <= contract.ends_on:
        wrong["applies_from"] = _("They are billed from the first of a month, at or after the regulation.")
    if cut_off > now.astimezone(parties.zone_of_community(contract.community_id)).date():
        wrong["cut_off"] = _("The cut-off is today or earlier: what is published later is not known.")
    if wrong:
        raise Invalid(wrong)
    refuse_frozen_from(contract.pk, applies_from)
    try:
        return trueups.outcome_of(contract.pk, contract.community_id, code, effective_from, cut_off)
    except NoIndex as unknown:
        raise Invalid({"code": _("No value of the index is published by the cut-off.")}) from unknown


def content_of(outcome: Outcome, wanted: date, **days: date) -> dict[str, Any]:
    """What a proposal of a run keeps: what both parties look at before one of them accepts."""
    return {
        "valid_from": days["effective_from"].isoformat(), "applies_from": days["applies_from"].isoformat(),
        "cut_off": days["cut_off"].isoformat(), "wanted": wanted.isoformat(), "raw": f"{outcome.raw:f}",
        "factor": f"{outcome.factor:f}", "provisional": outcome.provisional, "reason": outcome.reason,
        "held_back": f"{outcome.held_back:f}", "lapsed": f"{outcome.lapsed:f}",
        "used": [
            {
                "series": one.series, "month": one.month.isoformat(), "value": f"{one.value:f}",
                "ratio": f"{one.ratio:f}", "provisional": one.provisional,
            }
            for one in outcome.used
        ],
    }  # fmt: skip


@transaction.atomic
def write_run(scope: Scope, contract: Contract, proposal: TermsProposal, *, now: datetime) -> UUID:
    """Let a proposed run hold, in the accepting transaction; its uid.

    Raises:
        Refused: What is published or settled has changed since it was proposed.
    """
    content = proposal.content
    days = {name: date.fromisoformat(content[key]) for name, key in (
        ("effective_from", "valid_from"), ("applies_from", "applies_from"), ("cut_off", "cut_off"),
    )}  # fmt: skip
    try:
        outcome, wanted = checked_run(contract, proposal.code, now=now, **days)
    except Invalid as changed:
        raise Refused(str(changed)) from changed
    if content_of(outcome, wanted, **days) != content:
        raise Refused(_("Other values have been published since this was proposed. Propose it again."))
    with everywhere(reason="the runs of a contract the actor has been let through to"):
        number = IndexRun.objects.filter(contract=contract).count() + 1
    rule = indices.index_rule_on(contract.pk, proposal.code, days["effective_from"])
    assert rule is not None
    run = IndexRun.objects.create(
        community_id=contract.community_id, data_class=DATA_CLASS, contract=contract, number=number,
        rule_code=rule.code, rule_number=rule.number, wanted=wanted, raw=_kept(outcome.raw),
        factor=_kept(outcome.factor), lapsed=_kept(outcome.lapsed), provisional=outcome.provisional,
        reason=outcome.reason, used=content["used"], recorded_at=now, proposal=proposal,
        effective_from=days["effective_from"], applies_from=days["applies_from"], cut_off=days["cut_off"],
    )  # fmt: skip
    event = IndexAgreed(
        run_uid=run.uid, rule=rule.code, effective_from=run.effective_from, applies_from=run.applies_from,
        provisional=run.provisional, factor=run.factor, written=(_told(contract, rule, run),),
    )  # fmt: skip
    record(event, scope=scope, at=now, subject=of_prices(contract))
    return UUID(str(run.uid))


def _told(contract: Contract, rule: IndexRule, run: IndexRun) -> dict[str, Any]:
    """What decides the factor: the rule, what is published of its indices, and which month is asked for."""
    series = sorted({part["series"] for part in rule.parts})
    values = indices.index_values(contract.community_id, series)
    return {
        "rule": {
            "fixed": f"{rule.fixed:f}", "parts": list(rule.parts), "decimals": rule.decimals,
            "threshold": f"{rule.threshold:f}", "cap": _text(rule.cap), "floor": _text(rule.floor),
            "one_way": rule.one_way, "carry": rule.carry,
        },
        "values": {
            code: [
                [one.month.isoformat(), f"{one.value:f}", one.published_on.isoformat(), one.status, one.reference,
                 _text(one.old_value)]
                for one in values[code]
            ]
            for code in series
        },
        "wanted": run.wanted.isoformat(), "cut_off": run.cut_off.isoformat(), "raw": f"{run.raw:f}",
        "lapsed": f"{run.lapsed:f}", "reason": run.reason,
    }  # fmt: skip


def _text(number: Decimal | None) -> str | None:
    return None if number is None else f"{number:f}"


def _part(one: indexation.Part) -> dict[str, str | None]:
    return {
        "series": one.series, "weight": f"{one.weight:f}", "base_value": f"{one.base_value:f}",
        "base_month": one.base_month.isoformat() if one.base_month else None,
    }  # fmt: skip


def _kept(factor: Decimal) -> Decimal:
    """To the twelve decimals a column keeps; contracts that round keep far fewer."""
    return indexation.rounded(factor, 12)
