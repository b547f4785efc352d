"""An outbox of five hundred, a hundred photos among them, and a server that dies twice while they arrive."""

import pytest

from benchmarks import field_drain
from tests.browser import executable

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_an_outbox_of_five_hundred_drains_without_loss_or_doubling_while_the_server_is_killed_twice():
    if not executable():
        pytest.skip("there is no Chromium on this machine")
    found = field_drain.run()
    assert (found["kills"], found["left"], found["refused"]) == (2, 0, 0), found
    assert (found["orders_done"], found["lines"], found["photos"]) == (40, 240, 100), found
    assert found["pieces"] == {"done": 500}, found
