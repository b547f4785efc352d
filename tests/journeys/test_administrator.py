"""E1, Q1, Q13: a local administrator brings a model in, walks through it, prints labels and claims a blank tag."""

import re
from pathlib import Path

import pytest

from samdrift.foundation.jobs.public import drain
from samdrift.foundation.scope import everywhere
from samdrift.registers.estate.models import ModelImport, Space
from samdrift.registers.tags.models import Tag
from tests.shared import shared_data

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.shared]


@pytest.fixture
def ulla(house, settings, tmp_path):
    settings.SAMDRIFT_VAR = tmp_path
    return house.someone("UNIT-ADM", name="Ulla")


def spaces_known():
    with everywhere(reason="a journey counts what came in"):
        return Space.objects.count()


def test_from_a_model_to_tags_on_its_rooms(opens, house, ulla, faults):
    model = shared_data("bim", "AC20-FZK-Haus.ifc")
    page = opens(ulla, "/sites/", width=1440)
    origin = page.url.partition("/sites/")[0]
    page.get_by_role("link", name="Import a model").click()
    page.locator("select[name=site]").select_option(str(house.empty_site.uid))
    page.locator("input[type=file]").set_input_files(str(model))
    page.get_by_role("button", name="Upload and compare").click()
    page.wait_for_url(re.compile("/imports/[0-9a-f-]{36}/"))
    spaces = spaces_known()
    drain()
    page.reload()
    assert "7" in page.locator("#import").inner_text()
    assert faults(page) == []
    assert spaces_known() == spaces  # seen, not done
    page.get_by_role("button", name="Apply").click()
    drain()
    page.reload()
    with everywhere(reason="a journey looks at the import"):
        staged = ModelImport.objects.latest("pk")
    assert staged.state == "applied", staged.refusal
    assert spaces_known() == spaces + 7
    walk_through(page, f"{origin}/sites/{house.empty_site.uid}/", faults)
    see_a_thing(page, f"{origin}/spaces/{house.washroom.uid}/", faults)
    print_labels(page, origin, house)
    claim_a_blank(page, origin, house)
    assert page.complaints == []


def walk_through(page, site, faults):
    """Site → storey → a room on the floor plan."""
    page.goto(site)
    page.get_by_role("link", name="Erdgeschoss").click()
    page.locator("svg a").first.click()
    page.wait_for_url("**/spaces/**")
    assert faults(page) == []


def see_a_thing(page, space, faults):
    """A room → what stands in it."""
    page.goto(space)
    page.locator("main a[href*='/assets/']").first.click()
    page.wait_for_url("**/assets/**")
    assert faults(page) == []


def print_labels(page, origin, house):
    """A tag for each room of the site, and their labels as a file."""
    page.goto(f"{origin}/tags/make/")
    form = page.locator("form", has=page.locator("input[value=site]"))
    form.locator("select[name=site]").select_option(str(house.empty_site.uid))
    form.locator("label", has_text="Rooms").last.click()
    form.get_by_role("button", name="Make them").click()
    page.wait_for_url("**/tags/print/**")
    with page.expect_download() as coming:
        page.get_by_role("button", name="Get the file").click()
    assert Path(coming.value.path()).read_bytes().startswith(b"%PDF-")


def claim_a_blank(page, origin, house):
    """A blank tag, scanned where it hangs."""
    page.goto(f"{origin}/tags/make/")
    form = page.locator("form", has=page.locator("input[value=blank]"))
    form.locator("input[name=count]").fill("1")
    form.get_by_role("button", name="Make them").click()
    page.wait_for_url("**/tags/print/**")
    with everywhere(reason="a journey takes the blank tag"):
        blank = Tag.objects.latest("pk")
        room = Space.objects.get(number="0.14")
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{origin}/q/{blank.code}")
    page.get_by_role("link", name="Claim this tag").click()
    page.locator("main").get_by_role("link", name="Station Nord").click()
    page.locator("main").get_by_role("link", name="Stuen").click()
    page.get_by_role("button", name="0.14").click()
    page.wait_for_load_state()
    with everywhere(reason="a journey looks where the tag hangs"):
        assert Tag.objects.get(pk=blank.pk).space_id == room.pk
