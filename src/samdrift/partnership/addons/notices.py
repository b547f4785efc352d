"""What people are told: an add-on waits for their side (N-69, ours), and one is not done again (to the team)."""

from django.utils.translation import gettext_lazy as _

from samdrift.foundation.events.public import EventRecord
from samdrift.foundation.notices.public import NoticeKind, Telling, To, register_kinds
from samdrift.foundation.scope import everywhere
from samdrift.partnership.addons import rules
from samdrift.partnership.addons.events import AddOnMoved
from samdrift.partnership.addons.models import VIEW, AddOn
from samdrift.registers.parties import public as parties

DECIDERS = ("LOC-FM", "CTR-C")
LEADERS = ("OPS-M", "SVC-L")


def _row(event: EventRecord) -> AddOn | None:
    with everywhere(reason="the add-on an event speaks of; its receivers are asked through their own gate"):
        rows = AddOn.objects.filter(uid=event.payload["add_on_id"], community=event.community_id)
        return rows.select_related("site").first()


def _sees(holder: parties.Holder, row: AddOn) -> bool:
    if row.owner_party_id not in (None, holder.scope.party_id):
        return False
    return holder.scope.allows(
        VIEW, contract=row.contract_id, line=row.line_code, site=row.site_id, unit=row.unit_id,
        data_class=row.data_class, own=row.noted_by_id == holder.person_id,
    )  # fmt: skip


def _telling(row: AddOn, holders: list[parties.Holder]) -> Telling | None:
    to = {one.person_id: one for one in holders if _sees(one, row)}
    return Telling(
        to=[To(one.person_id, one.employment_id, language=one.scope.language) for one in to.values()],
        facts={"number": row.number or row.site.code, "text": row.text}, data_class=row.data_class,
        owner_party_id=row.owner_party_id, subject_kind="addons.addon", subject_uid=row.uid,
    ) if to else None  # fmt: skip


def _waiting(event: EventRecord) -> Telling | None:
    """The customer's people hear of what the provider put forward or proposed as a change."""
    row = _row(event)
    if row is None or event.payload["move"] not in ("put_forward", "propose"):
        return None
    held = parties.holders_of(
        row.community_id, DECIDERS, now=event.happened_at, unit_id=row.unit_id, contract_id=row.contract_id
    )
    return _telling(row, [one for one in held if one.scope.party_id != event.party_id])


def _stopped(event: EventRecord) -> Telling | None:
    """Whoever did it, the team and its leaders hear that it is not done again."""
    row = _row(event)
    if row is None or event.payload["move"] != "stop" or row.state != rules.STOPPED:
        return None
    held = parties.holders_of(
        row.community_id, LEADERS, now=event.happened_at, unit_id=row.unit_id, contract_id=row.contract_id
    )
    if row.noted_by_id is not None:
        one = parties.employed_here(row.community_id, row.noted_by_id, now=event.happened_at)
        held += [one] if one else []
    told = _telling(row, held)
    team = parties.team_of(row.community_id, row.team_id, now=event.happened_at) if row.team_id else []
    # A team's people see the add-ons they noted; that this one is not done again they are told all the same.
    mates = [one for one in team if row.owner_party_id in (None, one.scope.party_id) and row.data_class in OPEN]
    if not mates:
        return told
    known = {one.person_id for one in told.to} if told else set()
    more = [To(one.person_id, one.employment_id, language=one.scope.language) for one in mates]
    return Telling(
        to=[*(told.to if told else ()), *(one for one in more if one.person_id not in known)],
        facts={"number": row.number or row.site.code, "text": row.text}, data_class=row.data_class,
        owner_party_id=row.owner_party_id, subject_kind="addons.addon", subject_uid=row.uid,
    )  # fmt: skip


OPEN = ("D0", "D1")

register_kinds(
    NoticeKind(
        key="addons.waiting", number="N-69", name=_("Something done beyond the contract waits to be decided"),
        subject=_("An add-on waits to be decided: %(number)s"),
        body=_("The other party put an add-on forward: %(text)s. Decide whether it becomes a change of service or is "
               "not done again."),
        reason=_("You get this because you look after the district or manage the contract."),
        events=(AddOnMoved.kind,), tell=_waiting, link=lambda notice: f"/add-ons/{notice.subject_uid}/",
    ),
    NoticeKind(
        key="addons.stopped", number="N-69", name=_("Something done beyond the contract is not done again"),
        subject=_("Not done again: %(number)s"),
        body=_("It was decided that this is not done again: %(text)s. What is beyond the contract is ordered first."),
        reason=_("You get this because you or your team did it."), events=(AddOnMoved.kind,), tell=_stopped,
        link=lambda notice: f"/add-ons/{notice.subject_uid}/",
    ),
)  # fmt: skip
