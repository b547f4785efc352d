"""What time does to a framework: who begins and who ends, the month's count, and what is shared in it."""

from datetime import datetime

from django.db import transaction

from samdrift.foundation.scope import everywhere
from samdrift.partnership.joining import rules
from samdrift.partnership.joining.commands.counting import recount, split_costs
from samdrift.partnership.joining.commands.moving import enter
from samdrift.partnership.joining.commands.opening import system_scope
from samdrift.partnership.joining.commands.wishing import note_step
from samdrift.partnership.joining.models import Accession, Framework
from samdrift.registers.parties import public as parties


def let_time_act(framework_id: int, *, now: datetime) -> int:
    """Do what a framework's day asks for; how many things that were. Safe to repeat."""
    done = 0
    for act in (_begin_and_end, recount, split_costs):
        with transaction.atomic():
            done += act(framework_id, now=now)
    return done


def _begin_and_end(framework_id: int, *, now: datetime) -> int:
    """Call-offs whose first day has come are live; those whose last has passed end, once the exit pack is there."""
    with everywhere(reason="the call-offs of a framework whose day has come"):
        framework = Framework.objects.select_for_update().get(pk=framework_id)
        scope = system_scope(framework)
        today = parties.community_day(scope, now)
        rows = Accession.objects.filter(framework=framework).order_by("pk")
        begun = list(rows.filter(state=rules.MOBILISING, live_from__lte=today))
        left = list(rows.filter(state=rules.EXITING, leaves_on__lt=today).exclude(exit_pack=""))
    for found, state in ((begun, rules.LIVE), (left, rules.ENDED)):
        for row in found:
            note_step(scope, row, "begin" if state == rules.LIVE else "end", "", row.state, state, now=now)
            enter(scope, row, state, now=now)
    return len(begun) + len(left)
