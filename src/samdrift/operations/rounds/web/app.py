"""The round on a phone: one page for everybody, kept by the phone; what is personal comes by the field's API."""

from collections.abc import Mapping

from csp.constants import SELF, WASM_UNSAFE_EVAL
from csp.decorators import csp_update
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from samdrift.operations.field import public as field
from samdrift.operations.rounds.queries import words

# The code reader of phones without one of their own is WebAssembly.
SCAN_CSP = {"script-src": [SELF, WASM_UNSAFE_EVAL]}


@login_not_required
@require_safe
@csp_update(SCAN_CSP)
def round_app(request: HttpRequest) -> HttpResponse:
    """The shell: pictures, words and scripts, and nobody's data."""
    context = {
        "tasks": _listed(words.TASK_WORDS, words.TASK_ICONS), "reasons": _listed(words.SKIP_WORDS, words.SKIP_ICONS),
        "deviations": _listed(words.DEVIATION_WORDS, words.DEVIATION_ICONS), "help": words.HELP_WORDS,
        "signs": sorted({*words.SIGNS.values(), "room"}),
        "further": [kind for kind in field.further_kinds() if kind.choices],
    }  # fmt: skip
    response = render(request, "rounds/app.html", context)
    response["Cache-Control"] = "no-cache"
    return response


def _listed(named: Mapping[str, object], icons: Mapping[str, str]) -> list[tuple[str, object, str]]:
    return [(code, word, icons[code]) for code, word in named.items()]
