"""Going through a checklist: each step an answer of its own, sent as often as need be; a failed step is followed up."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from django.db import transaction
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid, Refused
from samdrift.foundation.events.public import record
from samdrift.foundation.fields import in_language, uuid7
from samdrift.foundation.files import public as files
from samdrift.foundation.scope import Scope, everywhere
from samdrift.operations.work import events, queries
from samdrift.operations.work.commands import loading
from samdrift.operations.work.commands.loading import Moment
from samdrift.operations.work.commands.planning import PlannedWork, make_orders
from samdrift.operations.work.models import ChecklistVersion, StepResult, WorkOrder
from samdrift.operations.work.rules import checklists as rules
from samdrift.registers.parties import public as parties

WRITE = "work.write_checklists"
GONE_THROUGH = ("started", "paused")


@dataclass(frozen=True, slots=True, kw_only=True)
class ChecklistDraft:
    """A checklist as somebody wrote it; `steps` one a line, as `rules.checklists.steps_in` reads them."""

    code: str
    name: Mapping[str, str]
    steps: str
    line_code: str = ""


@transaction.atomic
def publish_checklist(scope: Scope, draft: ChecklistDraft, *, now: datetime) -> ChecklistVersion:
    """Publish a checklist, or its next version: orders made before keep theirs.

    Raises:
        Invalid: A code or name is missing, or a line is no step; it says which.
        NotAllowed: The actor writes no checklists.
    """
    scope.require(WRITE)
    wrong = {}
    code = draft.code.strip().lower()[:40]
    if not code or not code.replace("-", "").replace("_", "").replace(".", "").isalnum():
        wrong["code"] = _("Write a short code of letters, digits and hyphens.")
    if not all(draft.name.get(language, "").strip() for language in ("en", "da", "sv")):
        wrong["name"] = _("Write the name in all three languages.")
    steps: list[rules.Step] = []
    try:
        steps = rules.steps_in(draft.steps)
    except rules.UnreadableStep as unreadable:
        wrong["steps"] = _("Line %(line)s is no step.") % {"line": unreadable.line}
    if wrong:
        raise Invalid(wrong)
    with everywhere(reason="the versions of a checklist before this one"):
        rows = ChecklistVersion.objects.filter(community=scope.community_id, code=code)
        before = list(rows.order_by("number").select_for_update())
    for row in before:
        if row.retired_at is None:
            row.retired_at = now
            row.save_changes("retired_at")
    version = ChecklistVersion.objects.create(
        community_id=scope.community_id, code=code, number=before[-1].number + 1 if before else 1,
        name={language: draft.name[language].strip() for language in ("en", "da", "sv")},
        line_code=draft.line_code[:8], steps=[step.as_json() for step in steps], published_at=now,
    )  # fmt: skip
    event = events.ChecklistPublished(code=code, number=version.number, steps=len(steps))
    record(event, scope=scope, at=now, subject=version)
    return version


@transaction.atomic
def answer_step(
    scope: Scope, uid: UUID, key: str, given: str, *, moment: Moment, result_uid: UUID | None = None, note: str = ""
) -> StepResult:
    """Answer a step; the last answer counts. One with a uid that is there already is not written twice.

    Args:
        given: yes or no, a number, the code of a choice, a text, the uid of a photo of the order, or who signs.

    Raises:
        DoesNotExist: No such order within the scope.
        Invalid: There is no such step, or this is no answer to it.
        NotAllowed: It is not the actor's order.
        Refused: The work has not begun or is over, or the uid is another's.
    """
    order = loading.locked(scope, uid)
    loading.require(scope, "work.do", order)
    if result_uid is not None:
        with everywhere(reason="whether a sender repeats an answer, or takes the uid of another"):
            there = StepResult.objects.filter(uid=result_uid).first()
        if there is not None:
            if (there.work_order_id, there.step_key) != (order.pk, key):
                raise Refused(_("This identifier is already used for something else. Choose a new one."))
            return there
    return answer(scope, order, key, given, moment=moment, result_uid=result_uid, note=note)


def answer(
    scope: Scope, order: WorkOrder, key: str, given: str, *, moment: Moment, result_uid: UUID | None = None,
    note: str = "",
) -> StepResult:  # fmt: skip
    """Write an answer on a locked order, in the caller's transaction; who may was asked there."""
    step = next((one for one in queries.steps_of(order) if one.key == key), None)
    if step is None:
        raise Invalid({key[:40] or "step": _("This checklist has no such step.")})
    if order.state not in GONE_THROUGH:
        raise Refused(_("A checklist is gone through while the work is under way."))
    judged = rules.judge(step, given)
    if judged is None or (step.kind == "photo" and not _is_photo_of(order, judged.value)):
        raise Invalid({key: WRONG[step.kind]()})
    result = StepResult.objects.create(
        uid=result_uid or uuid7(), community_id=order.community_id, data_class=order.data_class, work_order=order,
        step_key=key, kind=step.kind, value=judged.value, passed=judged.passed, note=note.strip()[:400],
        person_id=scope.person_id, answered_at=moment.happened_at, device_at=moment.device_at, recorded_at=moment.now,
    )  # fmt: skip
    event = events.StepAnswered(
        work_order_id=order.uid, request_id=loading.request_uid(order), line=order.line_code, step=key,
        result_uid=result.uid, passed=judged.passed,
    )  # fmt: skip
    record(event, scope=scope, at=moment.happened_at, subject=order, device_at=moment.device_at)
    if judged.passed is False:
        result.follow_up = _follow_up(scope, order, step, judged.value, result.note, moment.now)
        result.save_changes("follow_up")
    return result


WRONG = {
    "yes_no": lambda: _("Answer yes or no."),
    "number": lambda: _("Write a number."),
    "choice": lambda: _("Choose one of the answers."),
    "text": lambda: _("Write what you saw."),
    "photo": lambda: _("Take a photo first."),
    "signature": lambda: _("Write the name of whoever signs."),
}


def _is_photo_of(order: WorkOrder, value: str) -> bool:
    with everywhere(reason="whether a photo belongs to an order the actor has been let through to"):
        rows = files.StoredFile.objects.filter(owner_kind="work.workorder", owner_uid=order.uid, uid=value)
        return rows.exists()


def _follow_up(scope: Scope, order: WorkOrder, step: rules.Step, value: str, note: str, now: datetime) -> WorkOrder:
    """The order that follows a failed step up: one for each step, however often it fails."""
    language = parties.Community.objects.values_list("language", flat=True).get(pk=order.community_id)
    words = next((one.text for one in step.choices if one.code == value), None)
    said = in_language(dict(words), language) if words else {"no": "–"}.get(value, value)
    title = f"{in_language(dict(step.text), language)}: {said} {step.unit}".strip()
    return follow_up(scope, order, title, uuid5(order.uid, step.key), note=note, now=now)


def follow_up(
    scope: Scope, order: WorkOrder, title: str, source: UUID, *, note: str, now: datetime, kind: str = "corrective"
) -> WorkOrder:  # fmt: skip
    """An order at the same place that goes on from another, in the caller's transaction; somebody dispatches it."""
    wanted = PlannedWork(
        contract_id=order.contract_id, line_code=order.line_code, title=title[:160], kind=kind, site_id=order.site_id,
        space_id=order.space_id, asset_id=order.asset_id, priority=order.priority, instructions=note,
        source_kind="work.follow_up", source_uid=source, follow_up_of_id=order.pk,
    )  # fmt: skip
    (made,) = make_orders(scope, [wanted], now=now)
    event = events.FollowUpMade(
        work_order_id=order.uid, request_id=loading.request_uid(order), line=order.line_code, follow_up_id=made.uid
    )
    record(event, scope=scope, at=now, subject=order)
    return made


@transaction.atomic
def add_follow_up(
    scope: Scope, uid: UUID, title: str, *, now: datetime, note: str = "", follow_up_uid: UUID | None = None
) -> WorkOrder:
    """Let what one saw beside the work become an order of its own; the same uid gives the same order.

    Raises:
        DoesNotExist: No such order within the scope.
        Invalid: There is no title.
        NotAllowed: It is not the actor's order.
    """
    order = loading.locked(scope, uid)
    loading.require(scope, "work.do", order)
    if not title.strip():
        raise Invalid({"title": _("Write what is to be done.")})
    return follow_up(scope, order, title.strip(), follow_up_uid or uuid7(), note=note, now=now)
