"""The agents of an evening study: what is to be done by the children who are enrolled there, seven days ahead."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from eprimo.foundation.directory.models import (
    CommuneService,
    GroupMembership,
    SchoolSettings,
    ServiceEnrolment,
)
from eprimo.services.homework.enums import Work
from tests import factories as make
from tests.cast import Cast
from tests.conftest import NOW
from tests.services.homework.giving import FRIDAY, MONDAY, NEXT_MONDAY, THURSDAY, TUESDAY, give, two_levels

pytestmark = pytest.mark.django_db
LIST = reverse("homework:list")


@pytest.fixture
def study(cast: Cast) -> CommuneService:
    """The evening study of the commune at the Tilleuls; Léa is enrolled, and the school lets its agents read."""
    made = make.commune_service(cast.tilleuls, kind="etude", name="Étude des Tilleuls")
    make.enrol(cast.lea, made, cast.tilleuls)
    make.mandate(cast.people["agent"], "commune_agent", service=made, commune=made.commune)
    SchoolSettings.objects.filter(school=cast.tilleuls).update(study_reads_homework=True)
    return made


def test_an_agent_reads_the_work_of_the_children_of_the_study(
    cast: Cast, study: CommuneService, sign_in: Any
) -> None:
    two_levels(cast, lea="CP", yanis="CE1")
    give(cast, "la page 12", levels=("CP",))
    give(cast, "la page 40", levels=("CE1",))
    give(cast, "les mots", FRIDAY)
    give(cast, "trop loin", NEXT_MONDAY + timedelta(days=1))
    give(cast, "un thermomètre", TUESDAY, verb=Work.CLASS)
    client = sign_in(cast.people["agent"])
    page = client.get(LIST).text
    assert page.index("un thermomètre") < page.index("la page 12") < page.index("les mots")
    assert "CP-CE1" in page
    # Another level, and what is more than six days away; and no child is named.
    assert not [words for words in ("la page 40", "trop loin", "Léa", "LEA") if words in page]
    assert LIST in client.get(reverse("home:home")).text


@pytest.mark.parametrize(
    "why", ["the school does not allow", "nobody is enrolled", "another service", "over"]
)
def test_otherwise_there_is_no_such_page(cast: Cast, study: CommuneService, sign_in: Any, why: str) -> None:
    line = give(cast)
    if why == "the school does not allow":
        SchoolSettings.objects.filter(school=cast.tilleuls).update(study_reads_homework=False)
    elif why == "nobody is enrolled":
        ServiceEnrolment.objects.filter(service=study).delete()
    elif why == "over":
        ServiceEnrolment.objects.filter(service=study).update(ends=NOW - timedelta(days=1))
    else:
        CommuneService.objects.filter(pk=study.pk).update(kind="garderie-soir")
    client = sign_in(cast.people["agent"])
    assert client.get(LIST).status_code == 404
    assert LIST not in client.get(reverse("home:home")).text
    assert client.get(reverse("homework:edit", args=[line.public_id])).status_code == 404


def test_an_agent_changes_nothing_of_it(cast: Cast, study: CommuneService, sign_in: Any) -> None:
    line = give(cast)
    client = sign_in(cast.people["agent"])
    assert client.get(reverse("homework:edit", args=[line.public_id])).status_code == 403
    tick = client.post(reverse("homework:tick", args=[line.public_id, cast.lea.public_id]), {"fait": "oui"})
    assert tick.status_code in {403, 404}


def test_without_anything_to_do_the_page_says_so(cast: Cast, study: CommuneService, sign_in: Any) -> None:
    assert "Rien à faire" in sign_in(cast.people["agent"]).get(LIST).text


def test_what_a_child_has_of_a_group_is_read_too(
    cast: Cast, study: CommuneService, sign_in: Any, django_assert_max_num_queries: Any
) -> None:
    group = make.group(cast.tilleuls, "Orchestre")
    for one in (cast.lea, cast.teacher):
        GroupMembership.objects.create(
            person=one, group=group, school=cast.tilleuls, starts=NOW - timedelta(days=9)
        )
    give(cast, "le refrain", THURSDAY, place=group)
    give(cast, "la page 2", MONDAY + timedelta(days=3))
    client = sign_in(cast.people["agent"])
    client.get(LIST)
    with django_assert_max_num_queries(8):
        page = client.get(LIST).text
    assert "le refrain" in page
    assert "Orchestre" in page
