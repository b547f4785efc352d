"""Handing a pack over: each side confirms by another person, and then it stands."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samdrift.foundation.errors import Invalid, NotAllowed, Refused
from samdrift.foundation.events.public import record
from samdrift.foundation.scope import Scope
from samdrift.partnership.handover import rules
from samdrift.partnership.handover.events import PackConfirmed, PackHandedOver
from samdrift.partnership.handover.models import CONFIRM, ExitPack
from samdrift.partnership.handover.queries import packs
from samdrift.partnership.joining import public as joining

WHY_NOT = {
    "state": gettext_lazy("Only a pack that is made and not handed over yet is confirmed."),
    "side": gettext_lazy("The contract's own client and provider confirm the handover."),
    "again": gettext_lazy("Your side has confirmed this pack already."),
    "person": gettext_lazy("You have confirmed this pack for the other side."),
    "older": gettext_lazy("A newer pack of this contract was made. Look at that one."),
}
FORBIDDEN = ("side", "person")


@transaction.atomic
def confirm_pack(
    scope: Scope, uid: UUID, *, fingerprint: str, expected_version: int, now: datetime
) -> ExitPack:  # fmt: skip
    """Confirm for the side one works for that a pack was handed over; once both have, it is frozen.

    Of a leaving call-off that is what its end waits for.

    Args:
        fingerprint: That of the pack one looked at, or its first eight characters at least.
    Raises:
        DoesNotExist: No such pack within the scope.
        Invalid: The fingerprint is another one.
        NotAllowed: The actor may not confirm, or has confirmed for the other side.
        Refused: It is not ready, confirmed by one's side already, or older than another.
        Stale: Somebody confirmed meanwhile.
    """
    pack = ExitPack.objects.within(scope).locked(uid, expected_version)
    place = packs.place_of(packs.pack_by_uid(scope, uid).contract)
    if not place.allows(scope, CONFIRM):
        raise NotAllowed(_("You may not confirm the handover of this contract."))
    side = place.side_of(scope)
    why = rules.why_not(pack.state, side, scope.person_id, pack.confirmed(), newest=packs.is_newest(scope, pack))
    if why in FORBIDDEN:
        raise NotAllowed(str(WHY_NOT[why]))
    if why:
        raise Refused(str(WHY_NOT[why]))
    given = fingerprint.strip().lower()
    if len(given) < 8 or not pack.fingerprint.startswith(given):
        raise Invalid({"fingerprint": _("This is not the fingerprint of this pack.")})
    setattr(pack, f"{side}_by_id", scope.person_id)
    setattr(pack, f"{side}_at", now)
    pack.state = rules.after(pack.confirmed())
    pack.handed_at = now if pack.state == rules.HANDED else None
    pack.save_changes(f"{side}_by", f"{side}_at", "state", "handed_at")
    about = {"pack_uid": pack.uid, "number": pack.number, "day": pack.day, "fingerprint": pack.fingerprint}
    record(PackConfirmed(side=side, **about), scope=scope, at=now, subject=pack)
    if pack.state == rules.HANDED:
        record(PackHandedOver(**about), scope=scope, at=now, subject=pack)
        told = _("Exit pack %(number)s as of %(day)s, fingerprint %(fingerprint)s") % {
            "number": pack.number,
            "day": pack.day.isoformat(),
            "fingerprint": pack.fingerprint[:16],
        }
        joining.note_exit_pack(scope, pack.contract_id, pack=told, day=pack.day, now=now)
    return pack
