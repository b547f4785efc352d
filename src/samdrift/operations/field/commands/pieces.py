"""What each kind of queued piece does: the same command as the button on the page."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, BinaryIO
from uuid import UUID

from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid, Refused
from samdrift.foundation.scope import Scope, everywhere
from samdrift.operations.field.models import FieldAction
from samdrift.operations.field.registry import piece_kind
from samdrift.operations.requests import public as requests
from samdrift.operations.work import public as work
from samdrift.registers.estate import public as estate
from samdrift.registers.tags import public as tags

Photo = tuple[BinaryIO, str] | None


@dataclass(frozen=True, slots=True)
class Piece:
    """One thing done on a phone.

    Attributes:
        uid: Chosen by the phone: sent again, it is the same thing.
        kind: One of `rules.KINDS`.
        order: The order's uid, which for new work the phone has chosen too.
        device_at: What the phone's clock said.
    """

    uid: UUID
    kind: str
    order: UUID | None
    device_at: datetime
    body: dict[str, Any] = field(default_factory=dict)

    def text(self, name: str, most: int = 4000) -> str:
        """A text of the body, cut to what is kept; "" when it is none."""
        value = self.body.get(name, "")
        return value.strip()[:most] if isinstance(value, str) else ""

    def number(self, name: str) -> int:
        """A whole number of the body; 0 when it is none."""
        value = self.body.get(name, 0)
        return value if isinstance(value, int) and not isinstance(value, bool) else 0

    @property
    def about(self) -> UUID:
        """The order it is about.

        Raises:
            Invalid: It names none.
        """
        if self.order is None:
            raise Invalid({"order": _("It does not say which work order it is about.")})
        return self.order


def do(scope: Scope, piece: Piece, moment: work.Moment, photo: Photo) -> str:
    """Do it; gives what else the phone should say, or "".

    Raises:
        Invalid, NotAllowed, Refused, DoesNotExist: As the command says.
    """
    if piece.kind == "photo":
        if photo is None:
            raise Invalid({"photo": _("Choose a photo first.")})
        kept = work.add_photo(scope, piece.about, *photo, now=moment.now)
        piece.body["file"] = str(kept.uid)  # a step of a checklist may name the photo by the piece it came in
        return ""
    if piece.kind == "report_photo":
        return _report_photo(scope, piece, moment, photo)
    further = piece_kind(piece.kind)
    act = further.act if further is not None else ACTS.get(piece.kind)
    if act is None:
        raise Refused(_("This installation does not know this yet. Update the page on the phone, then try again."))
    return act(scope, piece, moment) or ""


def keep(scope: Scope, piece: Piece, moment: work.Moment, review: str, photo: Photo) -> None:
    """Keep work on an order that is no longer this person's: its cost and its proof stay, somebody looks at it."""
    if piece.kind == "photo" and photo is not None:
        work.keep_photo(scope, piece.about, *photo, review=review, moment=moment)
    elif piece.kind in ("time", "material"):
        work.keep_line(scope, piece.about, _spent(piece), review=review, moment=moment, line_uid=piece.uid)
    elif piece.kind in ("finish", "fail"):
        work.keep_end(
            scope, piece.about, review=review, moment=moment, resolution=piece.text("resolution", 32),
            note=piece.text("note"),
        )  # fmt: skip
    else:
        work.keep_mark(scope, piece.about, review=review, moment=moment)


def _spent(piece: Piece) -> work.Spent:
    if piece.kind == "time":
        return work.Spent("time", minutes=piece.number("minutes"), text=piece.text("text", 160))
    quantity = work.quantity_from(str(piece.body.get("quantity", "")))
    return work.Spent("material", quantity=quantity, unit_code="pcs", text=piece.text("text", 160))


def _plain(command: Callable[..., object]) -> Callable[[Scope, Piece, work.Moment], str | None]:
    """A move that needs nothing but the order."""

    def act(scope: Scope, piece: Piece, moment: work.Moment) -> None:
        command(scope, piece.about, expected_version=None, moment=moment)

    return act


def _start(scope: Scope, piece: Piece, moment: work.Moment) -> None:
    work.start_order(
        scope, piece.about, expected_version=None, moment=moment, reason=piece.text("reason", 24),
        permit=piece.text("permit", 40),
    )  # fmt: skip


def _refuse(scope: Scope, piece: Piece, moment: work.Moment) -> None:
    work.refuse_order(scope, piece.about, expected_version=None, reason=piece.text("reason", 24), moment=moment)


def _pause(scope: Scope, piece: Piece, moment: work.Moment) -> None:
    work.pause_order(
        scope, piece.about, expected_version=None, reason=piece.text("reason", 32), note=piece.text("note"),
        moment=moment,
    )  # fmt: skip


def _fail(scope: Scope, piece: Piece, moment: work.Moment) -> None:
    work.fail_order(
        scope, piece.about, expected_version=None, reason=piece.text("reason", 24), note=piece.text("note"),
        moment=moment,
    )  # fmt: skip


def _finish(scope: Scope, piece: Piece, moment: work.Moment) -> None:
    work.finish_order(
        scope, piece.about, expected_version=None, resolution=piece.text("resolution", 32), note=piece.text("note"),
        reading=piece.text("reading", 200), signature=piece.body.get("signature") is True,
        certificate=piece.text("certificate", 80), moment=moment,
    )  # fmt: skip


def _line(scope: Scope, piece: Piece, moment: work.Moment) -> None:
    work.write_line(scope, piece.about, _spent(piece), now=moment.happened_at, line_uid=piece.uid)


def _scan(scope: Scope, piece: Piece, moment: work.Moment) -> str:
    """Only the code itself proves that somebody stood there: no list, print or answer of ours holds it."""
    found = tags.scanned(piece.text("code", 200))
    if found is None or found.community_id != scope.community_id or found.site_id is None:
        raise Refused(_("Nobody knows this code, so it proves nothing."))
    here = work.confirm_place(scope, piece.about, space_id=found.space_id, asset_id=found.asset_id, moment=moment)
    return "" if here else _("The tag you scanned hangs elsewhere.")


def _step(scope: Scope, piece: Piece, moment: work.Moment) -> str:
    """An answer to a step of the checklist; a photo is named by the piece that brought it."""
    given = piece.text("value", 400)
    photo = _uid(given)
    if photo is not None:
        with everywhere(reason="the photo this phone sent before"):
            bodies = FieldAction.objects.filter(uid=photo, person=scope.person_id or 0, kind="photo")
            given = (bodies.values_list("body", flat=True).first() or {}).get("file", given)
    result = work.answer_step(
        scope, piece.about, piece.text("key", 40), given, moment=moment, result_uid=piece.uid,
        note=piece.text("note", 400),
    )  # fmt: skip
    return _("A follow-up order was made of it.") if result.passed is False else ""


def _new(scope: Scope, piece: Piece, moment: work.Moment) -> None:
    found = work.Found(
        order_uid=piece.about, request_uid=piece.uid, request_type=piece.text("request_type", 60),
        title=piece.text("title", 160), description=piece.text("description"), scanned=bool(piece.text("code")),
        **_place(scope, piece),
    )  # fmt: skip
    work.begin_on_the_spot(scope, found, moment=moment)


def _report(scope: Scope, piece: Piece, moment: work.Moment) -> str:
    """Something others should do: it goes to the desk as any report does."""
    ask = requests.Ask(
        request_type=piece.text("request_type", 60), channel="app", title=piece.text("title", 160),
        description=piece.text("description"), requester_id=scope.person_id, uid=piece.uid,
        described_at=moment.happened_at, **_place(scope, piece),
    )  # fmt: skip
    made = requests.submit_request(scope, ask, received_at=moment.happened_at, now=moment.now)
    return _("Reported as %(number)s.") % {"number": made.service_request.number}


def _report_photo(scope: Scope, piece: Piece, moment: work.Moment, photo: Photo) -> str:
    """A photo of something this phone reported, under the identifier it gave the report."""
    report = _uid(piece.body.get("report"))
    if photo is None or report is None:
        raise Invalid({"photo": _("Choose a photo first.")})
    requests.add_reporters_photo(scope, report, *photo, now=moment.now)
    return ""


def _place(scope: Scope, piece: Piece) -> dict[str, Any]:
    """Where: what a scanned code says, else where another order is, else the site chosen."""
    code, beside = piece.text("code", 200), _uid(piece.body.get("beside"))
    if code:
        found = tags.scanned(code)
        if found is None or found.community_id != scope.community_id or found.site_id is None:
            raise Refused(_("Nobody knows this code, so it leads nowhere."))
        return {"site_id": found.site_id, "space_id": found.space_id, "asset_id": found.asset_id}
    if beside is not None:
        with everywhere(reason="the place of an order that was this person's when the phone lost its signal"):
            rows = work.WorkOrder.objects.filter(uid=beside, community=scope.community_id)
            row = rows.values_list("site_id", "space_id").first()
        work.why_review(scope, beside, ending=False)  # raises for orders that never were theirs
        if row is not None:
            return {"site_id": row[0], "space_id": row[1], "asset_id": None}
    chosen = _uid(piece.body.get("site"))
    site = estate.Site.objects.within(scope).filter(uid=chosen).first() if chosen else None
    if site is None:
        raise Invalid({"place": _("Say where it is: scan the tag, or choose a site.")})
    return {"site_id": site.pk, "space_id": None, "asset_id": None}


def _uid(given: object) -> UUID | None:
    try:
        return UUID(str(given))
    except ValueError:
        return None


ACTS: dict[str, Callable[[Scope, Piece, work.Moment], str | None]] = {
    "accept": _plain(work.accept_order), "refuse": _refuse, "start": _start, "scan": _scan,
    "make_safe": _plain(work.make_safe), "pause": _pause, "resume": _plain(work.resume_order), "time": _line,
    "material": _line, "step": _step, "finish": _finish, "fail": _fail, "new": _new, "report": _report,
}  # fmt: skip
