"""Going through a checklist on a phone, one large target a step; and writing checklists."""

from typing import Any, BinaryIO, cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from samdrift.foundation.clock import now
from samdrift.foundation.errors import Invalid
from samdrift.foundation.fields import in_language
from samdrift.foundation.http import ScopedRequest, require_somewhere
from samdrift.operations.work import queries
from samdrift.operations.work.commands import checking, picturing
from samdrift.operations.work.commands.loading import Moment
from samdrift.operations.work.models import StepResult, WorkOrder
from samdrift.operations.work.rules import checklists as rules
from samdrift.registers.catalogue import public as catalogue

LANGUAGES = ("en", "da", "sv")


@require_safe
def checklist(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """The steps of an order, those already answered with their answers."""
    order = queries.order_with_all(request.scope, uid)
    return render(request, "work/checklist.html", steps_context(request, order))


def steps_context(request: ScopedRequest, order: WorkOrder, **more: Any) -> dict[str, Any]:
    """What the page of an order's checklist shows."""
    language = request.scope.language
    steps, answers = queries.steps_of(order), queries.answers_of(order)
    shown = [_shown(step, answers.get(step.key), language) for step in steps]
    left = [step.key for step in rules.missing_steps(steps, answers)]
    return {
        "order": order, "steps": shown, "left": left, "answered": len(answers), "errors": {}, "typed": {},
        "may": queries.may_do(request.scope, order) and order.state in checking.GONE_THROUGH, **more,
    }  # fmt: skip


def _shown(step: rules.Step, answer: StepResult | None, language: str) -> dict[str, Any]:
    words = {one.code: in_language(dict(one.text), language) for one in step.choices}
    words |= {"yes": _("Yes"), "no": _("No")} if step.kind == "yes_no" else {}
    said = "" if answer is None or step.kind == "photo" else words.get(answer.value, answer.value)
    return {
        "step": step, "text": in_language(dict(step.text), language), "answer": answer, "said": said,
        "limits": _limits(step), "cards": [(code, word, "", "") for code, word in words.items()],
    }  # fmt: skip


def _limits(step: rules.Step) -> str:
    if step.low is not None and step.high is not None:
        return _("From %(low)s to %(high)s %(unit)s") % {"low": step.low, "high": step.high, "unit": step.unit}
    if step.low is not None:
        return _("At least %(low)s %(unit)s") % {"low": step.low, "unit": step.unit}
    return _("At most %(high)s %(unit)s") % {"high": step.high, "unit": step.unit} if step.high is not None else ""


@require_POST
def answer(request: ScopedRequest, uid: UUID, key: str) -> HttpResponse:
    """Answer one step and go on to the next one that is left."""
    try:
        given = _given(request, uid)
        moment = Moment(now())
        result = checking.answer_step(
            request.scope, uid, key, given, moment=moment, note=request.POST.get("note", "")
        )  # fmt: skip
    except Invalid as wrong:
        order = queries.order_with_all(request.scope, uid)
        context = steps_context(request, order, errors=wrong.fields, typed={key: request.POST.get("value", "")})
        return render(request, "work/checklist.html", context, status=422)
    if result.follow_up is not None:
        said = _("This step failed. %(number)s follows it up.") % {"number": result.follow_up.number}
        messages.warning(request, said)
    order = queries.order_with_all(request.scope, uid)
    left = rules.missing_steps(queries.steps_of(order), queries.answers_of(order))
    if not left:
        return redirect(reverse("work:page", args=[uid]) + "#finish")
    return redirect(f"{reverse('work:checklist', args=[uid])}#step-{left[0].key}")


def _given(request: ScopedRequest, uid: UUID) -> str:
    photo = request.FILES.get("photo")
    if photo is None:
        return request.POST.get("value", "")
    kept = picturing.add_photo(request.scope, uid, cast(BinaryIO, photo), photo.name or "photo", now=now())
    return str(kept.uid)


def checklists(request: ScopedRequest) -> HttpResponse:
    """The checklists that count today; whoever may writes one, or the next version of one."""
    require_somewhere(request.scope, "work.view")
    errors: dict[str, Any] = {}
    typed: dict[str, Any] = request.POST.dict()
    if request.method == "POST":
        names = {code: typed.get(f"name_{code}", "") for code in LANGUAGES}
        draft = checking.ChecklistDraft(
            code=typed.get("code", ""), name=names, steps=typed.get("steps", ""), line_code=typed.get("line", "")
        )
        try:
            made = checking.publish_checklist(request.scope, draft, now=now())
        except Invalid as wrong:
            errors = wrong.fields
        else:
            messages.success(request, _("Version %(number)s is published.") % {"number": made.number})
            return redirect("work:checklists")
    language, known = request.scope.language, catalogue.catalogue_of(request.scope.community_id)
    rows = list(queries.checklists_of(request.scope))
    chosen = next((row for row in rows if row.code == request.GET.get("code")), None)
    if chosen is not None and request.method != "POST":
        typed = {
            "code": chosen.code, "line": chosen.line_code, "steps": rules.written(rules.steps_from(chosen.steps)),
            **{f"name_{code}": chosen.name.get(code, "") for code in LANGUAGES},
        }  # fmt: skip
    context = {
        "rows": [(row, in_language(row.name, language), len(row.steps)) for row in rows], "errors": errors,
        "typed": typed, "may": request.scope.may(checking.WRITE),
        "lines": [(line.code, in_language(line.name, language)) for line in known.lines.values()],
    }  # fmt: skip
    return render(request, "work/checklists.html", context, status=422 if errors else 200)
