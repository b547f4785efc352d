"""What happens to people and units by itself when a day begins where the community is."""

from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from samdrift.foundation import clock
from samdrift.foundation.jobs.public import job
from samdrift.registers.parties import commands
from samdrift.registers.parties.models import Community


@job("parties.new_day", every="2 * * * *", each_community=True)
def new_day(payload: Mapping[str, Any]) -> None:
    """Carry out moves planned for today and close the accounts of those who have left; hourly, for every time zone."""
    community = Community.objects.get(pk=payload["community_id"])
    moment = clock.now()
    today = moment.astimezone(ZoneInfo(community.timezone)).date()
    commands.bring_tree_up_to(community.pk, today)
    commands.see_off_due(community.pk, today=today, now=moment)
