"""Tables of shifts and skills on their way in: shown row by row before they are written."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from samdrift.foundation.errors import SamdriftError
from samdrift.foundation.scope import Scope
from samdrift.operations.workforce.commands.shifts import PLAN, Weeks, set_shifts
from samdrift.operations.workforce.commands.skills import Having, grant_skill
from samdrift.operations.workforce.models import Qualification, ShiftPattern, SkillKind
from samdrift.operations.workforce.rules import shifts as rules
from samdrift.registers.parties import public as parties

GRANT = "workforce.grant_skills"
Employments = Mapping[str, parties.Employment]
Key = tuple[str, date, date | None]


def _colleagues(scope: Scope, rows: Sequence[Any]) -> Employments:
    """The people of the actor's employer whom rows name, by their mail address in small letters."""
    mails = {_mail(row) for row in rows}
    found = parties.Employment.objects.within(scope).filter(
        person__email__in=mails, ends_on=None, organisation=scope.party_id
    )
    return {one.person.email.casefold(): one for one in found.select_related("person").order_by("-pk")}


def _mail(row: Any) -> str:
    return str(row.values.get("email", "")).strip().casefold()


def _said(reason: SamdriftError) -> str:
    fields = getattr(reason, "fields", None)
    return " ".join(str(one) for one in fields.values()) if fields else str(reason)


class ShiftsIntake:
    """A table of weeks on its way in: rows of one person with the same days are weeks in turn."""

    def __init__(self, scope: Scope, staged: Any, now: datetime) -> None:
        scope.require_somewhere(PLAN)
        self.scope, self.now = scope, now
        self._weeks: dict[Key, list[list[str]]] = {}  # also of earlier batches: weeks of one person may be cut in two

    def compare(self, rows: Sequence[Any], plan: Any) -> None:
        """Note what these rows would do."""
        for _employment, _key, _group in self._groups(rows, plan):
            pass

    def bring_in(self, rows: Sequence[Any], plan: Any) -> None:
        """Write the weeks that are new or other, in the caller's transaction."""
        for employment, key, changed in self._groups(rows, plan):
            if not changed:
                continue
            zone = str(changed[0].values.get("timezone", ""))
            weeks = Weeks(weeks=self._weeks[key], valid_from=key[1], valid_to=key[2], timezone=zone)
            try:
                with transaction.atomic():
                    set_shifts(self.scope, employment.uid, weeks, now=self.now)
            except SamdriftError as refused:
                plan.refuse("row_cannot_be_written", changed[0].number, value=_said(refused))

    def _groups(self, rows: Sequence[Any], plan: Any) -> Iterator[tuple[parties.Employment, Key, list[Any]]]:
        """Whose weeks they are, and the rows that say something new."""
        known = _colleagues(self.scope, rows)
        groups: dict[Key, list[tuple[Any, list[str]]]] = {}
        for row in rows:
            week = [str(row.values.get(day, "")) for day in rules.DAYS]
            if self._fits(row, week, known, plan):
                key = (_mail(row), row.values["valid_from"], row.values.get("valid_to"))
                groups.setdefault(key, []).append((row, rules.kept(rules.read_weeks([week]))[0]))
        standing = self._standing(known)
        for key, group in groups.items():
            before = self._weeks.setdefault(key, [])
            place = len(before)
            before += [week for _row, week in group]
            yield known[key[0]], key, self._told(group, standing.get(key), place, plan)

    def _fits(self, row: Any, week: list[str], known: Employments, plan: Any) -> bool:
        if _mail(row) not in known:
            plan.refuse("row_no_colleague", row.number, value=_mail(row))
        elif not isinstance(row.values.get("valid_from"), date):
            plan.refuse("row_lacks", row.number, column="valid_from")
        else:
            try:
                rules.read_weeks([week])
            except rules.NotAShift as wrong:
                plan.refuse("row_no_shift", row.number, value=str(wrong.args[0]))
            else:
                return True
        return False

    def _standing(self, known: Employments) -> dict[Key, list[list[str]]]:
        rows = ShiftPattern.objects.within(self.scope).filter(employment__in=[one.pk for one in known.values()])
        mails = {one.pk: mail for mail, one in known.items()}
        return {(mails[row.employment_id], row.valid_from, row.valid_to): row.weeks for row in rows.order_by("pk")}

    def _told(
        self, group: Sequence[tuple[Any, list[str]]], standing: list[list[str]] | None, place: int, plan: Any
    ) -> list[Any]:
        """Note each row as new, changed or as it stands; the rows that are not, all of them when weeks fall away."""
        found, old = [], (standing or [])[place:]
        for number, (row, week) in enumerate(group):
            now = old[number] if number < len(old) else None
            if now == week:
                plan.leave()
                continue
            found.append(row)
            if now is None:
                plan.add(row.number, _mail(row), " ".join(filter(None, week))[:80])
            else:
                changes = [(day, was, new) for day, was, new in zip(rules.DAYS, now, week, strict=True) if was != new]
                plan.change(row.number, _mail(row), "", changes)
        return found or ([group[-1][0]] if standing is not None and len(old) > len(group) else [])


class SkillsIntake:
    """A table of skills and qualifications on its way in: one row is one thing somebody has. Clearances stay out."""

    def __init__(self, scope: Scope, staged: Any, now: datetime) -> None:
        scope.require_somewhere(GRANT)
        self.scope, self.now = scope, now
        mapping = staged.mapping or {}
        words = mapping.get("values", {}).get("code", {})
        self._words = {str(word).casefold(): str(meaning).upper() for word, meaning in words.items()}
        self._default = str(mapping.get("defaults", {}).get("code", ""))
        kinds = SkillKind.objects.within(scope).filter(retired=False).exclude(kind="clearance")
        self._codes = set(kinds.values_list("code", flat=True))

    def compare(self, rows: Sequence[Any], plan: Any) -> None:
        """Note what these rows would do."""
        self._new(rows, plan)

    def bring_in(self, rows: Sequence[Any], plan: Any) -> None:
        """Write down what is new or holds for other days, in the caller's transaction."""
        for row, employment, having in self._new(rows, plan):
            try:
                with transaction.atomic():
                    grant_skill(self.scope, employment.uid, having, now=self.now)
            except SamdriftError as refused:
                plan.refuse("row_cannot_be_written", row.number, value=_said(refused))

    def _new(self, rows: Sequence[Any], plan: Any) -> list[tuple[Any, parties.Employment, Having]]:
        known = _colleagues(self.scope, rows)
        held = Qualification.objects.within(self.scope).filter(
            employment__in=[one.pk for one in known.values()], state="held"
        )
        standing = {(one.employment_id, one.skill.code): one for one in held.select_related("skill").order_by("pk")}
        found = []
        for row in rows:
            employment, code = known.get(_mail(row)), self._code(row, plan)
            if employment is None:
                plan.refuse("row_no_colleague", row.number, value=_mail(row))
            elif code and self._says_more(row, standing.get((employment.pk, code)), code, plan):
                found.append((row, employment, self._having(row, code)))
        return found

    def _code(self, row: Any, plan: Any) -> str:
        """The skill a row means; "" where nobody has said."""
        word = str(row.values.get("code") or self._default).strip()
        code = self._words.get(word.casefold(), word.upper())
        if code in self._codes:
            return code
        plan.wonder("code", word)
        plan.refuse("row_unknown_word", row.number, value=word, column="code")
        return ""

    def _says_more(self, row: Any, held: Qualification | None, code: str, plan: Any) -> bool:
        having = self._having(row, code)
        if held is None:
            plan.add(row.number, _mail(row), code)
            return True
        pairs = (
            ("valid_from", held.valid_from, having.valid_from), ("valid_to", held.valid_to, having.valid_to),
            ("number", held.number, having.number or held.number),
        )  # fmt: skip
        changes = [(name, str(old or ""), str(new or "")) for name, old, new in pairs if old != new]
        if changes:
            plan.change(row.number, _mail(row), code, changes)
        else:
            plan.leave()
        return bool(changes)

    def _having(self, row: Any, code: str) -> Having:
        values = row.values
        return Having(
            code=code, valid_from=values["valid_from"], valid_to=values.get("valid_to"),
            number=str(values.get("number", ""))[:40],
        )  # fmt: skip
