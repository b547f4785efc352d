"""Whom a call for help reaches: the buddy, whoever leads the team; where nobody does, the employer's managers."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samdrift.foundation.clock import now
from samdrift.foundation.events.public import EventRecord
from samdrift.foundation.notices.public import (
    APP,
    PUSH,
    SMS,
    Notice,
    NoticeKind,
    Telling,
    To,
    moment_words,
    register_kinds,
)
from samdrift.foundation.scope import Scope, everywhere
from samdrift.operations.rounds import events
from samdrift.operations.rounds.models import HelpCall, Round
from samdrift.operations.rounds.queries.words import HELP_WORDS
from samdrift.registers.parties import public as parties

MANAGERS = ("OPS-M", "SVC-L")
MOST = 50


def _called(event: EventRecord) -> Telling | None:
    with everywhere(reason="a call for help; each receiver is asked through their own gate"):
        rows = HelpCall.objects.filter(uid=event.payload["call_uid"], community=event.community_id)
        call = rows.select_related("round__site", "stop__space", "person").first()
    if call is None or call.answered_at is not None:
        return None
    seen = [one for one in _receivers(call) if _sees(one.scope, call)]
    to = [To(one.person_id, one.employment_id, language=one.scope.language) for one in seen]
    space = call.stop.space if call.stop else None
    facts = {
        "round": call.round.name, "help_kind": call.kind, "called": call.called_at.isoformat(),
        "zone": call.round.site.timezone, "room": f"{space.number} {space.name}".strip() if space else "",
        "name": "" if call.person.protected_identity else call.person.full_name,
    }  # fmt: skip
    return Telling(
        to=to, facts=facts, data_class=call.data_class, owner_party_id=call.owner_party_id,
        subject_kind="rounds.helpcall", subject_uid=call.uid, urgent=True,
    )  # fmt: skip


def _receivers(call: HelpCall) -> list[parties.Holder]:
    one = call.round
    with everywhere(reason="who leads the team of a round"):
        leads = parties.TeamMember.objects.filter(community=one.community_id, team=one.team_id or 0, leads=True)
        people = [one.buddy_id, *leads.order_by("pk").values_list("employment__person_id", flat=True)]
    wanted = [person for person in dict.fromkeys(people) if person and person != call.person_id]
    found = [held for person in wanted if (held := parties.employed_here(one.community_id, person, now=now()))]
    if found:
        return found
    where: Any = {"unit_id": one.unit_id, "site_id": one.site_id, "contract_id": one.contract_id, "line": one.line_code}
    held_by = parties.holders_of(one.community_id, MANAGERS, now=now(), **where)
    return [held for held in held_by if held.person_id != call.person_id][:MOST]


def _sees(scope: Scope, call: HelpCall) -> bool:
    return Round.objects.within(scope).filter(pk=call.round_id).exists()


def _words(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "round": facts.get("round", ""), "what": str(HELP_WORDS.get(facts.get("help_kind", ""), "")),
        "room": facts.get("room") or "–", "name": facts.get("name") or _("Employee"),
        "called": moment_words(facts["called"], facts["zone"]) if facts.get("called") else "",
    }  # fmt: skip


def _link(notice: Notice) -> str:
    return "/rounds/#help"


def kinds() -> Iterable[NoticeKind]:
    """The notices of this room."""
    yield NoticeKind(
        key="round.help", number="N-63", name=gettext_lazy("Somebody on a round asks for help"), must=True,
        channels=frozenset({APP, PUSH, SMS}), subject=gettext_lazy("%(what)s: %(name)s, %(round)s"),
        body=gettext_lazy("Room: %(room)s. Called %(called)s. Go there or ring, and say that you come."),
        reason=gettext_lazy("You get this because you are the buddy or lead this team."),
        events=(events.HelpCalled.kind,), tell=_called, words=_words, link=_link,
    )  # fmt: skip


register_kinds(*kinds())
