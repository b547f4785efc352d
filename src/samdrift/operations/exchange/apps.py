"""Makes the room known to Django, its permissions to the roles and its panel to the request's page."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ExchangeConfig(AppConfig):
    name = "samdrift.operations.exchange"
    label = "exchange"

    def ready(self) -> None:
        from samdrift.operations.exchange.commands.restricting import restrict_exchange
        from samdrift.operations.exchange.web.pages import panel_of
        from samdrift.operations.requests.public import Panel, register_panel, register_restrict
        from samdrift.registers.parties.public import Permission, register_permissions

        register_panel(Panel("exchange.handovers", "exchange/panel.html", panel_of, position=40))
        register_restrict("exchange.reports", restrict_exchange)
        desk = dict.fromkeys(("SD-AG", "SD-LEAD", "OPS-M"), "all")
        register_permissions(
            (
                Permission(
                    "exchange.view", _("See what passes between this house and other systems"),
                    {**desk, **dict.fromkeys(("ADMIN", "CTR-C", "CTR-P", "AUD"), "all")},
                ),
                Permission(
                    "exchange.manage", _("Set up what other systems may report, and partners"),
                    dict.fromkeys(("ADMIN", "CTR-C"), "all"),
                ),
                Permission("exchange.hand_over", _("Hand a request over to another body"), desk),
            )
        )  # fmt: skip
