"""Where people are (`Person.place_ids`) follows their links, whoever writes them and in whatever order."""

from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from eprimo.foundation.directory.models import (
    Affiliation,
    ClassMembership,
    Guardianship,
    Mandate,
    Person,
    ServiceSchool,
    SupportAccess,
)
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.owner import as_owner
from tests import factories as make
from tests import sizes
from tests.cast import Cast
from tests.foundation.directory.placed import misplaced

pytestmark = pytest.mark.django_db

WHO = ("lea", "yanis", "samira", "teacher", "agent", "newcomer")
_acts = st.lists(
    st.tuples(
        st.sampled_from(
            (
                "tie", "untie", "move", "join", "leave", "answer", "part", "hand", "mandate", "end", "serve", "unserve",
                "help",
            )
        ),
        st.sampled_from(WHO), st.sampled_from(WHO),
        st.sampled_from(["tilleuls", "verne", "ferme"]),
        st.sampled_from(["pupil", "teacher", "staff", "partner"]),
    ),
    max_size=12,
)  # fmt: skip


def _act(cast: Cast, people: dict[str, Person], drawn: Any, turn: int) -> None:  # noqa: PLR0912 - a list
    what, who, other, at, profile = drawn
    one, school = people[who], getattr(cast, at)
    # None of them at the same time as another.
    starts = make.SINCE.replace(year=1990 + turn)
    dates = {"starts": starts, "ends": starts.replace(month=12), "end_reason": "left"}
    if what == "tie":
        make.affiliation(one, school, profile, **dates)
    elif what == "untie":
        Affiliation.objects.filter(person=one, school=school).delete()
    elif what == "move":
        Affiliation.objects.filter(person=one).update(person=people[other], starts=starts, ends=starts)
    elif what == "join":
        group = make.class_group(school, f"{turn}")
        ClassMembership.objects.create(person=one, class_group=group, school=school, **dates)
    elif what == "leave":
        ClassMembership.objects.filter(person=one).delete()
    elif what == "answer" and one != people[other]:
        make.guardianship(one, people[other], **dates)
    elif what == "part":
        Guardianship.objects.filter(adult=one).delete()
    elif what == "hand" and one != people[other]:
        Guardianship.objects.filter(adult=one).exclude(child=people[other]).update(
            child=people[other], starts=starts, ends=starts
        )
    elif what == "mandate":
        make.mandate(one, "commune_agent", service=cast.canteen, commune=school.commune)
    elif what == "end":
        Mandate.objects.filter(person=one).delete()
    elif what == "serve":
        ServiceSchool.objects.create(service=cast.canteen, school=school, **dates)
    elif what == "unserve":
        ServiceSchool.objects.filter(school=school).delete()
    elif what == "help":
        SupportAccess.objects.filter(person=one).delete()
        SupportAccess.objects.create(
            person=one, school=school, role="platform", reason="x", hours=1, expires_at=clock.now()
        )


@sizes.drawn(9, 1_500)
@given(drawn=_acts)
def test_places_are_those_of_the_links(cast: Cast, drawn: Any) -> None:
    with transaction.atomic():
        people = {name: cast.people.get(name) or make.person() for name in WHO}
        assert misplaced() == {}
        for turn, act in enumerate(drawn):
            _act(cast, people, act, turn)
            assert misplaced() == {}, act
        transaction.set_rollback(True)


def test_who_has_no_link_any_more_stays_where_the_last_one_was(cast: Cast) -> None:
    """What names the person stands there, and is still read."""
    Affiliation.objects.filter(person=cast.teacher_verne).delete()
    one = Person.objects.get(pk=cast.teacher_verne.pk)
    assert (one.place_ids, one.work_place_ids) == ([cast.verne.pk], [cast.verne.pk])


def test_people_who_come_after_their_links_are_where_these_say(cast: Cast) -> None:
    """As a delivery of an academy writes them: the child last, its guardian being known before."""
    child = 987_654_321
    # Whom a page makes has no link before, and is placed where that page's session works.
    with as_owner():
        Affiliation.objects.create(person_id=child, school=cast.ferme, profile="pupil")
        Guardianship.objects.create(adult=cast.samira, child_id=child)
        Person.objects.bulk_create([Person(pk=child, first_name="Ana", last_name="NOUVELLE")])
        connection.check_constraints()
    assert Person.objects.get(pk=child).place_ids == [cast.ferme.pk]
    assert cast.ferme.pk in Person.objects.get(pk=cast.samira.pk).place_ids
    assert misplaced() == {}


def test_the_places_of_many_cost_a_link_no_statement_more(cast: Cast) -> None:
    """One statement for all rows of an import, and no row of a person written twice."""
    people = [make.person() for _ in range(20)]
    with connection.cursor() as cursor:
        cursor.execute(_WRITTEN)
        [(before,)] = cursor.fetchall()
        Affiliation.objects.bulk_create(
            [Affiliation(person=one, school=cast.verne, profile="teacher") for one in people]
        )
        cursor.execute(_WRITTEN)
        [(after,)] = cursor.fetchall()
    assert after - before == len(people)


_WRITTEN = "SELECT n_tup_upd FROM pg_stat_xact_user_tables WHERE relname = 'directory_person'"


def test_an_erased_person_is_named_by_nobody_and_read_by_all(cast: Cast) -> None:
    """« personne effacée » stands in what others wrote, in whatever school that was."""
    Person.objects.filter(pk=cast.former_pupil.pk).update(erased_at=clock.now(), last_name="")
    assert Person.objects.get(pk=cast.former_pupil.pk).place_ids == [0]
