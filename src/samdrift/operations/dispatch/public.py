"""What other rooms may use of dispatch."""

from samdrift.operations.dispatch.commands.giving import Give, give_order
from samdrift.operations.dispatch.commands.settling import Hours, set_team_day
from samdrift.operations.dispatch.models import DayProposal, TeamDay

__all__ = ["DayProposal", "Give", "Hours", "TeamDay", "give_order", "set_team_day"]
