"""What contract managers are told: a pack waits for their answer, its day comes near, its day has passed."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from samdrift.foundation.days import whole_day_words
from samdrift.foundation.events.public import EventRecord
from samdrift.foundation.notices.public import APP, Notice, NoticeKind, Telling, register_kinds
from samdrift.foundation.scope import everywhere
from samdrift.partnership.benchmarking.commands.comparing import COMPARED
from samdrift.partnership.benchmarking.commands.reminding import DUE, OVERDUE, receivers
from samdrift.partnership.benchmarking.events import PackMade
from samdrift.partnership.benchmarking.models import Pack
from samdrift.partnership.benchmarking.rules import periods, states
from samdrift.registers.contracts import public as contracts

MANAGER = _("You get this because you manage the contract.")


def _made(event: EventRecord) -> Telling | None:
    """Both contract managers, whoever asked among them: it was made while they did something else."""
    with everywhere(reason="the pack an event speaks of; its receivers are asked through their own gate"):
        pack = Pack.objects.defer("data").filter(uid=event.payload["pack_uid"], community=event.community_id).first()
    if pack is None or pack.state == states.FROZEN:
        return None
    to = receivers(pack, [side for side in states.SIDES if not pack.answers[side]], event.happened_at)
    return Telling(
        to=to, facts={"period": periods.name_of(pack.first_day, pack.last_day), "day": pack.due_on.isoformat()},
        data_class=pack.data_class, subject_kind="benchmarking.pack", subject_uid=pack.uid,
    ) if to else None  # fmt: skip


def _words(facts: Mapping[str, Any]) -> Mapping[str, Any]:
    return {**facts, "day": whole_day_words(date.fromisoformat(facts["day"]))}


def _page(notice: Notice) -> str:
    return f"/benchmarks/{notice.subject_uid}/"


def _compared(facts: Mapping[str, Any]) -> Mapping[str, Any]:
    if facts.get("what"):
        told = gettext("It cannot be made again: %(what)s") % {"what": contracts.missing_price_words(facts["what"])}
    elif not facts.get("whole"):
        told = gettext("The text of the pack no longer has the fingerprint it was kept with.")
    elif facts.get("count"):
        told = ngettext(
            "Made again, %(count)s value is another. The pack stands as it was made.",
            "Made again, %(count)s values are others. The pack stands as it was made.", facts["count"],
        ) % {"count": facts["count"]}  # fmt: skip
    else:
        told = gettext("Made again, every figure is the same.")
    return {**facts, "told": told}


register_kinds(
    NoticeKind(
        key=COMPARED, number="N-71", name=_("A benchmark pack was made again and compared"), channels=frozenset({APP}),
        subject=_("The benchmark pack %(period)s was made again and compared"), body="%(told)s",
        reason=_("You get this because you asked for it."), words=_compared, link=lambda one: f"{_page(one)}compare/",
    ),
    NoticeKind(
        key="benchmarking.made", number="N-71", name=_("A benchmark pack waits for an answer"),
        subject=_("The benchmark pack %(period)s is made"),
        body=_("The benchmark pack %(period)s is made. Look at it and agree, or dispute it and say why, by %(day)s."),
        reason=MANAGER, events=(PackMade.kind,), tell=_made, to_actor=True, words=_words, link=_page,
    ),
    NoticeKind(
        key=DUE, number="N-71", name=_("The day to answer a benchmark pack comes near"),
        subject=_("The benchmark pack %(period)s is to be answered by %(day)s"),
        body=_("Your party has not answered the benchmark pack %(period)s yet. It is to be answered by %(day)s."),
        reason=MANAGER, words=_words, link=_page,
    ),
    NoticeKind(
        key=OVERDUE, number="N-71", name=_("The day to answer a benchmark pack has passed"), must=True,
        subject=_("The benchmark pack %(period)s was to be answered by %(day)s"),
        body=_("Your party has not answered the benchmark pack %(period)s, and the day agreed on, %(day)s, has passed. "
               "Until both parties have answered it cannot be frozen."),
        reason=MANAGER, words=_words, link=_page,
    ),
)  # fmt: skip
