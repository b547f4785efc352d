"""The page of what was found."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from samdrift.doors.search.hits import shown, sites_named
from samdrift.foundation.http import ScopedRequest
from samdrift.foundation.search.public import search_rows
from samdrift.registers.tags import public as tags

LONGEST = 200


@require_safe
def search(request: ScopedRequest) -> HttpResponse:
    """What this person may see that has the words; a request's whole number, or a tag's code, leads straight there."""
    text = request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST]
    # A hand scanner types what it reads into the field that has the focus; words without a digit are never codes.
    code = tags.code_in(text) if any(character.isdigit() for character in text) else None
    if code:
        return redirect(f"/q/{code}")
    language = get_language() or "en"
    found = search_rows(request.scope, text, after=request.GET.get("after", ""))
    results = shown(request.scope, found.hits, language)
    first_page = not request.GET.get("after")
    sites = sites_named(request.scope, text, language) if first_page else []
    exact = [one for one in results if one.note.casefold() == text.casefold() and one.url]
    if first_page and len(exact) == 1 and not sites:
        return redirect(exact[0].url)
    context = {"text": text, "results": results, "sites": sites, "after": found.after, "path": request.get_full_path()}
    return render(request, "search/results.html", context)
