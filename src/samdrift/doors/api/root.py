"""The root of the API: its routers, its description and its addresses."""

from collections.abc import Callable
from functools import wraps
from importlib import import_module
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, reverse
from django.utils.cache import patch_vary_headers
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from samdrift import __version__
from samdrift.doors.api import problems
from samdrift.doors.api.keys import Session, Token
from samdrift.doors.rooms import doors_of_rooms
from samdrift.foundation.api import Problem

ABOUT = """Everything the pages do, for other systems. Send `Authorization: Bearer …` with a token made under
*Your account → API tokens*; it acts as you, for one employment, with at most the permissions you gave it.
Moments are ISO 8601 in UTC. Changes carry `If-Match` with the version you saw; actions that may be sent twice carry
an `Idempotency-Key`. Errors are `application/problem+json`. Lists answer `items` and `next`; `next` goes into `cursor`.
"""


class Api(NinjaAPI):
    """Ninja's API with one thing added: every operation says that its errors are problems."""

    def get_openapi_schema(self, *args: Any, **kwargs: Any) -> OpenAPISchema:
        """The description of the API."""
        schema = super().get_openapi_schema(*args, **kwargs)
        parts = schema.setdefault("components", {}).setdefault("schemas", {})
        parts["Problem"] = Problem.model_json_schema()
        content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
        refused = {"description": "It was not done; the problem says why", "content": content}
        for operations in schema["paths"].values():
            for operation in operations.values():
                operation["responses"].setdefault("default", refused)
        return schema


api = Api(
    title="samdrift",
    version=__version__,
    description=ABOUT,
    urls_namespace="api",
    docs_url=None,
    auth=[Token(), Session()],
)
problems.install(api)
for _module in doors_of_rooms("api"):
    # Routers state their paths in full ("/requests/{uid}"), so that one list shows every address.
    api.add_router("", import_module(_module).router)


def front(request: HttpRequest) -> HttpResponse:
    """Where the description is."""
    return JsonResponse({"name": "samdrift", "version": __version__, "openapi": reverse("api:openapi-json")})


def as_problem(view: Callable[..., Any]) -> Callable[..., HttpResponse]:
    """The view, its refusals of a method told as a problem, and its answers kept out of shared caches."""

    @login_not_required
    @wraps(view)
    def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        answer: HttpResponse = view(request, *args, **kwargs)
        if answer.status_code == 405 and "json" not in answer.headers.get("Content-Type", ""):
            allowed = answer.headers.get("Allow", "")
            answer = problems.problem(405)
            answer["Allow"] = allowed
        answer.headers.setdefault("Cache-Control", "private, no-cache")
        patch_vary_headers(answer, ("Authorization", "Cookie", "Accept-Language"))
        return answer

    return door


# Each open to the middleware, because the API itself asks who calls.
urlpatterns = [
    URLPattern(each.pattern, as_problem(front if each.name == "api-root" else each.callback), name=each.name)
    for each in api.urls[0]
    if isinstance(each, URLPattern)
]
