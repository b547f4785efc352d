"""The live board of the team leader."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from samdrift.foundation.clock import now
from samdrift.foundation.http import ScopedRequest
from samdrift.operations.desk.commands.contacts import timezone_of
from samdrift.operations.desk.queries import board
from samdrift.operations.desk.web.words import CHANNELS
from samdrift.operations.requests import public as requests


@require_safe
def live_board(request: ScopedRequest) -> HttpResponse:
    """Waiting, talking, ageing, at risk; renewed every ten seconds."""
    scope = request.scope
    scope.require_somewhere("desk.lead")
    moment = now()
    zone = ZoneInfo(timezone_of(scope.community_id))
    midnight = datetime.combine(moment.astimezone(zone).date(), time.min, tzinfo=zone)
    shown = board.live_board(scope, now=moment, midnight=midnight, language=(get_language() or "en")[:2])
    urgent = [(row, str(requests.state_word(row.state))) for row in shown.most_urgent]
    context = {"board": shown, "urgent": urgent, "now": moment, "channel_words": CHANNELS}
    return render(request, "desk/board.html", context)
