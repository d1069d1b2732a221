"""Reading figures: whose, and how small ones are said."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eprimo.foundation.directory.models import Entitlement, School
from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.foundation.kernel.errors import NotVisible
from eprimo.steering.statistics.hourly_counts import figures_count
from eprimo.steering.statistics.models import Concern, SchoolFigures
from eprimo.steering.statistics.policies import can_read_figures, figures_visible_to
from eprimo.steering.statistics.queries import (
    Asked,
    concerns_of,
    school_of,
    school_rows,
    total_of,
    totals_by,
    weeks_of,
)
from eprimo.steering.statistics.wording import SMALLEST, Share, count_words
from tests import factories as make
from tests.cast import Cast
from tests.conftest import NOW
from tests.ground import lent

EVERYONE = (
    "lea", "samira", "teacher", "staff", "partner", "director", "agent", "inspector", "academy", "coordinator",
    "member_rep", "managing_body", "commission", "contractor", "platform",
)  # fmt: skip
SEEN = {
    "inspector": {"0440001A"},
    "academy": {"0440001A", "0440002B", "0440003C"},
    "member_rep": {"0440001A", "0440002B", "0440003C"},
    "platform": {"0440001A", "0440002B", "0440003C"},
}


@lent
def counted(cast: Cast) -> Cast:
    figures_count()
    return cast


@pytest.mark.django_db
@pytest.mark.parametrize("name", EVERYONE)
def test_the_two_forms_of_the_right_agree_with_the_page_of_rights(counted: Cast, name: str) -> None:
    actor = counted.actor(name)
    rows = SchoolFigures.objects.filter(figures_visible_to(actor))
    seen = set(rows.values_list("school__uai", flat=True))
    assert seen == SEEN.get(name, set())
    assert {one.uai for one in School.objects.all() if can_read_figures(actor, one)} == seen
    assert {row.uai for row in school_rows(actor, Asked())} == seen


@pytest.mark.django_db
def test_a_school_outside_of_the_territory_is_not_there(counted: Cast) -> None:
    assert school_of(counted.actor("inspector"), "0440001A") == counted.tilleuls
    for uai in ("0440002B", "9999999Z"):
        with pytest.raises(NotVisible):
            school_of(counted.actor("inspector"), uai)


@pytest.mark.django_db
def test_a_link_to_the_territory_that_ended_takes_the_figures(counted: Cast) -> None:
    counted.tilleuls.circonscriptions.update(ends=NOW)
    assert school_rows(counted.actor("inspector"), Asked()) == []


@pytest.mark.django_db
def test_what_opens_a_school_is_read_now_and_not_at_the_last_count(counted: Cast) -> None:
    """Who opened one does not find it closed for an hour; who closed one, open."""
    actor = counted.actor("academy")

    def concerns(uai: str) -> tuple[bool, set[Concern]]:
        row = next(row for row in school_rows(actor, Asked()) if row.uai == uai)
        return row.is_open, set(row.concerns)

    assert concerns("0440003C") == (False, {Concern.CLOSED})
    Entitlement.objects.create(
        school=counted.ferme,
        starts=NOW - timedelta(minutes=1),
        ends=NOW + timedelta(days=30),
        source="manual",
    )
    assert concerns("0440003C") == (True, {Concern.ENDING})
    Entitlement.objects.filter(school=counted.ferme).update(ends=NOW + timedelta(days=300))
    assert concerns("0440003C") == (True, set())
    Entitlement.objects.filter(school=counted.tilleuls).update(ends=NOW - timedelta(minutes=1))
    assert concerns("0440001A") == (False, {Concern.CLOSED})


@pytest.mark.django_db
def test_a_member_is_told_of_the_contract_and_not_of_the_inside_of_a_school(counted: Cast) -> None:
    SchoolFigures.objects.filter(school=counted.tilleuls).update(
        concerns=[Concern.NO_HEAD, Concern.IMPORT_REFUSED]
    )
    Entitlement.objects.filter(school=counted.tilleuls).update(ends=NOW + timedelta(days=30))

    def told(actor: Actor) -> set[Concern]:
        return {
            concern
            for row in school_rows(actor, Asked())
            if row.uai == "0440001A"
            for concern in row.concerns
        }

    assert told(counted.actor("academy")) == {Concern.NO_HEAD, Concern.IMPORT_REFUSED, Concern.ENDING}
    assert told(counted.actor("member_rep")) == {Concern.ENDING}
    # What one is not told of cannot be asked for either.
    assert school_rows(counted.actor("member_rep"), Asked(concern="no_head")) == []


@pytest.mark.django_db
def test_what_the_address_asks(counted: Cast) -> None:
    actor = counted.actor("academy")

    def found(**asked: str) -> list[str]:
        return [row.uai for row in school_rows(actor, Asked(**asked))]

    assert found(circonscription="Valmarais Nord") == ["0440001A"]
    assert found(department="44", commune="44999") == ["0440003C", "0440002B", "0440001A"]
    assert found(department="85") == []
    assert found(words="JULES verne") == ["0440002B"]
    assert found(words="valmarais tilleuls") == ["0440001A"]
    assert found(concern="closed") == ["0440003C"]


@pytest.mark.django_db
def test_totals_are_the_sums_of_their_schools(counted: Cast) -> None:
    rows = school_rows(counted.actor("academy"), Asked())
    total = total_of(rows)
    assert (total.schools, total.open, total.watched) == (3, 2, 1)
    assert total.pupils == sum(row.pupils for row in rows) == 5
    (commune,) = totals_by(rows, "commune", "commune_name")
    assert (commune.key, commune.name, commune.pupils) == ("44999", "Valmarais", 5)
    by_district = totals_by(rows, "circonscription", "circonscription")
    # Schools without one come last.
    assert [one.name for one in by_district] == ["Valmarais Nord", ""]
    assert concerns_of(rows) == [(Concern.CLOSED, 1)]


@pytest.mark.django_db
def test_weeks_newest_first_one_line_each(cast: Cast) -> None:
    for days in (15, 8, 7, 1, 0):
        figures_count(now=NOW - timedelta(days=days))
    weeks = weeks_of(cast.actor("platform"), cast.tilleuls)
    assert [week.day for week in weeks] == [(NOW - timedelta(days=d)).date() for d in (0, 7, 15)]


@pytest.mark.django_db
def test_one_statement_whatever_the_number(counted: Cast, django_assert_num_queries: Any) -> None:
    actor = counted.actor("academy", Role.ACADEMY)
    for number in range(30):
        make.school(f"{4410000 + number:07}A", f"École {number}")
    figures_count()
    with django_assert_num_queries(1):
        assert len(school_rows(actor, Asked())) == 33


@given(st.integers(0, 3000), st.integers(0, 3000))
def test_no_words_tell_of_fewer_than_five(one: int, two: int) -> None:
    some, everybody = min(one, two), max(one, two)
    share = Share(some, everybody)
    if share.percent is not None:
        assert some >= SMALLEST
        assert everybody - some == 0 or everybody - some >= SMALLEST
        assert share.words == f"{share.percent}\N{NO-BREAK SPACE}%"
    else:
        # What is said is the same for every number that must not be told.
        assert share.words in {"–", "moins de 5", "la quasi-totalité", "plus de 95\N{NO-BREAK SPACE}%"}
    assert count_words(some) == "moins de 5" or some >= SMALLEST


def test_shares_add_up() -> None:
    assert Share(3, 4) + Share(90, 200) == Share(93, 204)
    assert (Share(93, 204).percent, Share(200, 200).percent) == (45, 100)
    assert (Share(98, 99).words, Share(2, 200).words, Share(0, 3).words) == (
        "la quasi-totalité",
        "moins de 5",
        "–",
    )
    assert Share(198, 200).words == "plus de 95\N{NO-BREAK SPACE}%"
