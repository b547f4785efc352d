"""A scan page that answers as the real one must: for the browser's journeys without signal."""

import uuid

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt

from samdrift.doors.pages import style_samples

received = {}
tokens = {"now": "t-1"}


@csrf_exempt
@login_not_required
def scanned(request, code):
    """The form, or one report for each key."""
    if request.method == "GET":
        values = {**style_samples.report(), "path": request.path}
        values["form"] = {**values["form"], "key": str(uuid.uuid4()), "token": tokens["now"]}
        return render(request, "q/report.html", values)
    if request.POST["token"] != tokens["now"]:
        return JsonResponse({"errors": {}}, status=403)
    photo = request.FILES.get("photo")
    received.setdefault(request.POST["key"], []).append(
        (request.POST["problem"], photo and (photo.size, photo.read(3)))
    )
    if "application/json" in request.headers["Accept"]:
        return JsonResponse({"reference": "R-1", "track": "/track/abc"}, status=201)
    return HttpResponse(status=303, headers={"Location": "/track/abc"})


@login_not_required
def tracked(request, token):
    """Where a report can be followed."""
    return render(request, "q/sent.html", {**style_samples.track(), "path": request.path})


urlpatterns = [
    path("q/<str:code>", scanned),
    path("track/<str:token>", tracked),
    path("", include("samdrift.doors.pages.urls")),
]
