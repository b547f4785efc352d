"""What queues and endings of contacts are called where an event speaks of them."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from samdrift.foundation.events.public import Rows, register_codes, register_reader, register_rows
from samdrift.foundation.fields import in_language
from samdrift.foundation.scope import Scope, everywhere
from samdrift.operations.desk.models import Contact, Queue
from samdrift.operations.desk.rules import contacts as rules

OUTCOMES = {
    rules.RESOLVED: _("answered at once"),
    rules.REQUEST_CREATED: _("a request was made"),
    rules.ME_TOO: _("the same problem as others"),
    rules.TRANSFERRED: _("transferred"),
    rules.ABANDONED: _("given up"),
    rules.CALL_BACK: _("to be called back"),
    rules.WRONG_NUMBER: _("wrong number"),
    rules.SPAM: _("unwanted"),
    rules.CHASER: _("asked how far it is"),
}


def register() -> None:
    """Announce the room's words and rows."""
    register_codes("outcome", OUTCOMES)
    register_reader("desk_queue", _queues)
    register_rows("desk.contact", Rows(Contact.objects.within, (), lambda _language: str(_("Contact"))))


def _queues(scope: Scope, codes: set[Any], language: str) -> Mapping[Any, str]:
    with everywhere(reason="names of the community's queues; whoever sees an event sees which queue it names"):
        found = Queue.objects.filter(community=scope.community_id, code__in=codes).values_list("code", "name")
        return {code: in_language(name, language) for code, name in found}
