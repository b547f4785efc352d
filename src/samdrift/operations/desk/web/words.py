"""What channels, outcomes and reasons are called; translated when shown."""

from django.utils.translation import gettext_lazy as _

CHANNELS = {
    "phone": _("Phone"),
    "mail": _("E-mail"),
    "web": _("Web page"),
    "qr": _("QR code"),
    "counter": _("Counter"),
    "chat": _("Chat"),
    "app": _("App"),
    "letter": _("Letter"),
    "sms": _("Text message"),
    "api": _("Another system"),
    "integration": _("Another system"),
}

OUTCOMES = {
    "": _("Under way"),
    "resolved": _("Answered"),
    "request_created": _("Request made"),
    "me_too": _("Joined a request"),
    "transferred": _("Handed over"),
    "abandoned": _("Gave up waiting"),
    "call_back": _("To be called back"),
    "wrong_number": _("Wrong number"),
    "spam": _("Spam"),
    "chaser": _("Asked how it stands"),
}
