"""What the facts of a notice are called in the reader's language."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from samdrift.foundation.fields import in_language
from samdrift.foundation.notices.public import moment_words
from samdrift.operations.requests.queries.names import names_of
from samdrift.operations.requests.queries.words import state_word


def words(facts: Mapping[str, Any]) -> dict[str, Any]:
    """The placeholders of the sentences: number, title, due, state, reason, and what else the facts hold."""
    said = dict(facts)
    said["due"] = moment_words(facts["due"], facts["zone"]) if facts.get("due") else _("not yet known")
    if "state" in facts:
        said["state"] = state_word(facts["state"])
    if "hold" in facts:
        known = names_of(facts["community"]).holds.get(facts["hold"], {})
        said["reason"] = in_language(known, get_language() or "en") or _("not told")
    return said
