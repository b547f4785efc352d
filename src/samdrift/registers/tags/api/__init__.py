"""Tags for other systems and for phones: the same commands and queries as the pages."""

from ninja import Router

from samdrift.registers.tags.api import tags, walks

router = Router(tags=["Tags"])
router.add_router("", tags.router)
router.add_router("", walks.router)
