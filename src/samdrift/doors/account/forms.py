"""The forms of signing in and of changing a password."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from samdrift.registers.parties.public import Person


class SignInForm(forms.Form):
    """E-mail and password."""

    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "username", "autofocus": True}),
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=512,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class FirstPasswordForm(forms.Form):
    """The password one wants, twice."""

    new_password = forms.CharField(
        label=_("New password"),
        max_length=512,
        strip=False,
        help_text=_("At least 12 characters. A sentence is easier to remember than a word."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    repeated = forms.CharField(
        label=_("New password once more"),
        max_length=512,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, person: Person, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_new_password(self) -> str:
        """The new password, when it is strong enough for this person."""
        wanted: str = self.cleaned_data["new_password"]
        validate_password(wanted, self.person)
        return wanted

    def clean(self) -> dict[str, Any]:
        """Both spellings of the new password agree."""
        given = super().clean() or {}
        if given.get("new_password") and given.get("repeated") and given["new_password"] != given["repeated"]:
            self.add_error("repeated", _("The two new passwords differ."))
        return given


class PasswordForm(FirstPasswordForm):
    """The password one has and the one one wants, twice."""

    field_order = ("old_password", "new_password", "repeated")
    old_password = forms.CharField(
        label=_("Your password now"),
        max_length=512,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
