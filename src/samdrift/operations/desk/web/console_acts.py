"""What the console's buttons do: each one command; the answer is a sentence and the contact to stay with."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid, Refused
from samdrift.foundation.scope import Scope
from samdrift.operations.desk.commands import answering, linking
from samdrift.operations.desk.commands.contacts import answer_contact
from samdrift.operations.desk.commands.wrapping import WrapUp
from samdrift.operations.desk.queries import console as queries
from samdrift.operations.desk.queries.outages import current_outages
from samdrift.operations.desk.rules import contacts as rules
from samdrift.operations.desk.web.given import Given, uid_of
from samdrift.operations.requests import public as requests
from samdrift.registers.parties import public as parties

Act = Callable[[Scope, Given, str, datetime], tuple[str, UUID | None]]


def asked_for(sent: QueryDict) -> tuple[str, str]:
    """Which button was pressed, and what it carries: "do" holds act or act:value."""
    act, _colon, value = sent.get("do", "").partition(":")
    return act, value[:200]


def _take(scope: Scope, given: Given, value: str, now: datetime) -> tuple[str, UUID | None]:
    channel = value if value in rules.CHANNELS else "phone"
    return "", answering.take_call(scope, channel=channel, caller_handle=given["reach"], now=now).uid


def _answer(scope: Scope, given: Given, value: str, now: datetime) -> tuple[str, UUID | None]:
    uid, _colon, version = value.partition(":")
    seen = int(version) if version.isascii() and version.isdecimal() and len(version) < 10 else None
    contact = _uid(uid)
    answer_contact(scope, contact, now=now, expected_version=seen)
    return "", contact


def _order(scope: Scope, given: Given, value: str, now: datetime) -> tuple[str, UUID | None]:
    contact = _contact(scope, given, now)
    made = answering.order(
        scope, contact, _ask(scope, given), ending=_ending(given, rules.REQUEST_CREATED), more=value == "more", now=now,
        expected_version=_seen(given, contact),
    )  # fmt: skip
    sentence = _("It is request %(number)s.") % {"number": made.number}
    return sentence, contact if value == "more" else None


def _me_too(scope: Scope, given: Given, value: str, now: datetime) -> tuple[str, UUID | None]:
    contact = _contact(scope, given, now)
    number = answering.join(
        scope, contact, request_uid=_uid(value), caller_id=given.who, contact_text=given["reach"],
        ending=_ending(given, rules.ME_TOO), now=now, expected_version=_seen(given, contact),
    )  # fmt: skip
    return _("They have joined %(number)s and are kept informed.") % {"number": number}, None


def _known(scope: Scope, given: Given, value: str, now: datetime) -> tuple[str, UUID | None]:
    """A known issue: whoever has it joins its case; without a case they were told, and that was the answer."""
    outage = next((one for one in current_outages(scope.community_id) if one.uid == _uid(value)), None)
    if outage is None:
        raise Invalid({"text": _("This is over already.")})
    if outage.request_uid is not None:
        return _me_too(scope, given, str(outage.request_uid), now)
    return _end(scope, given, rules.RESOLVED, now)


def _chaser(scope: Scope, given: Given, value: str, now: datetime) -> tuple[str, UUID | None]:
    contact = _contact(scope, given, now)
    number = answering.chase(
        scope, contact, request_uid=_uid(value), caller_id=given.who, said=given["text"],
        ending=_ending(given, rules.CHASER), now=now, expected_version=_seen(given, contact),
    )  # fmt: skip
    return _("It is noted on %(number)s that they asked.") % {"number": number}, None


def _end(scope: Scope, given: Given, value: str, now: datetime) -> tuple[str, UUID | None]:
    contact = _contact(scope, given, now)
    answering.settle_contact(
        scope, contact, _ending(given, value), caller_id=given.who, now=now, expected_version=_seen(given, contact)
    )
    return _("The contact is wrapped up."), None


def _article(scope: Scope, given: Given, value: str, now: datetime) -> tuple[str, UUID | None]:
    contact = _contact(scope, given, now)
    answering.settle_by_article(
        scope, contact, _uid(value), _ending(given, rules.RESOLVED), caller_id=given.who, now=now,
        expected_version=_seen(given, contact),
    )  # fmt: skip
    return _("The contact is wrapped up."), None


def _hand_over(scope: Scope, given: Given, value: str, now: datetime) -> tuple[str, UUID | None]:
    contact = _contact(scope, given, now)
    kind, _colon, whom = value.partition(":")
    person = int(whom) if kind == "person" and whom.isascii() and whom.isdecimal() and len(whom) < 19 else None
    if person is not None and person not in dict(queries.colleagues(scope, day=parties.community_day(scope, now))):
        raise Invalid({"to": _("There is no such person here.")})
    note = given["note"] or given["text"]
    linking.hand_over(
        scope, contact, note=note, to_person=person, queue=whom if kind == "queue" else "", now=now,
        expected_version=_seen(given, contact),
    )  # fmt: skip
    return _("Handed over, with what was said so far."), None


def passed_over(scope: Scope, given: Given, value: str, now: datetime) -> Given:
    """The form once an article did not fit: counted once in a contact, and not suggested in it again.

    Raises:
        Invalid: There is no such article, or no contact in hand.
    """
    article = _uid(value)
    if str(article) in given.passed:
        return given
    in_hand = queries.contact_in_hand(scope, given.contact)
    if in_hand is None:
        raise Invalid({"text": _("Take a contact first.")})
    answering.pass_over_article(scope, in_hand.uid, article, now=now)
    return Given(given.values | {"passed": " ".join([*given.passed, str(article)])})


def _seen(given: Given, contact: UUID) -> int | None:
    """The version the page showed of this contact."""
    return given.version if given.contact == contact else None


def _contact(scope: Scope, given: Given, now: datetime) -> UUID:
    """The contact in hand; one that begins now when the agent acted before taking one."""
    in_hand = queries.contact_in_hand(scope, given.contact)
    if in_hand is not None and in_hand.outcome and given.version is not None and not _sent(scope, given):
        raise Refused(_("Somebody has wrapped this contact up already. What you wrote still stands here."))
    if in_hand is None or in_hand.outcome:
        in_hand = answering.take_call(scope, channel="phone", caller_handle=given["reach"], now=now)
    uid: UUID = in_hand.uid
    return uid


def _sent(scope: Scope, given: Given) -> bool:
    """Whether this very order was sent already: pressed twice it is no conflict."""
    uid = uid_of(given["uid"])
    return uid is not None and requests.ServiceRequest.objects.within(scope).filter(uid=uid).exists()


def _ending(given: Given, outcome: str) -> WrapUp:
    avoidable = given["avoidable"] if given["avoidable"] in rules.AVOIDABLE else ""
    return WrapUp(outcome=outcome, note=given["text"], subject=given["type"], avoidable=avoidable)


def _ask(scope: Scope, given: Given) -> requests.Ask:
    language = scope.language
    caller = queries.caller_of(scope, given.who, language)
    where = queries.place_of(scope, given["at"], language)
    if where is None and caller is not None and len(caller.sites) == 1:
        where = queries.place_of(scope, f"site:{caller.sites[0][0]}", language)
    _shown, kind, _all = queries.kinds(scope, given["text"], given["type"], language)
    wrong = {}
    if where is None:
        wrong["q"] = _("Search for the place and choose it.")
    if kind is None:
        wrong["type"] = _("Choose what it is about.")
    if where is None or kind is None:
        raise Invalid(wrong)
    contact = queries.contact_in_hand(scope, given.contact)
    return requests.Ask(
        request_type=kind.code, channel=_channel(contact.channel if contact else "phone"), description=given["text"],
        requester_id=caller.pk if caller else None, on_behalf_of="" if caller else given["name"][:120],
        contact=given["reach"][:120], language=caller.language if caller else language, uid=uid_of(given["uid"]),
        site_id=where.place.site_id, space_id=where.place.space_id, asset_id=where.place.asset_id,
    )  # fmt: skip


def _channel(channel: str) -> str:
    """Requests know fewer channels than contacts: what was written is mail."""
    return {"letter": "mail", "sms": "mail", "integration": "api"}.get(channel, channel)


def _uid(text: str) -> UUID:
    uid = uid_of(text)
    if uid is None:
        raise Invalid({"text": _("Choose one of those shown.")})
    return uid


ACTS: dict[str, Act] = {
    "take": _take,
    "answer": _answer,
    "order": _order,
    "me_too": _me_too,
    "known": _known,
    "chaser": _chaser,
    "end": _end,
    "article": _article,
    "hand_over": _hand_over,
}
