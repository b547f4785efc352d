"""Who a pack waits for: the people of a side who may confirm it, and what they are told."""

from collections.abc import Collection
from datetime import datetime

from samdrift.foundation.notices.public import Telling, To
from samdrift.partnership.handover import rules
from samdrift.partnership.handover.models import CONFIRM, ExitPack
from samdrift.partnership.handover.queries import packs
from samdrift.registers.parties import public as parties

WAITING = "handover.waiting"
CONFIRMING = ("CTR-C", "CTR-P", "JOIN")


def who_confirms(pack: ExitPack, sides: Collection[str], *, now: datetime) -> list[To]:
    """The people who may confirm a pack for one of these sides; of a call-off the client's side is the joiner."""
    place = packs.place_of(pack.contract)
    held = {
        one.person_id: one
        for contract, unit in ((place.contract.pk, place.unit_id), (place.home_id, place.unit_id))
        for one in parties.holders_of(
            pack.community_id, CONFIRMING, now=now, contract_id=contract, unit_id=unit
        )
    }  # fmt: skip
    return [
        To(one.person_id, one.employment_id, language=one.scope.language)
        for one in held.values()
        if place.side_of(one.scope) in sides and place.allows(one.scope, CONFIRM)
    ]


def waited_for(pack: ExitPack) -> list[str]:
    """The sides that have not confirmed a pack yet."""
    confirmed = pack.confirmed()
    return [side for side in rules.SIDES if side not in confirmed]


def telling(pack: ExitPack, to: list[To]) -> Telling | None:
    """What is told of a pack: its contract's code, its number and its day, nothing that is in it."""
    facts = {"contract": pack.contract.code, "number": pack.number, "day": pack.day.isoformat()}
    return Telling(to=to, facts=facts, data_class=pack.data_class, subject_kind="handover.exitpack",
                   subject_uid=pack.uid) if to else None  # fmt: skip
