"""Answers the desk gives often: written in three languages, changed, put away."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid
from samdrift.foundation.events.public import record
from samdrift.foundation.fields import LANGUAGES
from samdrift.foundation.scope import Scope
from samdrift.operations.desk import events
from samdrift.operations.desk.models import AnswerTemplate
from samdrift.operations.desk.queries.answers import forget
from samdrift.operations.desk.rules import answers as rules
from samdrift.operations.requests import public as requests

MAY = "desk.write_answers"
LONGEST_NAME, LONGEST_TEXT = 80, 4000


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An answer as somebody writes it. `states` and `line_code` say for which requests it is offered."""

    name: Mapping[str, str]
    text: Mapping[str, str]
    states: Sequence[str] = ()
    line_code: str = ""
    position: int = 0


@transaction.atomic
def write_answer(scope: Scope, draft: Draft, *, now: datetime) -> AnswerTemplate:
    """Add an answer.

    Raises:
        NotAllowed: The actor writes no answers.
        Invalid: A language is missing, or a gap that nothing fills.
    """
    scope.require_somewhere(MAY)
    answer = AnswerTemplate(community_id=scope.community_id)
    _take(answer, draft)
    answer.save(force_insert=True)
    _tell(scope, answer, now)
    return answer


@transaction.atomic
def change_answer(
    scope: Scope, uid: UUID, draft: Draft, *, expected_version: int | None, now: datetime
) -> AnswerTemplate:
    """Write an answer anew; what was sent with it stays as it was sent.

    Raises:
        DoesNotExist, NotAllowed, Stale, Invalid: As ever.
    """
    answer = _locked(scope, uid, expected_version)
    _take(answer, draft)
    answer.save_changes("name", "text", "states", "line_code", "position")
    _tell(scope, answer, now)
    return answer


@transaction.atomic
def put_away_answer(scope: Scope, uid: UUID, *, expected_version: int | None, now: datetime) -> AnswerTemplate:
    """Offer an answer no more.

    Raises:
        DoesNotExist, NotAllowed, Stale: As ever.
    """
    answer = _locked(scope, uid, expected_version)
    answer.active = False
    answer.save_changes("active")
    _tell(scope, answer, now)
    return answer


def _locked(scope: Scope, uid: UUID, expected_version: int | None) -> AnswerTemplate:
    answer = AnswerTemplate.objects.within(scope).locked(uid, expected_version)
    scope.require_somewhere(MAY)
    return answer


def _take(answer: AnswerTemplate, draft: Draft) -> None:
    wrong: dict[str, object] = {}
    for part, texts in (("name", draft.name), ("text", draft.text)):
        for language in LANGUAGES:
            said = texts.get(language, "")
            if not said.strip():
                wrong[f"{part}_{language}"] = _("Say it in this language too.")
            elif gaps := rules.unknown_gaps(said):
                sentence = _("Nothing fills “%(gap)s”. There are number, title, place and due.")
                wrong[f"{part}_{language}"] = sentence % {"gap": gaps[0]}
    if any(state not in requests.STATES for state in draft.states):
        wrong["states"] = _("There is no such state.")
    if wrong:
        raise Invalid(wrong)
    answer.name = {language: draft.name[language].strip()[:LONGEST_NAME] for language in LANGUAGES}
    answer.text = {language: draft.text[language].strip()[:LONGEST_TEXT] for language in LANGUAGES}
    answer.states, answer.line_code, answer.position = list(draft.states), draft.line_code[:8], draft.position


def _tell(scope: Scope, answer: AnswerTemplate, now: datetime) -> None:
    told = events.AnswerTemplateWritten(answer_id=answer.uid, active=answer.active)
    record(told, scope=scope, at=now, subject=answer)
    transaction.on_commit(lambda: forget(answer.community_id))
