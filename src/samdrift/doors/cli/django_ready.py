"""Starts Django for the commands that need it; the others never pay for it."""

import os
import warnings


def start_django() -> None:
    """Load settings and applications, once."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "samdrift.doors.settings")
    warnings.simplefilter("ignore", DeprecationWarning)  # of libraries; the tests are where they count
    import django

    django.setup()
