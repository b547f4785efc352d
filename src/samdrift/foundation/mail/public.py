"""What every room uses of mail."""

from samdrift.foundation.mail.outgoing import Mail, Refused, configured, is_own_id, own_domain, send
from samdrift.foundation.mail.threads import Threaded, threaded, token_for, tokens_in

__all__ = [
    "Mail",
    "Refused",
    "Threaded",
    "configured",
    "is_own_id",
    "own_domain",
    "send",
    "threaded",
    "token_for",
    "tokens_in",
]
