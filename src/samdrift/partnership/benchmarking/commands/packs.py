"""A pack is made, made anew as long as nobody answered, commented on, agreed on or disputed, and frozen."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samdrift.foundation.errors import Invalid, Refused
from samdrift.foundation.events.public import record
from samdrift.foundation.scope import Scope, everywhere
from samdrift.kernel.fees import NoPrice
from samdrift.partnership.benchmarking.commands.speaking import DATA_CLASS, speaks
from samdrift.partnership.benchmarking.events import PackAnswered, PackCommented, PackEvent, PackFrozen, PackMade
from samdrift.partnership.benchmarking.models import Pack, PackWord
from samdrift.partnership.benchmarking.queries.gathering import contract_of, gathered
from samdrift.partnership.benchmarking.queries.reading import contract_seen, data_of, said_of
from samdrift.partnership.benchmarking.rules import periods, states
from samdrift.partnership.reports import public as reports
from samdrift.registers.contracts import public as contracts
from samdrift.registers.parties import public as parties

PROBLEMS = {
    states.TAKEN: gettext_lazy("This period has a pack that is not frozen yet."),
    states.NOTHING: gettext_lazy("Nothing was ordered in this period, so there is nothing to compare."),
    states.NO_PRICE: gettext_lazy("A volume of this period has no price: %(what)s"),
    states.ANSWERED: gettext_lazy("A party has answered to these figures; they change no more."),
}


def problem_words(problem: str, what: str = "") -> str:
    """Why no pack can be made, in the reader's language: a code of `states`, and the missing price as it is kept."""
    return str(PROBLEMS[problem]) % {"what": contracts.missing_price_words(what)}


class CannotMake(Refused):
    """No pack can be made: the code of `states` says why, and `what` which price is missing, as `NoPrice.code`."""

    def __init__(self, problem: str, what: str = "") -> None:
        super().__init__(problem_words(problem, what))
        self.problem, self.what = problem, what


@transaction.atomic
def make_pack(
    scope: Scope, contract_uid: UUID, first: date, last: date, *, level: str = "", now: datetime
) -> Pack:  # fmt: skip
    """Make the pack of whole months that are over, at once; both parties read it then.

    Args:
        level: At which price level peers are told; the period's own where left out.

    Raises:
        DoesNotExist: No such contract within the scope.
        Invalid: They are no whole months of the contract, or there is no such price level.
        NotAllowed: The actor may not speak for a party of this contract.
        Refused: The period is not over, has an open pack, nothing was ordered in it, or a volume has no price.
    """
    contract, level = asked_period(scope, contract_uid, first, last, level, now)
    return made_of(scope, contract, first, last, level, now)


def asked_period(
    scope: Scope, contract_uid: UUID, first: date, last: date, level: str, now: datetime
) -> tuple[contracts.Contract, str]:  # fmt: skip
    """The contract and the price level of a pack that may be made; raises as `make_pack` does."""
    contract = contract_seen(scope, contract_uid)
    speaks(scope, contract.pk)
    months = periods.months_of(first, last)
    if not months or last < contract.starts_on or first > contract.ends_on:
        raise Invalid(
            {"first": _("Choose 1 to %(most)s whole months of the contract.") % {"most": periods.MOST_MONTHS}}
        )
    level = level.strip() or periods.level_of(first, last)
    if not periods.is_level(level):
        raise Invalid({"level": _("Write a price level as a year or a month, such as 2024 or 2024-07.")})
    if last >= parties.community_day(scope, now):
        raise Refused(_("These months are not over yet."))
    next_number(contract.pk, first, last)
    return contract, level


def made_of(
    scope: Scope, contract: contracts.Contract, first: date, last: date, level: str, now: datetime
) -> Pack:  # fmt: skip
    """A pack of a period that was asked for, put together and kept in the caller's transaction.

    Raises:
        CannotMake: The period has an open pack, nothing was ordered in it, or a volume has no price.
    """
    number = next_number(contract.pk, first, last)
    data = told_of(contract.community_id, contract.pk, first, last, level, now, number)
    return kept_as_new(scope, contract, first, last, level, data, now)


def kept_as_new(
    scope: Scope, contract: contracts.Contract, first: date, last: date, level: str, data: Mapping[str, Any],
    now: datetime,
) -> Pack:  # fmt: skip
    """Keep what was put together as known at `now` as the pack of a period, in the caller's short transaction.

    Raises:
        CannotMake: The period has an open pack by now.
    """
    number = next_number(contract.pk, first, last)
    text = reports.canonical.written({**data, "number": number})
    today = now.astimezone(parties.zone_of_community(contract.community_id)).date()
    pack = Pack(
        community_id=contract.community_id, data_class=DATA_CLASS, contract=contract, first_day=first, last_day=last,
        number=number, level=level, data=text, digest=reports.canonical.digest(text), known_at=now, made_at=now,
        made_by_id=scope.person_id, due_on=today + timedelta(days=data["terms"]["answer_days"]), above=data["above"],
    )  # fmt: skip
    try:
        with transaction.atomic():
            pack.save(force_insert=True)
    except IntegrityError as open_one:
        raise CannotMake(states.TAKEN) from open_one
    _note(PackMade, pack, scope, now)
    return pack


@transaction.atomic
def refresh_pack(scope: Scope, uid: UUID, *, expected_version: int | None, now: datetime) -> Pack:
    """Make an open pack's data anew at once, with what has been stated and recorded since.

    Raises:
        DoesNotExist: No such pack within the scope.
        NotAllowed: The actor may not speak for a party of this contract.
        Refused: A party has answered to these figures, or it is frozen; or a volume has no price.
        Stale: It changed meanwhile.
    """
    pack = refreshable(scope, uid, expected_version)
    return refreshed(scope, pack, now)


def refreshable(scope: Scope, uid: UUID, expected_version: int | None) -> Pack:
    """An open pack nobody has answered to, locked; raises as `refresh_pack` does."""
    pack = Pack.objects.within(scope).locked(uid, expected_version)
    speaks(scope, pack.contract_id)
    if pack.state == states.FROZEN or any(pack.answers.values()):
        raise CannotMake(states.ANSWERED)
    return pack


def refreshed(scope: Scope, pack: Pack, now: datetime) -> Pack:
    """An open pack with its data put together anew and kept in the caller's transaction.

    Raises:
        CannotMake: A party has answered meanwhile, or a volume has no price.
    """
    if pack.state == states.FROZEN or any(pack.answers.values()):
        raise CannotMake(states.ANSWERED)
    data = told_of(
        pack.community_id, pack.contract_id, pack.first_day, pack.last_day, pack.level, now, pack.number
    )  # fmt: skip
    return kept_anew(scope, pack, data, now)


def kept_anew(scope: Scope, pack: Pack, data: Mapping[str, Any], now: datetime) -> Pack:
    """Keep what was put together as known at `now` in an open pack, locked in the caller's short transaction.

    A pack that was made anew later than that stays as it is: it knows more.

    Raises:
        CannotMake: A party has answered meanwhile.
    """
    if pack.state == states.FROZEN or any(pack.answers.values()):
        raise CannotMake(states.ANSWERED)
    if pack.known_at > now:
        return pack
    pack.data = reports.canonical.written(data)
    pack.digest, pack.known_at, pack.above = reports.canonical.digest(pack.data), now, data["above"]
    pack.save_changes("data", "digest", "known_at", "above")
    _note(PackMade, pack, scope, now)
    return pack


@transaction.atomic
def say(scope: Scope, uid: UUID, text: str, *, key: str = "", now: datetime) -> PackWord:
    """Say something of a pack or of one of its lines, for one's party; the same words again are said once.

    Args:
        key: The line's; "" for the whole pack.

    Raises:
        DoesNotExist: No such pack within the scope.
        Invalid: Nothing is said, or too much, or of no line of this pack.
        NotAllowed: The actor may not speak for a party of this contract.
        Refused: It is frozen.
    """
    pack = Pack.objects.within(scope).locked(uid)
    side = speaks(scope, pack.contract_id)
    if not text.strip() or len(text.strip()) > states.LONGEST:
        raise Invalid({"text": _("Say it in at most %(most)s characters.") % {"most": states.LONGEST}})
    if key and key not in {one["key"] for one in data_of(pack)["lines"]}:
        raise Invalid({"key": _("The pack has no such line.")})
    if pack.state == states.FROZEN:
        raise Refused(_("This pack is frozen with what was said."))
    own = PackWord.objects.within(scope).filter(pack=pack, side=side, key=key).order_by("-pk").first()
    if own is not None and own.text == text.strip():
        return own
    word = PackWord(
        community_id=pack.community_id, data_class=pack.data_class, pack=pack, key=key, side=side, text=text.strip(),
        person_id=scope.person_id, said_at=now,
    )  # fmt: skip
    word.save(force_insert=True)
    _note(PackCommented, pack, scope, now, side=side, line=key, word=word.uid)
    return word


@transaction.atomic
def answer_pack(
    scope: Scope, uid: UUID, answer: str, *, expected_version: int | None, now: datetime, reason: str = ""
) -> Pack:
    """Agree on the pack for one's party, on the very figures its fingerprint names, or dispute it and say why.

    A party may answer otherwise until the pack is frozen.

    Raises:
        DoesNotExist: No such pack within the scope.
        Invalid: There is no such answer, or a dispute without a reason.
        NotAllowed: The actor may not speak for a party of this contract.
        Refused: It is frozen, or one's party has answered the same.
        Stale: It changed meanwhile.
    """
    pack = Pack.objects.within(scope).locked(uid, expected_version)
    side = speaks(scope, pack.contract_id)
    if answer not in states.ANSWERS:
        raise Invalid({"answer": _("Agree, or dispute and say why.")})
    if pack.state == states.FROZEN:
        raise Refused(_("This pack is frozen with what was said."))
    if pack.answers[side] == answer:
        raise Refused(_("Your party has answered so already."))
    if answer == states.DISPUTED:
        if not reason.strip():
            raise Invalid({"reason": _("Say what you dispute, so that the other party can answer.")})
        say(scope, uid, reason, now=now)
    setattr(pack, f"{side}_answer", answer)
    setattr(pack, f"{side}_answered_at", now)
    setattr(pack, f"{side}_answered_by_id", scope.person_id)
    pack.state = states.state_of(pack.answers)
    pack.save_changes("state", f"{side}_answer", f"{side}_answered_at", f"{side}_answered_by")
    _note(PackAnswered, pack, scope, now, side=side, answer=answer)
    return pack


@transaction.atomic
def freeze_pack(scope: Scope, uid: UUID, *, expected_version: int | None, now: datetime) -> Pack:
    """Freeze a pack both have answered to, agreed or disputed: data, words and answers become one text.

    Raises:
        DoesNotExist: No such pack within the scope.
        NotAllowed: The actor may not speak for a party of this contract.
        Refused: Not both have answered, or it is frozen.
        Stale: It changed meanwhile.
    """
    pack = Pack.objects.within(scope).locked(uid, expected_version)
    speaks(scope, pack.contract_id)
    if pack.state == states.FROZEN:
        raise Refused(_("This pack is frozen with what was said."))
    if not states.may_freeze(pack.answers):
        raise Refused(_("Both parties answer first, then the pack is frozen."))
    answered = [
        {
            "side": side, "answer": pack.answers[side], "digest": pack.digest,
            "at": getattr(pack, f"{side}_answered_at").isoformat(timespec="seconds"),
        }
        for side in states.SIDES
    ]  # fmt: skip
    pack.data = reports.canonical.written(data_of(pack) | {"said": said_of(pack), "answers": answered})
    pack.digest, pack.state, pack.frozen_at = reports.canonical.digest(pack.data), states.FROZEN, now
    pack.save_changes("data", "digest", "state", "frozen_at")
    _note(PackFrozen, pack, scope, now)
    return pack


def next_number(contract_id: int, first: date, last: date) -> int:
    """Which number the next pack of a period has.

    Raises:
        CannotMake: It has one that is open.
    """
    with everywhere(reason="the number of the next pack of a period"):
        rows = Pack.objects.filter(contract=contract_id, first_day=first, last_day=last)
        if rows.exclude(state=states.FROZEN).exists():
            raise CannotMake(states.TAKEN)
        return int(rows.aggregate(last=Max("number"))["last"] or 0) + 1


def told_of(
    community_id: int, contract_id: int, first: date, last: date, level: str, now: datetime, number: int
) -> dict[str, Any]:  # fmt: skip
    """What a pack says before anybody answered; only reads, and takes its time.

    Raises:
        CannotMake: Nothing was ordered in the period, or a volume has no price.
    """
    try:
        data = gathered(contract_of(community_id, contract_id), first, last, level, now, number)
    except NoPrice as missing:
        raise CannotMake(states.NO_PRICE, missing.code) from missing
    if not data["lines"]:
        raise CannotMake(states.NOTHING)
    return data


def _note(kind: type[PackEvent], pack: Pack, scope: Scope, now: datetime, **more: object) -> None:
    """Write into the book what happened to a pack, with the fingerprint it had then."""
    event = kind(
        pack_uid=pack.uid, first_day=pack.first_day, last_day=pack.last_day, number=pack.number, digest=pack.digest,
        **more,
    )  # fmt: skip
    record(event, scope=scope, at=now, subject=pack)
