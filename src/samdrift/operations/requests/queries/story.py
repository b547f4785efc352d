"""A request's history as sentences in the reader's language."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samdrift.foundation.events.public import EventRecord
from samdrift.foundation.fields import in_language
from samdrift.operations.requests.queries.names import Names
from samdrift.operations.requests.queries.words import CHANNELS, CLOCKS, state_word


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened: the sentence, when, who did it, and how it looks."""

    kind: str
    text: str
    at: datetime
    by: str
    icon: str
    tone: str


# kind → (sentence, icon, tone). Placeholders are filled by `_values`.
SENTENCES: dict[str, tuple[str | Promise, str, str]] = {
    "requests.submitted": (gettext_lazy("Reported (%(channel)s) with priority P%(priority)s."), "inbox", "info"),
    "requests.awaiting_approval": (gettext_lazy("Waits for an approval."), "hourglass", "pause"),
    "requests.approved": (gettext_lazy("Approved."), "check", "ok"),
    "requests.rejected": (gettext_lazy("Not approved."), "ban", "danger"),
    "requests.triaged": (gettext_lazy("Type, place and priority confirmed (P%(priority)s)."), "list-check", "info"),
    "requests.type_confirmed": (gettext_lazy("Type corrected to “%(type)s”."), "edit", ""),
    "requests.place_confirmed": (gettext_lazy("Place corrected to %(site)s."), "map-pin", ""),
    "requests.priority_confirmed": (gettext_lazy("Priority changed from P%(before)s to P%(after)s."), "edit", ""),
    "requests.lower_priority_asked": (
        gettext_lazy("A lower priority was asked for: P%(after)s instead of P%(before)s."), "edit", "pause",
    ),
    "requests.lower_priority_refused": (gettext_lazy("The priority stays P%(priority)s."), "edit", ""),
    "requests.assigned": (gettext_lazy("Assigned to %(to)s."), "assign", "info"),
    "requests.arrived": (gettext_lazy("Somebody is on site."), "map-pin", "brand"),
    "requests.started": (gettext_lazy("Work started."), "play", "brand"),
    "requests.put_on_hold": (gettext_lazy("Put on hold: %(reason)s."), "pause", "pause"),
    "requests.resumed": (gettext_lazy("Goes on."), "play", "brand"),
    "requests.made_safe": (gettext_lazy("Made safe; the repair is still to come."), "safe", "warn"),
    "requests.resolved": (gettext_lazy("Resolved: %(resolution)s."), "check-circle", "ok"),
    "requests.closed": (gettext_lazy("Closed: confirmed."), "check-circle", "ok"),
    "requests.closed.silent": (gettext_lazy("Closed: nobody objected."), "check-circle", ""),
    "requests.reopened": (gettext_lazy("Reopened; the original clock goes on."), "reopen", "warn"),
    "requests.cancelled": (gettext_lazy("Cancelled."), "ban", ""),
    "requests.decline_asked": (gettext_lazy("Found out of scope; a second person must agree."), "no-entry", "pause"),
    "requests.declined": (gettext_lazy("Declined as out of scope."), "no-entry", "danger"),
    "requests.appealed": (gettext_lazy("Appealed; local FM looks at it."), "flag", "warn"),
    "requests.merged": (gettext_lazy("Marked as a duplicate of another request."), "merge", ""),
    "requests.witnessed": (gettext_lazy("Somebody else has the same problem."), "users", ""),
    "requests.commented": (gettext_lazy("Commented."), "comment", ""),
    "requests.requester_asked": (gettext_lazy("The requester was asked something."), "help", "pause"),
    "requests.requester_answered": (gettext_lazy("The requester answered (%(channel)s)."), "comment", "ok"),
    "requests.rated": (gettext_lazy("Rated %(rating)s of 5."), "star", ""),
    "requests.received_at_corrected": (gettext_lazy("The time of receipt was corrected."), "clock", "warn"),
    "requests.pictured": (gettext_lazy("A photo was added."), "camera", ""),
    "promises.opened": (gettext_lazy("The clocks started under P%(priority)s."), "clock", ""),
    "promises.milestone_reached": (gettext_lazy("Clocks waiting for “%(milestone)s” stopped."), "clock", "ok"),
    "promises.pause_started": (gettext_lazy("Clocks paused (%(clocks)s): %(reason)s."), "pause", "pause"),
    "promises.pause_ended": (gettext_lazy("Clocks run again."), "play", ""),
    "promises.retargeted": (gettext_lazy("The clocks were counted anew under P%(priority)s."), "clock", "warn"),
    "promises.voided": (gettext_lazy("The clocks no longer count."), "ban", ""),
}  # fmt: skip

MILESTONES = {
    "acknowledged": gettext_lazy("acknowledged"),
    "arrived": gettext_lazy("on site"),
    "started": gettext_lazy("started"),
    "made_safe": gettext_lazy("made safe"),
    "resolved": gettext_lazy("resolved"),
}
OTHER_REASONS = {
    "resolved_until_reopened": gettext_lazy("it counted as resolved"),
    "customer_approval": gettext_lazy("an approval is awaited"),
}


def steps_of(events: Iterable[EventRecord], names: Names, people: Mapping[int, str], language: str) -> list[Step]:
    """What happened, the newest first; events of kinds unknown here are left out."""
    made = [step for event in events if (step := _step(event, names, people, language))]
    return made[::-1]


def _step(event: EventRecord, names: Names, people: Mapping[int, str], language: str) -> Step | None:
    key = event.kind
    if key == "requests.closed" and event.payload.get("reason") == "silent":
        key = "requests.closed.silent"
    known = SENTENCES.get(key)
    if known is None:
        return None
    sentence, icon, tone = known
    text = str(sentence) % _values(event.payload, names, people, language)
    by = people.get(event.person_id, "") if event.person_id else _("by itself") if "silent" in key else ""
    return Step(event.kind, text, event.happened_at, by, icon, tone)


def _values(payload: Mapping[str, Any], names: Names, people: Mapping[int, str], language: str) -> dict[str, Any]:
    to = [people.get(payload.get("assignee_id") or 0, "")]
    team = names.teams.get(payload.get("team_id") or 0)
    if team:
        to.insert(0, in_language(team[0], language))
    site = names.sites.get(payload.get("site_id") or 0)
    types = {code: name for code, name, _line in names.types.values()}
    reason = str(payload.get("reason", ""))
    return {
        **payload,
        "channel": CHANNELS.get(str(payload.get("channel")), payload.get("channel", "")),
        "to": ", ".join(filter(None, to)) or "–",
        "type": in_language(types.get(payload.get("after", "")), language) or payload.get("after", ""),
        "site": in_language(site[1], language) if site else "–",
        "reason": in_language(names.holds.get(reason), language) or OTHER_REASONS.get(reason, reason),
        "resolution": in_language(names.resolutions.get(reason), language) or reason,
        "state": state_word(str(payload.get("after", ""))),
        "milestone": MILESTONES.get(str(payload.get("milestone")), ""),
        "clocks": ", ".join(str(CLOCKS.get(kind, kind)) for kind in payload.get("clocks", ())),
    }
