"""Answers the desk gives often, for a request or to be edited."""

import time
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import QuerySet

from samdrift.foundation.fields import in_language
from samdrift.foundation.scope import Scope
from samdrift.operations.desk.models import AnswerTemplate
from samdrift.operations.desk.rules import answers as rules


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer ready to be changed and sent: its name in the agent's language, its text in the receiver's."""

    name: str
    text: str


def answer_templates(scope: Scope) -> QuerySet[AnswerTemplate]:
    """Every answer still offered, in its order."""
    return AnswerTemplate.objects.within(scope).filter(active=True).order_by("position", "pk")


def answers_for(
    scope: Scope, *, state: str, line: str, language: str, reader: str, values: Mapping[str, str]
) -> list[Answer]:
    """The answers that fit a request.

    Args:
        language: The agent's, for the names.
        reader: The language of whoever gets it.
        values: What fills the gaps.
    """
    return [
        Answer(in_language(one.name, language), rules.filled(in_language(one.text, reader), values))
        for one in _remembered(scope)
        if rules.fits(states=one.states, line_code=one.line_code, state=state, line=line)
    ]


SECONDS = 30
_known: dict[int, tuple[float, list[AnswerTemplate]]] = {}


def _remembered(scope: Scope) -> list[AnswerTemplate]:
    """The answers of the scope's community, at most half a minute old: every request's page asks for them."""
    if not scope.may("desk.view"):
        return []
    known = _known.get(scope.community_id)
    if known is None or time.monotonic() - known[0] > SECONDS:
        known = _known[scope.community_id] = (time.monotonic(), list(answer_templates(scope)))
    return known[1]


def forget(community_id: int | None = None) -> None:
    """Forget what is remembered: after a change, and in tests."""
    if community_id is None:
        _known.clear()
    else:
        _known.pop(community_id, None)
