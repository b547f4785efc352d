"""An answer in a few lines, for mails, feeds and walls: what leaves the house, so nothing restricted and no people."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samdrift.doors.ask import words
from samdrift.doors.pages.formats import number
from samdrift.foundation.datasets import public as datasets
from samdrift.foundation.datasets.public import Dataset, Grouped, Listed, Question, SavedQuestion, Today
from samdrift.foundation.errors import Invalid, NotAllowed
from samdrift.foundation.scope import Scope
from samdrift.registers.parties import public as parties


@dataclass(frozen=True, slots=True)
class Told:
    """An answer: how many rows or which groups, and each line as (what, value)."""

    dataset: Dataset
    question: Question
    headline: str
    lines: Sequence[tuple[str, str]]
    grouped: Grouped | None = None
    listed: Listed | None = None

    @property
    def digest(self) -> str:
        """What changes when the answer does."""
        return datasets.digest_of(repr((self.headline, list(self.lines))))


def told(scope: Scope, saved: SavedQuestion, today: Today, *, most: int = 12, people: bool = True) -> Told | None:
    """The answer to a kept question as this reader may have it; None when it can no longer be asked.

    Args:
        people: Whether columns that name people may be in it.
    """
    dataset = datasets.datasets.get(saved.dataset)
    if dataset is None:
        return None
    try:
        question = datasets.checked(dataset, scope, datasets.question_of(saved))
        if question.by:
            return _counted(dataset, scope, question, today, most)
        return _rows(dataset, scope, question, today, most, people=people)
    except (Invalid, NotAllowed):
        return None


def why_not(scope: Scope, saved: SavedQuestion) -> str:
    """Why a kept question can no longer be asked by this reader, in a sentence; "" where it can. No reads."""
    dataset = datasets.datasets.get(saved.dataset)
    if dataset is None:
        return _("This list is not there any more.")
    if not scope.may(dataset.permission):
        return _("You may not see this list any more.")
    try:
        datasets.checked(dataset, scope, datasets.question_of(saved))
    except Invalid as fault:
        return " ".join(map(str, fault.fields.values()))
    return ""


def _counted(dataset: Dataset, scope: Scope, question: Question, today: Today, most: int) -> Told:
    answer = datasets.grouped(dataset, scope, question, today, leaving=True)
    currency = parties.currency_of(scope)
    lines = []
    for cell in answer.cells[:most]:
        keys = [words.key_word(*one) for one in zip(answer.groups, cell.keys, answer.names, strict=True)]
        value = "–" if cell.hidden else words.measured(answer.measured, cell.value, currency)
        lines.append((" · ".join(keys), value))
    headline = words.measure_word(answer)
    if answer.total is not None:
        headline = f"{headline}: {words.measured(answer.measured, answer.total.value, currency)}"
    return Told(dataset, question, headline, lines, grouped=answer)


def _rows(dataset: Dataset, scope: Scope, question: Question, today: Today, most: int, *, people: bool) -> Told:
    columns = [column for column in datasets.shown_columns(dataset, scope, question) if people or not column.people]
    question = replace(question, columns=tuple(column.code for column in columns))
    found = datasets.listed(dataset, scope, question, today, size=max(1, min(most, 200)), leaving=True)
    currency = parties.currency_of(scope)
    lines = []
    for _uid, values in found.rows:
        said = [
            plain(words.shown(column, value, found.names.get(column.code, {}), currency), value, today.zone)
            for column, value in zip(found.columns, values, strict=True)
        ]
        lines.append((" · ".join(said[:2]), " · ".join(one for one in said[2:6] if one)))
    more = "+" if found.count > datasets.COUNTED else ""
    count = min(found.count, datasets.COUNTED)
    headline = ngettext("%(count)s row", "%(count)s rows", count) % {"count": number(count) + more}
    return Told(dataset, question, headline, lines, listed=found)


def plain(shown: Any, value: Any, zone: ZoneInfo) -> str:
    """A value as text, without markup."""
    return f"{value.astimezone(zone):%Y-%m-%d %H:%M}" if isinstance(value, datetime) else str(shown)
