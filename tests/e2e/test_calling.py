"""In an emergency, on the smallest phone: from the home to the keys that call who answers for a child, in both places
that have them."""

import pytest
from django.urls import reverse

from eprimo.foundation.directory.models import ContactDetails
from tests.cast import Cast
from tests.e2e.accessible import NARROW, faults_of
from tests.e2e.conftest import Visit
from tests.e2e.visitor import Visitor

pytestmark = pytest.mark.browser

# What a finger finds (WCAG 2.5.5), in pixels.
FINGER = 44


def test_the_keys_that_call_on_320_pixels(cast: Cast, visit: Visit) -> None:
    for name, number in (("samira", "0611111111"), ("paul", "0622222222"), ("no_exercise", "0633333333")):
        ContactDetails.objects.update_or_create(
            person=cast.people[name],
            defaults={"phone_mobile": number, "phone_home": "0240000000", "phone_work": "0240000001"},
        )
    head = visit(cast.director, viewport=NARROW)
    # From the first field of the home.
    head.open("/")
    assert not (faults := faults_of(head)), faults
    head.write("Joindre la famille d’un enfant", "léa")
    head.press("Trouver")
    head.page.wait_for_selector("main a[href^='tel:']")
    _calls(head)
    head.open(reverse("people:person", args=[cast.lea.public_id]))
    _calls(head)


def _calls(head: Visitor) -> None:
    page = head.page
    keys = page.locator("main a[href^='tel:']").all()
    assert len(keys) >= 6
    assert len({key.get_attribute("href") for key in keys}) >= 4
    small = [box for key in keys if (box := key.bounding_box()) and min(box["width"], box["height"]) < FINGER]
    assert not small, small
    states = ((NARROW, "light"), (NARROW, "dark"))
    assert not (faults := faults_of(head, states)), faults
