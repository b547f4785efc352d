"""What other rooms may use of proposals and disputes."""

from samdrift.operations.disputes.events import ProposalAnswered, ProposalMade
from samdrift.operations.disputes.models import Proposal
from samdrift.operations.disputes.queries.proposals import counts, proposals

__all__ = ["Proposal", "ProposalAnswered", "ProposalMade", "counts", "proposals"]
