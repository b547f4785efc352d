"""What other rooms may use of dispatch."""

from samdrift.operations.dispatch.commands.giving import Give, give_order
from samdrift.operations.dispatch.commands.planning_ahead import Ahead, begin_days, plan_days
from samdrift.operations.dispatch.commands.settling import Hours, set_team_day
from samdrift.operations.dispatch.models import DayProposal, TeamDay

__all__ = ["Ahead", "DayProposal", "Give", "Hours", "TeamDay", "begin_days", "give_order", "plan_days", "set_team_day"]
