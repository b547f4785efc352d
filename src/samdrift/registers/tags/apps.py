"""Makes the room known to Django and announces what may be done in it."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

SEE = (
    "LOC-FM", "LOC-INS", "CTR-C", "SEC-OFF", "SD-AG", "SD-LEAD", "SVC-E", "SVC-L", "SUB", "OPS-M", "CTR-P", "AUD",
    "UNIT-ADM", "DIST-MGT", "ADMIN",
)  # fmt: skip
MAKE = ("OPS-M", "UNIT-ADM")
# Claiming by scanning is standing at the place, so whoever may claim may also mount there.
MOUNT = ("SVC-E", "SVC-L", "LOC-INS", "OPS-M", "UNIT-ADM")
REPORT = ("LOC-FM", "LOC-INS", "SVC-E", "SVC-L", "SUB", "OPS-M", "SD-AG", "SD-LEAD", "UNIT-ADM")


def _all(*roles: str) -> dict[str, str]:
    return dict.fromkeys(roles, "all")


class TagsConfig(AppConfig):
    name = "samdrift.registers.tags"
    label = "tags"

    def ready(self) -> None:
        from samdrift.registers.estate.public import PlacePanel, register_place_panel
        from samdrift.registers.parties.public import Permission, register_permissions
        from samdrift.registers.tags.queries.doubts import to_look_at
        from samdrift.registers.tags.web import told

        told.register()
        register_place_panel(PlacePanel("tags.to_look_at", "tags/at_place.html", to_look_at, position=20))
        register_permissions(
            (
                Permission("tags.view", _("See QR tags, where they hang and how they are."), _all(*SEE)),
                Permission("tags.make", _("Make batches of QR tags and print their labels."), _all(*MAKE)),
                Permission("tags.mount", _("Bind a tag to the place one stands at, by scanning it."), _all(*MOUNT)),
                Permission("tags.report", _("Report a tag as damaged or missing."), _all(*REPORT)),
                Permission("tags.manage", _("Confirm damage and loss, replace, move and retire tags."), _all("OPS-M")),
                Permission(
                    "tags.settle_held",
                    _("Read and settle reports sent under codes that lead nowhere."),
                    _all("SD-AG", "SD-LEAD"),
                ),
                Permission("tags.secure", _("Decide what strangers learn from a tag."), _all("SEC-OFF")),
            )
        )
