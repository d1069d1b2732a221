"""The story of the group that the demo tells: played whole, and looked at where the demo stops."""

from collections.abc import Iterator
from datetime import UTC, datetime
from random import Random
from typing import Any

import pytest
from django.db import transaction
from django.test import override_settings

from eprimo.devtools.demo.academy.cast import make_cast
from eprimo.devtools.demo.academy.load import SEED, _invented
from eprimo.devtools.demo.academy.people import load_people
from eprimo.devtools.demo.academy.territory import PLACES, make_territory
from eprimo.devtools.demo.scenes import SCENES
from eprimo.devtools.demo.story import play
from eprimo.devtools.demo.story.stage import Stage
from eprimo.foundation.directory.models import Mandate
from eprimo.foundation.documents import facturx
from eprimo.foundation.kernel import clock
from eprimo.steering.consortium.enums import FileState
from eprimo.steering.consortium.models import Member
from eprimo.steering.consortium.states import states_of
from eprimo.steering.orders.enums import OrderState
from eprimo.steering.orders.models import InvoiceFile, Order
from tests.ground import GROUND

S = FileState
# Saint-Aubin posted its letter two days late: its file is complete, and is never signed.
STANDS = {
    "2026-01": {
        "valmarais": S.INCOMPLETE, "brive": S.COMPLETE, "ogec": S.DRAFT, "epci": S.DRAFT, "saint-aubin": S.DRAFT,
    },
    "2026-09": {
        "valmarais": S.IN_FORCE, "brive": S.IN_FORCE, "ogec": S.IN_FORCE, "epci": S.IN_FORCE, "saint-aubin": S.COMPLETE,
    },
    # The letter of Brive came too early to count.
    "2028-05": {
        "valmarais": S.IN_FORCE, "brive": S.IN_FORCE, "ogec": S.IN_FORCE, "epci": S.IN_FORCE, "saint-aubin": S.COMPLETE,
    },
    "2030-07": {
        "valmarais": S.RENEWED, "brive": S.RENEWED, "ogec": S.RENEWED, "epci": S.WITHDRAWN, "saint-aubin": S.COMPLETE,
    },
}  # fmt: skip

# The community of communes orders at the end of September, and leaves before the second period.
ORDERS = {"2026-01": 0, "2026-09": 3, "2028-05": 4, "2030-07": 7}


@pytest.fixture(scope="module")
def stage(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stage]:
    """The invented academy before its group begins: a dozen schools, three of them with a few people."""
    since = datetime(2025, 9, 1, 6, tzinfo=UTC)
    with django_db_blocker.unblock():
        GROUND.clear()
    folder = override_settings(VAR=tmp_path_factory.mktemp("demo"))
    with (
        django_db_blocker.unblock(),
        folder,
        clock.frozen(datetime(2025, 11, 1, 9, tzinfo=UTC)),
        transaction.atomic(),
    ):
        territory = make_territory(2025, since, PLACES)
        loaded = {
            place.key: load_people(
                territory.schools[place.key], _invented(place, number, 10, 2025), since, Random(SEED + number)
            )
            for number, place in enumerate(PLACES[:3])
        }
        cast = make_cast(territory, loaded)
        # The story goes on after the mandates that a demo of that year shows.
        Mandate.objects.filter(person__in=cast.people.values()).update(ends=datetime(2031, 1, 1, tzinfo=UTC))
        yield Stage(territory, cast)
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_the_story_plays_from_the_first_day_to_the_last(stage: Stage) -> None:
    """At each date of the demo the members stand where the convention puts them then."""
    before = None
    for key, states in STANDS.items():
        at = SCENES[key].at
        assert at is not None
        play(stage, at, before)
        before = at
        with clock.frozen(at):
            found = states_of(Member.objects.exclude(pk=stage.members["academy"].pk))
        names = {stage.members[name].pk: name for name in stage.members}
        assert {names[pk]: state for pk, state in found.items()} == states, key
        assert Order.objects.filter(state=OrderState.ACKNOWLEDGED).count() == ORDERS[key], key
    _invoices_keep_the_standard()


def _invoices_keep_the_standard() -> None:
    """Every Factur-X of the demo passes XSD and Schematron; a year of the market each, in both periods."""
    files = list(InvoiceFile.objects.select_related("invoice__member"))
    assert {one.invoice.year for one in files} == {0, 1, 2, 3}
    for one in files:
        facturx.check(facturx.xml_of(bytes(one.pdf)))
        assert one.invoice.buyer_siret == one.invoice.member.siret
