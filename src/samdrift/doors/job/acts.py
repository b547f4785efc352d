"""What is done through a subcontractor's link, each as one form: parse, call the command every other door calls."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO, cast
from uuid import UUID

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from samdrift.doors.job.page import zone_of
from samdrift.foundation.errors import Invalid
from samdrift.foundation.files.public import CleanFile, clean_upload
from samdrift.foundation.scope import Scope
from samdrift.operations.work import public as work


@dataclass(frozen=True, slots=True)
class Form:
    """What was sent: by whom, about which order, when, with which photo."""

    scope: Scope
    order: work.WorkOrder
    post: QueryDict
    photo: CleanFile | None
    moment: work.Moment

    def text(self, name: str) -> str:
        """A field as it was written."""
        return self.post.get(name, "").strip()[:2000]

    def minutes(self) -> int:
        """The minutes that were written; 0 for what is no number."""
        given = self.text("minutes")
        return int(given) if given.isascii() and given.isdecimal() and len(given) < 6 else 0

    def until(self) -> datetime | None:
        """A moment as it was typed, at the order's place.

        Raises:
            Invalid: It is none.
        """
        given = self.text("until")
        try:
            moment = datetime.fromisoformat(given) if given else None
        except ValueError as odd:
            raise Invalid({"until": _("Write a date and a time.")}) from odd
        return moment if moment is None or moment.tzinfo is not None else moment.replace(tzinfo=zone_of(self.order))


def form_of(request: HttpRequest, scope: Scope, order: work.WorkOrder, now: datetime) -> Form:
    """The form, its photo cleaned before any transaction begins.

    Raises:
        Invalid: The photo is none we take.
    """
    upload = request.FILES.get("photo")
    photo = clean_upload(cast(BinaryIO, upload), upload.name or "photo") if upload else None
    return Form(scope, order, request.POST, photo, work.Moment(now))


def _accept(form: Form) -> None:
    work.accept_order(form.scope, form.order.uid, expected_version=None, moment=form.moment)


def _refuse(form: Form) -> None:
    work.refuse_order(form.scope, form.order.uid, expected_version=None, reason=form.text("reason"), moment=form.moment)


def _start(form: Form) -> None:
    work.start_order(
        form.scope, form.order.uid, expected_version=None, moment=form.moment, reason=form.text("start_reason"),
        permit=form.text("permit"),
    )  # fmt: skip


def _pause(form: Form) -> None:
    work.pause_order(
        form.scope, form.order.uid, expected_version=None, reason=form.text("reason"), note=form.text("note"),
        until=form.until(), moment=form.moment,
    )  # fmt: skip


def _resume(form: Form) -> None:
    work.resume_order(form.scope, form.order.uid, expected_version=None, moment=form.moment)


def _make_safe(form: Form) -> None:
    work.make_safe(form.scope, form.order.uid, expected_version=None, moment=form.moment)


def _finish(form: Form) -> None:
    if form.photo is not None:
        _keep(form)
    if form.text("minutes"):
        _time(form)
    work.finish_order(
        form.scope, form.order.uid, expected_version=None, resolution=form.text("resolution"), note=form.text("note"),
        reading=form.text("reading"), signature=form.text("signature") == "1", certificate=form.text("certificate"),
        moment=form.moment,
    )  # fmt: skip


def _fail(form: Form) -> None:
    work.fail_order(
        form.scope, form.order.uid, expected_version=None, reason=form.text("reason"), note=form.text("note"),
        moment=form.moment,
    )  # fmt: skip


def _time(form: Form) -> None:
    spent = work.Spent("time", minutes=form.minutes())
    work.write_line(form.scope, form.order.uid, spent, now=form.moment.now)


def _material(form: Form) -> None:
    quantity = work.quantity_from(form.text("quantity"))
    spent = work.Spent("material", quantity=quantity, unit_code="pcs", text=form.text("text")[:160])
    work.write_line(form.scope, form.order.uid, spent, now=form.moment.now)


def _photo(form: Form) -> None:
    if form.photo is None:
        raise Invalid({"photo": _("Choose a photo first.")})
    _keep(form)


def _step(form: Form) -> None:
    given = str(_keep(form)) if form.photo is not None else form.text("value")
    work.answer_step(
        form.scope, form.order.uid, form.text("step"), given, moment=form.moment, note=form.text("note")
    )  # fmt: skip


def _keep(form: Form) -> UUID:
    assert form.photo is not None
    kept: UUID = work.add_clean_photo(form.scope, form.order.uid, form.photo, now=form.moment.now).uid
    return kept


ACTS: dict[str, Callable[[Form], None]] = {
    "accept": _accept, "refuse": _refuse, "start": _start, "pause": _pause, "resume": _resume,
    "make_safe": _make_safe, "finish": _finish, "fail": _fail, "time": _time, "material": _material, "photo": _photo,
    "step": _step,
}  # fmt: skip
