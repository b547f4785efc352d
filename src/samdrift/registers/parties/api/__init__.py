"""People, units, teams, counterparts and keys for other systems."""

from ninja import Router

from samdrift.registers.parties.api import interests, people, teams

router = Router(tags=["People and units"])
router.add_router("", people.router)
router.add_router("", teams.router)
router.add_router("", interests.router)
