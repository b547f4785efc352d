"""Sessions in the database, as Django keeps them; reading one, which every page does, is a question put once."""

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.models import Session

from samdrift.foundation.clock import real_now
from samdrift.foundation.prepared import Prepared

_BY_KEY = Prepared(
    lambda key: Session.objects.filter(session_key=key), "@key@", reason="sessions belong to no community"
)


class SessionStore(DatabaseStore):
    """Django's own, but for how a session is found."""

    def _get_session_from_db(self) -> Session | None:
        found: Session | None = next(iter(_BY_KEY.rows(self.session_key)), None)
        if found is None or found.expire_date <= real_now():
            self._session_key = None
            return None
        return found
