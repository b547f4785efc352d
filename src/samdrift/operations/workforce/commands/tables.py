"""Bringing in tables of shifts and skills: what cannot be used is left out and named."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid, SamdriftError
from samdrift.foundation.scope import Scope
from samdrift.operations.workforce.commands.shifts import Weeks, set_shifts
from samdrift.operations.workforce.commands.skills import Having, grant_skill
from samdrift.operations.workforce.formats import DAYS, Line
from samdrift.operations.workforce.models import Qualification, ShiftPattern, SkillKind
from samdrift.operations.workforce.rules.shifts import NotAShift, kept, read_weeks
from samdrift.registers.parties import public as parties


@dataclass(slots=True)
class Taken:
    """How many lines were used, how many said what is there already, and what is wrong with the others, by line."""

    used: int = 0
    known: int = 0
    faults: list[tuple[int, str]] = field(default_factory=list)


@transaction.atomic
def import_shifts(scope: Scope, lines: Iterable[Line], *, now: datetime) -> Taken:
    """Write weeks from a table: lines of one person with the same first day are weeks in turn. Safe to repeat.

    Raises:
        NotAllowed: The actor plans nobody.
    """
    scope.require_somewhere("workforce.plan")
    groups: dict[tuple[str, str, str], list[Line]] = {}
    for line in lines:
        key = (line.cells["email"].lower(), line.cells["valid_from"], line.cells["valid_to"])
        groups.setdefault(key, []).append(line)
    taken = Taken()
    for group in groups.values():
        _use(taken, group, lambda group=group: _weeks(scope, group, now))  # type: ignore[misc]
    return taken


def _weeks(scope: Scope, group: Sequence[Line], now: datetime) -> bool:
    first, last = group[0].day("valid_from"), group[0].day("valid_to")
    if first is None:
        raise Invalid({"valid_from": _("Give a day.")})
    employment = _employment(scope, group[0])
    weeks = [[line.cells[day] for day in DAYS] for line in group]
    same = ShiftPattern.objects.within(scope).filter(employment=employment, valid_from=first, valid_to=last).first()
    if same is not None and same.weeks == kept(read_weeks(weeks)):
        return False
    set_shifts(scope, employment.uid, Weeks(weeks=weeks, valid_from=first, valid_to=last), now=now)
    return True


@transaction.atomic
def import_skills(scope: Scope, lines: Iterable[Line], *, now: datetime) -> Taken:
    """Write down what people have from a table. Safe to repeat.

    Raises:
        NotAllowed: The actor writes no skills down.
    """
    scope.require_somewhere("workforce.grant_skills")
    taken = Taken()
    for line in lines:
        _use(taken, [line], lambda line=line: _skill(scope, line, now))  # type: ignore[misc]
    return taken


def _skill(scope: Scope, line: Line, now: datetime) -> bool:
    first, last, code = line.day("valid_from"), line.day("valid_to"), line.cells["code"].upper()
    if first is None:
        raise Invalid({"valid_from": _("Give a day.")})
    employment = _employment(scope, line)
    if not SkillKind.objects.within(scope).filter(code=code, retired=False).exists():
        raise Invalid({"code": _("There is no such skill.")})
    held = Qualification.objects.within(scope).filter(employment=employment, skill__code=code, state="held").first()
    if held is not None and (held.valid_from, held.valid_to) == (first, last):
        return False
    number = line.cells["number"]
    grant_skill(scope, employment.uid, Having(code=code, valid_from=first, valid_to=last, number=number), now=now)
    return True


def _employment(scope: Scope, line: Line) -> parties.Employment:
    rows = parties.Employment.objects.within(scope).filter(person__email=line.cells["email"].lower(), ends_on=None)
    found = rows.filter(organisation=scope.party_id).first()
    if found is None:
        raise Invalid({"email": _("Nobody of yours has this mail address.")})
    return found


def _use(taken: Taken, lines: Sequence[Line], do: Callable[[], bool]) -> None:
    try:
        with transaction.atomic():
            changed = do()
    except NotAShift as wrong:
        sentence = _("“%(text)s” is no shift. Write it like 06:00-14:00/30.") % {"text": wrong.args[0]}
        taken.faults.append((lines[0].number, sentence))
    except ValueError:
        taken.faults.append((lines[0].number, _("Give a day.")))
    except SamdriftError as refused:
        taken.faults.append((lines[0].number, str(refused)))
    else:
        taken.used += len(lines) if changed else 0
        taken.known += 0 if changed else len(lines)
