"""The smallest demonstration, loaded once for all tests of this folder: each sees it as it was loaded.

The folder goes to one process as a whole (`conftest.py` at the root); what needs no demonstration lies beside it.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from samdrift.doors.demo.load import load
from samdrift.foundation.scope import everywhere
from tests.memory import forget_everything


@pytest.fixture(scope="package")
def loaded(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The demonstration in a transaction around all tests of the folder; what a test does is taken back after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        forget_everything()
        load(profile="ci")
        yield
        transaction.set_rollback(True)
    forget_everything()


@pytest.fixture
def everything(loaded: None, db: None) -> Iterator[None]:
    """The demonstration, seen across the gate."""
    forget_everything()
    with everywhere(reason="the test counts the demonstration"):
        yield
    forget_everything()
