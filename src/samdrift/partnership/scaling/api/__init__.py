"""Scaling for other systems: the same what-if, commands and queries as the pages."""

from ninja import Router

from samdrift.partnership.scaling.api import changes, terms

router = Router(tags=["Scaling"])
router.add_router("", changes.router)
router.add_router("", terms.router)
