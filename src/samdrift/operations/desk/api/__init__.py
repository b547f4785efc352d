"""The desk for other systems: the same commands and queries as the pages."""

from ninja import Router

from samdrift.operations.desk.api import answers, contacts, inbox, outages

router = Router(tags=["Desk"])
router.add_router("", inbox.router)
router.add_router("", contacts.router)
router.add_router("", answers.router)
router.add_router("", outages.router)
