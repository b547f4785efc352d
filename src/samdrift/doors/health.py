"""What machines ask: does the process live, is it ready to serve, and where crawlers may go."""

from datetime import timedelta
from importlib import import_module

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from samdrift.foundation.clock import real_now

ROBOTS = "User-agent: *\nDisallow: /\n"
WORKER_SILENT_FOR = timedelta(minutes=2)


@login_not_required
@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers. Touches nothing else, so that a slow database restarts nobody."""
    return JsonResponse({"status": "ok"})


@login_not_required
@require_safe
@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """Whether requests can be served: the database answers and is at our version, and a worker is alive."""
    checks = {"database": _database(), "migrations": False, "worker": False}
    if checks["database"]:
        checks["migrations"] = _migrated()
    if checks["migrations"]:
        checks["worker"] = _worker_lives()
    # Without a worker reports still come in and wait, so that alone turns nobody away.
    ready = checks["database"] and checks["migrations"]
    words = {name: "ok" if fine else "failing" for name, fine in checks.items()}
    return JsonResponse({"status": "ok" if ready else "unavailable", "checks": words}, status=200 if ready else 503)


@login_not_required
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Nothing here is for crawlers."""
    return HttpResponse(ROBOTS, content_type="text/plain; charset=utf-8")


def _database() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            return bool(cursor.fetchone())
    except DatabaseError:
        return False


_current = False


def _migrated() -> bool:
    # Looked up until it is so, then remembered: a database does not go back while we serve it.
    global _current
    if not _current:
        executor = MigrationExecutor(connection)
        _current = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    return _current


def _worker_lives() -> bool:
    try:
        jobs = import_module("samdrift.foundation.jobs.public")
    except ImportError:
        return False
    beat = jobs.last_heartbeat()
    return beat is not None and real_now() - beat < WORKER_SILENT_FOR
