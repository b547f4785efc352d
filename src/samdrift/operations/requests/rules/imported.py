"""What a row of another system's table means here: its state, its channel, its priority and its moments."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from samdrift.operations.requests.rules import states

# How a table writes its times where it gives no offset. Some cities publish times from which the offset from UTC was
# taken once too often: what they write, read as theirs and turned into UTC, is what the clock on the wall showed.
TIMES = ("local", "utc", "local_twice")
PROMISES = ("told", "computed")

# Work begun elsewhere has nobody here yet: it stands confirmed and waits to be given away.
STATES: Mapping[str, str] = {
    **{state: state for state in (states.SUBMITTED, states.TRIAGED, states.RESOLVED, states.CLOSED, states.CANCELLED,
                                  states.DECLINED)},
    **dict.fromkeys((states.ASSIGNED, states.IN_PROGRESS, states.ON_HOLD, states.MADE_SAFE), states.TRIAGED),
    **dict.fromkeys(("open", "new", "received", "åben", "ny", "modtaget", "oprettet", "öppen", "nytt", "mottagen"),
                    states.SUBMITTED),
    **dict.fromkeys(("in progress", "under way", "acknowledged", "assigned", "on hold", "pending", "igangværende",
                     "i gang", "påbegyndt", "afventer", "pågående", "påbörjad", "tilldelad", "vilande"),
                    states.TRIAGED),
    **dict.fromkeys(("done", "solved", "løst", "udført", "löst", "åtgärdad", "utförd"), states.RESOLVED),
    **dict.fromkeys(("closed", "lukket", "afsluttet", "stängd", "avslutad"), states.CLOSED),
    **dict.fromkeys(("withdrawn", "canceled", "annulleret", "trukket tilbage", "annullerad", "återkallad"),
                    states.CANCELLED),
    **dict.fromkeys(("rejected", "refused", "afvist", "avvisad", "avslagen"), states.DECLINED),
}  # fmt: skip
CHANNELS: Mapping[str, str] = {
    **{code: code for code in ("qr", "web", "phone", "mail", "counter", "chat", "api", "app")},
    **dict.fromkeys(("constituent call", "call", "telephone", "telefon", "opkald", "samtal"), "phone"),
    **dict.fromkeys(("citizens connect app", "city worker app", "mobile", "mobile app", "mobil"), "app"),
    **dict.fromkeys(("self service", "website", "internet", "hjemmeside", "selvbetjening", "webb", "e-tjänst"), "web"),
    **dict.fromkeys(("email", "e-mail", "e-post", "epost"), "mail"),
    **dict.fromkeys(("walk-in", "in person", "employee generated", "skranke", "personligt", "besök"), "counter"),
    **dict.fromkeys(("system", "twitter", "social media", "integration"), "api"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Course:
    """How a request went elsewhere.

    Attributes:
        state: What it stands at here.
        ended_at: When it was cancelled or declined.
    """

    state: str
    received_at: datetime
    acknowledged_at: datetime | None = None
    started_at: datetime | None = None
    resolved_at: datetime | None = None
    closed_at: datetime | None = None
    ended_at: datetime | None = None

    @property
    def last_at(self) -> datetime:
        """The last thing told of it."""
        told = (self.acknowledged_at, self.started_at, self.resolved_at, self.closed_at, self.ended_at)
        return max((self.received_at, *filter(None, told)))

    @property
    def milestones(self) -> dict[str, datetime]:
        """What clocks wait for, as far as it was told."""
        told = {"acknowledged": self.acknowledged_at, "started": self.started_at, "resolved": self.resolved_at}
        return {name: at for name, at in told.items() if at is not None}


def moment_meant(value: datetime, zone: ZoneInfo, times: str) -> datetime:
    """A time of a table as a moment in UTC.

    Args:
        times: One of `TIMES`, for values without an offset of their own.
    """
    if value.tzinfo is not None:
        return value.astimezone(UTC)
    if times == "utc":
        return value.replace(tzinfo=UTC)
    if times == "local_twice":
        value = value.replace(tzinfo=zone).astimezone(UTC).replace(tzinfo=None)
    return value.replace(tzinfo=zone).astimezone(UTC)


def state_meant(word: str, meanings: Mapping[str, str], *, ended: bool) -> str | None:
    """The state a word stands for; without a word, what the moments say. None for a word nobody has explained."""
    if not word:
        return states.CLOSED if ended else states.SUBMITTED
    plain = word.casefold()
    chosen = meanings.get(plain, plain)
    return STATES.get(chosen)


def priority_meant(word: str, meanings: Mapping[str, str], otherwise: int) -> int | None:
    """1 to 5, written as a number or P3; the type's own where nothing is said, None for what is neither."""
    if not word:
        return otherwise
    plain = meanings.get(word.casefold(), word).casefold().removeprefix("p")
    return int(plain) if plain in ("1", "2", "3", "4", "5") else None


def course_of(state: str, moments: Mapping[str, datetime], *, now: datetime) -> Course | str:
    """How a request went, or the code of what cannot be.

    Args:
        moments: By the table's fields: opened_at, acknowledged_at, started_at, resolved_at, closed_at.
    """
    opened = moments["opened_at"]
    later = {name: at for name, at in moments.items() if name in _STEPS}
    if opened > now or any(at > now for at in later.values()):
        return "row_in_the_future"
    if any(at < opened for at in later.values()):
        return "row_ended_before"
    acknowledged, started = later.get("acknowledged_at"), later.get("started_at")
    done = later.get("resolved_at") or later.get("closed_at")
    if state in (states.RESOLVED, states.CLOSED):
        if done is None:
            return "row_lacks_its_end"
        closed = max(later.get("closed_at", done), done) if state == states.CLOSED else None
        return Course(state, opened, acknowledged, started, done, closed)
    if state in (states.CANCELLED, states.DECLINED):
        return Course(state, opened, acknowledged, started, ended_at=done or max((opened, *later.values())))
    return Course(state, opened, acknowledged, started)


_STEPS = ("acknowledged_at", "started_at", "resolved_at", "closed_at")
