from typing import Any

import pytest
from django.test import RequestFactory

from samdrift.foundation.errors import Invalid
from samdrift.foundation.http import address_of, version_of


@pytest.mark.parametrize(
    ("proxies", "address"), [(0, "10.0.0.9"), (1, "192.0.2.7"), (2, "203.0.113.5"), (9, "10.0.0.9")]
)
def test_a_callers_address_is_believed_from_our_own_proxies_only(settings: Any, proxies: int, address: str) -> None:
    settings.SAMDRIFT_PROXIES = proxies
    request = RequestFactory().get(
        "/", headers={"X-Forwarded-For": "1.1.1.1, 203.0.113.5, 192.0.2.7"}, REMOTE_ADDR="10.0.0.9"
    )
    assert address_of(request) == address


@pytest.mark.parametrize("given", ["", "x", "-1", "1.5", "٣", "9999999999"])
def test_a_form_without_a_version_of_ours_is_refused(given: str) -> None:
    with pytest.raises(Invalid):
        version_of(RequestFactory().post("/", {"version": given}))


def test_a_form_knows_the_version_it_was_filled_in_at() -> None:
    assert version_of(RequestFactory().post("/", {"version": "7"})) == 7
