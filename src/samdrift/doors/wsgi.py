"""The web server's way in."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from samdrift.doors.evenly import among_its_own
from samdrift.doors.in_turn import Turns, in_turn

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "samdrift.doors.settings")
application = among_its_own(in_turn(get_wsgi_application(), Turns()), settings.SAMDRIFT_VAR / "in-hand")
