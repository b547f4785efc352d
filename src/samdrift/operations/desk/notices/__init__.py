"""What people are told by the desk: of known issues, of messages that do not leave, and what their days come to."""

from samdrift.foundation.notices.public import register_kinds
from samdrift.operations.desk.notices import digests, outages, sending

register_kinds(*outages.KINDS, *digests.KINDS, *sending.KINDS)
