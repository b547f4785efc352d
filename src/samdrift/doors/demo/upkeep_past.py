"""How the demonstration's planned work went so far: by whom and when, what was late, left, missed or waived."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cache
from io import BytesIO
from random import Random

from samdrift.doors.demo.chance import generator
from samdrift.doors.demo.people import Parties
from samdrift.doors.demo.requests import hours
from samdrift.doors.demo.workforce import SINCE, WEEKS
from samdrift.doors.demo.year import COPENHAGEN
from samdrift.foundation.files.public import CleanFile, clean_upload
from samdrift.foundation.scope import Scope, everywhere
from samdrift.operations.planning import public as planning

AT_ONCE = 1_000
DAY = timedelta(days=1)
BETWEEN = timedelta(minutes=10)
LEFT_IN_PART, ON_THE_DAY, STILL_OPEN = 0.03, 0.72, 0.07
WAIVED = ("Anlægget er nyt", "Rummet er lukket for ombygning", "Udskiftes i næste måned")
IN_VAIN = "Ringede til vagten to gange; ingen kunne lukke op."


@cache
def works(day: date) -> bool:
    """Whether the contract's office days have this one."""
    return bool(hours().office.windows_on(day))


def worked_from(day: date, *, forward: bool) -> date:
    """The day itself, or the next working one in a direction."""
    while not works(day):
        day += DAY if forward else -DAY
    return day


@dataclass(slots=True)
class Diary:
    """Who is at work when: nobody is at two places, and all keep their shifts.

    Attributes:
        crews: The people of each team, in the order in which their shifts turn.
        cleared: Who of them may go behind secured doors (invariant 4).
    """

    crews: Mapping[int, Sequence[int]]
    cleared: Collection[int]
    until: dict[tuple[int, date], datetime] = field(default_factory=dict)

    def take(
        self, team_id: int, day: date, minutes: int, *, scanned: bool, by: datetime, secured: bool = False
    ) -> planning.Visit | None:  # fmt: skip
        """A visit in the day of whoever of the team is free first; None where it would end later than `by`."""
        crew = self.crews.get(team_id, ())
        free = [
            (self._free(person, place, day), place, person)
            for place, person in enumerate(crew)
            if not secured or person in self.cleared
        ]
        if not free:
            return None
        begins, _place, person = min(free, key=lambda one: (one[0] - self._shift(one[1], day), one[1] ^ day.day))
        ends = begins + timedelta(minutes=minutes)
        if ends > by:
            return None
        self.until[person, day] = ends + BETWEEN
        return planning.Visit(person, begins, ends, scanned)

    def _free(self, person: int, place: int, day: date) -> datetime:
        return self.until.get((person, day)) or self._shift(place, day)

    @staticmethod
    def _shift(place: int, day: date) -> datetime:
        """When somebody's shift begins: half of a team is early, half late, and they change every week."""
        weeks = WEEKS["TEK"]
        week = weeks[((day - SINCE).days // 7 + place) % len(weeks)]
        begins = time.fromisoformat((week[day.weekday()] or week[0]).partition("-")[0])
        return datetime.combine(day, begins, COPENHAGEN) + timedelta(minutes=10)


def tell_the_past(scope: Scope, made: Parties, documents: Collection[str], *, as_of: datetime) -> Iterator[int]:
    """Write how everything due up to today went, in the order in which it was due; yields how many were told."""
    with everywhere(reason="the demonstration's own past"):
        due = planning.PlanOccurrence.objects.filter(
            community=made.community, line_code="MNT", due_on__lte=as_of.date()
        )
        keys = list(due.order_by("due_on", "plan__number", "key").values_list("pk", flat=True))
    diary, told = Diary(made.workers, made.cleared | {made.faces["SVC-E"].pk}), 0
    papers = {document: _paper(document) for document in sorted(documents)}
    for start in range(0, len(keys), AT_ONCE):
        some = keys[start : start + AT_ONCE]
        with everywhere(reason="the demonstration's own past"):
            rows = planning.PlanOccurrence.objects.select_related("plan", "site", "asset").in_bulk(some)
        past = [went for key in some if (went := _went(rows[key], diary, as_of)) is not None]
        told += planning.import_past(scope, past, papers)
        yield told


def _went(row: planning.PlanOccurrence, diary: Diary, as_of: datetime) -> planning.Past | None:
    """How one went; None where it is open still."""
    chance = generator("outcome", row.plan.number, row.key)
    end = _outcome(chance.random(), statutory=row.statutory)
    today = as_of.date()
    if row.window_to >= today and (end != "done" or chance.random() < STILL_OPEN):
        return None
    if end == "waived":
        return planning.Past(occurrence=row, known_until=as_of, end=end, reason=chance.choice(WAIVED))
    if end == "missed":
        vain = _visit(row, diary, row.due_on, 15, as_of) if chance.random() < 0.5 else None
        return planning.Past(
            occurrence=row, known_until=as_of, end=end, visit=vain, reason="no_access" if vain else "",
            note=IN_VAIN if vain else "",
        )  # fmt: skip
    return _done(row, diary, chance, as_of, late=end == "done_late")


def _done(
    row: planning.PlanOccurrence, diary: Diary, chance: Random, as_of: datetime, *, late: bool
) -> planning.Past | None:  # fmt: skip
    minutes = max(10, round(float(row.hours) * 60 * chance.uniform(0.7, 1.3) / 5) * 5)
    visit = _visit(row, diary, _day(row, chance, as_of.date(), late=late), minutes, as_of)
    if visit is None:
        return None
    left: tuple[str, ...] = ()
    again = None
    if row.asset_id is None and not row.statutory and chance.random() < LEFT_IN_PART:
        later = worked_from(visit.ended_at.date() + timedelta(days=chance.randint(1, 5)), forward=True)
        again = _visit(row, diary, later, 30, as_of) if later < as_of.date() else None
        left = (str(chance.randint(2, 4)),) if again else ()
    paper, papered_on = "", None
    if row.statutory:
        papered_on = min(visit.ended_at.date() + timedelta(days=chance.choice((0, 0, 1, 3))), as_of.date())
        paper = f"{visit.ended_at.year}-{chance.randrange(10_000, 99_999)}"
    return planning.Past(
        occurrence=row, known_until=as_of, visit=visit, left=left, again=again, certificate=paper,
        certified_on=papered_on,
    )  # fmt: skip


def _visit(
    row: planning.PlanOccurrence, diary: Diary, day: date, minutes: int, as_of: datetime
) -> planning.Visit | None:  # fmt: skip
    scanned = row.asset_id is not None
    by = as_of - timedelta(minutes=2)
    return diary.take(row.team_id or 0, day, minutes, scanned=scanned, by=by, secured=row.data_class == "D8")


def _day(row: planning.PlanOccurrence, chance: Random, today: date, *, late: bool) -> date:
    """A working day it was done on: mostly the day it was due, sometimes around it, or after its window."""
    if late and row.window_to + DAY < today:
        day = worked_from(row.window_to + timedelta(days=chance.randint(1, 9)), forward=True)
        return day if day < today else worked_from(today - DAY, forward=False)
    if row.due_on >= today or chance.random() < ON_THE_DAY:
        return row.due_on
    day = worked_from(row.due_on + timedelta(days=chance.randint(-3, 4)), forward=False)
    day = worked_from(max(day, row.window_from), forward=True)
    return min(day, worked_from(today - DAY, forward=False))


def _outcome(chance: float, *, statutory: bool) -> str:
    if statutory:
        return "done_late" if chance < 0.004 else "done"
    if chance < 0.011:
        return "waived"
    return "missed" if chance < 0.028 else "done_late" if chance < 0.05 else "done"


def _paper(document: str) -> CleanFile:
    """A page that says what it stands for: the demonstration's certificates are nobody's real ones."""
    text = f"{document} - demonstration, intet rigtigt dokument"
    drawn = b"BT /F1 18 Tf 60 760 Td (" + text.encode("cp1252") + b") Tj ET"
    parts = (
        b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(drawn), drawn),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    )  # fmt: skip
    content, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, start=1):
        places.append(len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    content += b"xref\n0 6\n0000000000 65535 f \n%strailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (
        table, len(content),
    )  # fmt: skip
    return clean_upload(BytesIO(content), f"{document}.pdf")
