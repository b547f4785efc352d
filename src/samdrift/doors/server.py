"""The web server's first process: it loads the application once, and its processes share what was loaded.

Granian forks its processes. Loaded before, the programme is in memory once instead of once each, as far as nobody
writes there; so what was loaded is also kept out of the way of the collector, which writes to all it looks at.
"""

import gc
import sys
from importlib import import_module
from runpy import run_module

APPLICATION = "samdrift.doors.wsgi:application"


def main() -> None:
    """Load the application and become Granian; the words of the command are its own."""
    gc.disable()  # until all is loaded there is nothing to collect
    load()
    gc.collect()
    gc.freeze()
    gc.enable()
    sys.argv.append(APPLICATION)
    run_module("granian", run_name="__main__", alter_sys=True)


def load() -> None:
    """All that every process needs: the application, every page's code, the texts of each language."""
    import_module(APPLICATION.partition(":")[0])
    from django.urls import get_resolver
    from django.utils import translation

    from samdrift.foundation.fields import LANGUAGES

    list(get_resolver().url_patterns)
    for language in LANGUAGES:
        translation.activate(language)  # which reads its texts
    translation.deactivate_all()


if __name__ == "__main__":
    main()
