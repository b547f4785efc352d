"""Requests for other systems: the same commands and queries as the pages."""

from ninja import Router

from samdrift.operations.requests.api import asking, cases, moving

router = Router(tags=["Requests"])
router.add_router("", asking.router)
router.add_router("", cases.router)
router.add_router("", moving.router)
