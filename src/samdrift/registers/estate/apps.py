"""Makes the room known to Django and its permissions to the roles."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EstateConfig(AppConfig):
    name = "samdrift.registers.estate"
    label = "estate"

    def ready(self) -> None:
        from samdrift.foundation.files.public import file_owner
        from samdrift.registers.estate.queries.colouring import area_bases
        from samdrift.registers.estate.queries.meshes import sees_whole_mesh
        from samdrift.registers.estate.queries.places import site_choices
        from samdrift.registers.estate.queries.secured import has_secured_places
        from samdrift.registers.estate.registry import Colouring, Shade, register_colouring
        from samdrift.registers.estate.web import told
        from samdrift.registers.estate.web.words import AREA_ORIGINS
        from samdrift.registers.parties.public import (
            Permission,
            register_permissions,
            register_secured,
            register_team_choices,
        )

        register_team_choices("sites", site_choices)
        file_owner("estate.buildingmesh", visible=sees_whole_mesh)
        told.register()
        looks = ("none", *(f"kind{number}" for number in range(1, 6)))
        register_colouring(
            Colouring(
                code="estate.area_basis", name=_("Area basis"), permission="estate.view", load=area_bases, position=70,
                words=_("Where the area that counts today was read from."),
                legend=tuple(Shade(*one) for one in zip(AREA_ORIGINS, AREA_ORIGINS.values(), looks, strict=True)),
            )
        )  # fmt: skip
        register_secured("estate.places", has_secured_places)
        readers = dict.fromkeys(
            (
                "USR", "REQ-P", "BUD", "LOC-FM", "LOC-INS", "DIST-MGT", "CTR-C", "FIN-C", "SEC-OFF", "SD-AG", "SD-LEAD",
                "SVC-L", "SVC-E", "OPS-M", "CTR-P", "AUD", "UNIT-ADM",
            ),
            "all",
        )  # fmt: skip
        register_permissions(
            (
                Permission("estate.view", _("See sites, spaces and assets"), readers),
                Permission(
                    "estate.import", _("Import building models and tables"),
                    {"CTR-C": "all", "UNIT-ADM": "all", "OPS-M": "all"},
                ),
                Permission("estate.approve_areas", _("Approve changed areas that carry a price"), {"CTR-C": "all"}),
                Permission("estate.change", _("Change sites, spaces and assets"), {"CTR-C": "all", "UNIT-ADM": "all"}),
                Permission("estate.set_zone", _("Set the security zone of places"), {"SEC-OFF": "all"}),
            )
        )  # fmt: skip
