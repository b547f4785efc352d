"""What other rooms and doors may use of joining."""

from samdrift.partnership.joining.commands.agreeing import TermsDraft, answer_terms, propose_terms
from samdrift.partnership.joining.commands.frameworks import FrameworkDraft, name_body, record_framework

__all__ = ["FrameworkDraft", "TermsDraft", "answer_terms", "name_body", "propose_terms", "record_framework"]
