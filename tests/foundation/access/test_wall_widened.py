"""The wall is widened for two people who are made one, and for nobody else: not by a stranger's statement, nor longer
than the transaction lasts."""

from datetime import timedelta

import pytest
from django.db import ProgrammingError, connection, transaction

from eprimo.foundation.accounts.sessions import session_open
from eprimo.foundation.content.models import Resource
from eprimo.foundation.directory.enums import Profile
from eprimo.foundation.directory.models import Person, School
from eprimo.foundation.kernel.wall import reaching
from tests import factories as make
from tests.cast import Cast
from tests.foundation.content.test_territories import out
from tests.wall import session


def _key(cast: Cast, name: str) -> str:
    return session_open(cast.people[name].account)[1]


def _reached() -> set[int | None]:
    return set(Resource.objects.values_list("school_id", flat=True))


def _widen(*people: int) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT wall.widen(%s)", [list(people)])


def _of_both(cast: Cast) -> Person:
    """A teacher of the school, who was at the other one before."""
    there = cast.people["teacher"]
    make.affiliation(there, cast.verne, Profile.TEACHER, ends=make.SINCE + timedelta(days=30))
    return there


@pytest.mark.django_db(transaction=True)
def test_it_lasts_no_longer_than_the_transaction(notes: Cast) -> None:
    """Whoever widens and does not narrow has gained nothing for the next statement."""
    kept, absorbed = _of_both(notes), notes.people["staff"]
    own, both = {notes.tilleuls.pk}, {notes.tilleuls.pk, notes.verne.pk}
    key = _key(notes, "director")
    with session(key):
        assert _reached() == own
        with transaction.atomic():
            _widen(kept.pk, absorbed.pk)
            assert _reached() == both
        assert _reached() == own
        with transaction.atomic():
            with reaching(kept.pk, absorbed.pk):
                assert _reached() == both
            assert _reached() == own


@pytest.mark.django_db
def test_a_head_widens_to_people_of_the_own_school_alone(notes: Cast) -> None:
    kept, stranger = _of_both(notes), notes.people["teacher_verne"]
    everybody = list(Person.objects.values_list("pk", flat=True))
    key = _key(notes, "director")
    asked: tuple[list[int], ...] = (
        [kept.pk, stranger.pk],
        [stranger.pk],
        everybody,
        [kept.pk, kept.pk, kept.pk],
    )
    with session(key):
        for people in asked:
            with pytest.raises(ProgrammingError):
                _widen(*people)
            assert _reached() == {notes.tilleuls.pk}


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["teacher", "samira", "inspector", "platform"])
def test_who_directs_nothing_widens_nothing(notes: Cast, name: str) -> None:
    kept = _of_both(notes)
    with session(_key(notes, name)):
        before = _reached()
        with pytest.raises(ProgrammingError):
            _widen(kept.pk)
        assert _reached() == before


@pytest.mark.django_db
def test_an_academy_widens_in_its_territory(notes: Cast) -> None:
    kept = _of_both(notes)
    elsewhere = make.school("0330001Z", "École d’ailleurs")
    School.objects.filter(pk=elsewhere.pk).update(academy=make.academy("04", "Bordeaux"))
    stranger = make.teacher(elsewhere, make.class_group(elsewhere), last_name="AILLEURS")
    with session(_key(notes, "academy")), transaction.atomic():
        with pytest.raises(ProgrammingError):
            _widen(kept.pk, stranger.pk)
        _widen(kept.pk, notes.people["staff"].pk)
        assert _reached() == {notes.tilleuls.pk, notes.verne.pk}


@pytest.mark.django_db
def test_what_they_wrote_for_a_territory_moves_with_them(notes: Cast) -> None:
    """A row of no school, which a head changes at no other time."""
    link = out(notes)
    kept, absorbed, others = (
        _of_both(notes),
        notes.people["staff"],
        (notes.people["teacher_cm2"], notes.people["deputy"]),
    )
    make.mandate(
        absorbed, "academy", academy=make.academy(), ends=make.SINCE + timedelta(days=9), end_reason="left"
    )

    def changed() -> int:
        with connection.cursor() as cursor:
            cursor.execute("UPDATE content_resource SET owner_id = %s WHERE id = %s", [kept.pk, link.pk])
            return int(cursor.rowcount)

    with session(_key(notes, "director")):
        assert changed() == 0
        with transaction.atomic(), reaching(kept.pk, absorbed.pk):
            assert changed() == 1
        with transaction.atomic(), reaching(*(one.pk for one in others)):
            assert changed() == 0
        assert changed() == 0


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["teacher", "samira", "lea", "director", "platform"])
def test_nobody_widens_for_nobody(notes: Cast, name: str) -> None:
    """An empty list asked nothing, and opened what is of a territory."""
    link = out(notes)
    with session(_key(notes, name)), transaction.atomic():
        with pytest.raises(ProgrammingError):
            _widen()
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM links_link WHERE resource_id = %s", [link.pk])
            assert cursor.rowcount == 0


@pytest.mark.django_db
def test_a_family_of_two_schools_lends_a_head_none(notes: Cast) -> None:
    """As the policy asks: the head of both, else the academy."""
    make.guardianship(notes.samira, notes.lea_verne)
    with session(_key(notes, "director")):
        with pytest.raises(ProgrammingError):
            _widen(notes.people["samira"].pk, notes.people["paul"].pk)
        assert _reached() == {notes.tilleuls.pk}


@pytest.mark.django_db
def test_the_session_of_a_sheet_widens_inside_it(notes: Cast) -> None:
    """A head of two schools who came in by the sheet of one."""
    make.affiliation(notes.director, notes.verne, Profile.DIRECTOR)
    there = (notes.people["teacher_verne"].pk, notes.people["lea_verne"].pk)
    by_sheet = session_open(notes.director.account, scope=[notes.tilleuls.pk])[1]
    with session(by_sheet), pytest.raises(ProgrammingError):
        _widen(*there)
    with session(_key(notes, "director")), transaction.atomic():
        _widen(*there)
