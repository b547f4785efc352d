"""Performance for other systems: the same commands and queries as the pages."""

from ninja import Router

from samdrift.partnership.performance.api import figures, money, steering, terms

router = Router(tags=["Performance"])
router.add_router("", figures.router)
router.add_router("", terms.router)
router.add_router("", steering.router)
router.add_router("", money.router)
