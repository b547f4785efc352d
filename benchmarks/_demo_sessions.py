"""Signs people of the demonstration in, one of each role that looks at the overview, and names a district."""

import json
import sys
from importlib import import_module
from typing import Any

ROLES = ("OPS-M", "CTR-C", "CTR-P", "AUD", "LOC-FM")


def main() -> None:
    """Print sessions by role, a district and its contract."""
    import django

    django.setup()
    from samdrift.foundation.scope import everywhere
    from samdrift.registers.contracts.models import Contract
    from samdrift.registers.parties.models import RoleAssignment

    told: dict[str, Any] = {"sessions": {}}
    with everywhere(reason="a benchmark signs in people of a demonstration"):
        for role in ROLES:
            held = RoleAssignment.objects.filter(role=role, state="granted").select_related("employment__person")
            row = held.order_by("pk")[0]
            told["sessions"][role] = _session(row.employment)
        told["contract"] = str(Contract.objects.order_by("community_id", "code")[0].uid)
        told["district"] = str(row.employment.unit.uid)  # the local FM coordinator's
    sys.stdout.write(json.dumps(told) + "\n")


def _session(employment: Any) -> str:
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(employment.person_id)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = employment.person.get_session_auth_hash()
    session["employment"] = employment.pk
    session.create()
    return str(session.session_key)


if __name__ == "__main__":
    main()
