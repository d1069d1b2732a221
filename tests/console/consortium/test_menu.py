"""« Groupement » stands in the menu of who has a page there, and of nobody else: in each role of the group, before and
after the market was notified."""

import re
from typing import Any

import pytest
from django.urls import reverse

from eprimo.console.consortium import tabs
from eprimo.steering.consortium.models import Market
from eprimo.steering.consortium.policies import current_market
from tests.conftest import NOW
from tests.steering.consortium.group import Made

pytestmark = pytest.mark.django_db

ALWAYS = {"coordinator", "member_rep", "managing_body", "commission", "academy", "inspector"}
NEVER = {"platform", "director", "teacher", "agent", "samira"}


@pytest.mark.parametrize("notified", [False, True])
def test_the_menu_leads_to_the_group_whoever_has_a_page_there(
    group: Made, sign_in: Any, notified: bool
) -> None:
    day = NOW.date() if notified else None
    Market.objects.update(published_on=day, notified_on=day)
    market, found = current_market(), set()
    for who in sorted(ALWAYS | NEVER | {"contractor"}):
        actor = group.cast.actor(who)
        pages = [one for one in tabs._pages if one.shown(actor, market)]
        client = sign_in(group.cast.people[who])
        menu = (
            client.get("/", follow=True)
            .content.decode()
            .partition('<nav class="bar"')[2]
            .partition("</nav>")[0]
        )
        link = re.search(r'href="([^"]+)"[^>]*>(?:(?!</a>).)*<span>Groupement</span>', menu, re.DOTALL)
        assert bool(link) == bool(pages), who
        if link:
            found.add(who)
            assert client.get(link[1]).status_code == 200, who
            assert {client.get(reverse(one.route)).status_code for one in pages} <= {200, 302}, who
    assert found == ALWAYS | ({"contractor"} if notified else set())
