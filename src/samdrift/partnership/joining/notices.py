"""What people are told: a call-off's steps, the tier that changes, terms to answer (domain.md §5, N-56)."""

from collections.abc import Iterable
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from samdrift.foundation.events.public import EventRecord
from samdrift.foundation.fields import in_language
from samdrift.foundation.notices.public import NoticeKind, Telling, To, register_kinds
from samdrift.foundation.scope import everywhere
from samdrift.partnership.joining import rules
from samdrift.partnership.joining.events import AccessionMoved, AccessionSigned, TermsMoved, TierCounted
from samdrift.partnership.joining.models import VIEW, Accession, Framework, FrameworkTerms
from samdrift.registers.parties import public as parties

RUN = ("CTR-C", "CTR-P")


def _step(event: EventRecord) -> Telling | None:
    with everywhere(reason="the call-off an event speaks of; its receivers are asked through their own gate"):
        rows = Accession.objects.filter(uid=event.payload["accession_uid"], community=event.community_id)
        row = rows.select_related("framework", "organisation").first()
    if row is None:
        return None
    framework = row.framework
    found = _holders(framework, event, [row.unit_id])
    where = {"contract": framework.contract_id, "unit": row.unit_id, "data_class": row.data_class}
    parties_of = {row.organisation_id, framework.owner_id, framework.provider_id}
    to = [one for one in found if one.scope.allows(VIEW, **where) and one.scope.party_id in parties_of]
    facts = {"number": row.number, "body": in_language(row.organisation.name, to[0].scope.language) if to else ""}
    return _telling(to, facts, event, row)


def _tier(event: EventRecord) -> Telling | None:
    """A tier that changes is told to everybody who pays by it."""
    factor, before = (Decimal(str(event.payload[name])).normalize() for name in ("factor", "before"))
    if factor == before:
        return None
    with everywhere(reason="the framework an event speaks of; its receivers are asked through their own gate"):
        rows = Framework.objects.filter(uid=event.payload["framework_uid"], community=event.community_id)
        framework = rows.first()
        if framework is None:
            return None
        live = Accession.objects.filter(framework=framework, state__in=(rules.MOBILISING, rules.LIVE, rules.EXITING))
        units = list(live.order_by("pk").values_list("unit_id", flat=True).distinct())
    to = [one for one in _holders(framework, event, units) if one.scope.may(VIEW)]
    facts = {
        "framework": framework.code, "factor": f"{factor:f}", "before": f"{before:f}",
        "month": str(event.payload["month"]),
    }  # fmt: skip
    return _telling(to, facts, event, framework)


def _terms(event: EventRecord) -> Telling | None:
    """Proposed terms wait for the other party's office."""
    if event.payload["state"] != "proposed":
        return None
    with everywhere(reason="the terms an event speaks of; their receivers are asked through their own gate"):
        rows = FrameworkTerms.objects.filter(uid=event.payload["terms_uid"], community=event.community_id)
        row = rows.select_related("framework").first()
    if row is None:
        return None
    framework = row.framework
    others = {framework.owner_id, framework.provider_id} - {row.party_id}
    found = _holders(framework, event, [])
    to = [
        one for one in found
        if one.scope.party_id in others and one.scope.allows("joining.propose", contract=framework.contract_id)
    ]  # fmt: skip
    return _telling(to, {"framework": framework.code}, event, framework)


def _holders(framework: Framework, event: EventRecord, units: Iterable[int]) -> list[parties.Holder]:
    found = {
        one.person_id: one
        for one in parties.holders_of(
            framework.community_id, RUN, now=event.happened_at, contract_id=framework.contract_id
        )
    }
    for unit in units:
        for one in parties.holders_of(framework.community_id, ("JOIN",), now=event.happened_at, unit_id=unit):
            found.setdefault(one.person_id, one)
    return list(found.values())


def _telling(
    to: list[parties.Holder], facts: dict[str, str], event: EventRecord, row: Accession | Framework
) -> Telling | None:
    who = [To(one.person_id, one.employment_id, language=one.scope.language) for one in to
           if one.person_id != event.person_id]  # fmt: skip
    kind = "joining.accession" if isinstance(row, Accession) else "joining.framework"
    return Telling(
        to=who, facts=facts, data_class=row.data_class, subject_kind=kind, subject_uid=row.uid,
    ) if who else None  # fmt: skip


register_kinds(
    NoticeKind(
        key="joining.step", number="N-56", name=_("A step of a call-off"),
        subject=_("%(number)s of %(body)s moved on"),
        body=_("%(body)s: a step of the call-off %(number)s was made. The page says whose move it is now."),
        reason=_("You get this because you speak for one of its sides."),
        events=(AccessionMoved.kind, AccessionSigned.kind), tell=_step,
        link=lambda notice: f"/call-offs/{notice.subject_uid}/",
    ),
    NoticeKind(
        key="joining.tier", number="N-56", name=_("A framework's tier changes"), must=True,
        subject=_("The tier of %(framework)s changes"),
        body=_("From %(month)s all pay %(factor)s of list prices, until then %(before)s."),
        reason=_("You get this because you speak for a body of the framework."), events=(TierCounted.kind,), tell=_tier,
        link=lambda notice: f"/frameworks/{notice.subject_uid}/",
    ),
    NoticeKind(
        key="joining.terms", number="N-56", name=_("Terms of a framework to answer"),
        subject=_("Terms of %(framework)s were proposed"),
        body=_("The other party proposed terms of the framework. They hold once you have accepted them."),
        reason=_("You get this because you manage the framework's contract."), events=(TermsMoved.kind,), tell=_terms,
        link=lambda notice: f"/frameworks/{notice.subject_uid}/",
    ),
)  # fmt: skip
