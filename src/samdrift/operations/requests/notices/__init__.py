"""What people are told about requests: to whom, after which events, in which words (domain.md §5)."""

from samdrift.foundation.notices.public import register_kinds
from samdrift.operations.requests.notices import asker, desk, ladder

register_kinds(*asker.KINDS, *desk.KINDS, *ladder.KINDS)
