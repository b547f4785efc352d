"""What is told when the nightly check finds a promise that says otherwise than its book."""

from django.utils.translation import gettext_lazy as _

from samdrift.foundation.notices.public import NoticeKind, register_kinds

register_kinds(
    NoticeKind(
        key="promises.drifted", number="N-55", name=_("Promises differ from the open book"), must=True,
        subject=_("%(count)s promises differ from the open book"),
        body=_("The nightly check worked every promise out again from the open book and found differences. The failed "
               "job names the work and what differs. Nothing was changed."),
        reason=_("You get this because you look after the contract or the installation."),
        link=lambda notice: "/checks/",
    ),
)  # fmt: skip
