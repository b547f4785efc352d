"""Lets the many processes of a check compile each source file once, also where Python is told to keep nothing."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

KEEP_NOTHING, KEPT_IN = "PYTHONDONTWRITEBYTECODE", "PYTHONPYCACHEPREFIX"


@contextmanager
def compiled_once() -> Iterator[None]:
    """For processes begun inside: what Python compiles is kept, and where it may not be, aside and until the end.

    Without it each process compiles the house anew, which takes two thirds of its start; a check begins some hundred.
    """
    told = os.environ.pop(KEEP_NOTHING, "")
    if not told:
        yield
        return
    aside = os.environ.get(KEPT_IN)
    try:
        with tempfile.TemporaryDirectory(prefix="samdrift-compiled-", ignore_cleanup_errors=True) as folder:
            os.environ[KEPT_IN] = folder
            yield
    finally:
        os.environ[KEEP_NOTHING] = told
        os.environ.pop(KEPT_IN, None)
        if aside is not None:
            os.environ[KEPT_IN] = aside
