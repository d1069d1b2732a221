"""People behind the second wall: what a statement that a stranger slipped into a request reaches of them."""

import pytest
from django.db import DatabaseError, transaction

from eprimo.foundation.directory.models import ContactDetails, ExternalKey, NationalNumber, Person
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.sign_in_connection import as_the_door
from tests.cast import Cast
from tests.foundation.access.walled import changes, key_of, run
from tests.wall import session

pytestmark = pytest.mark.django_db

# Who stands above schools is known to all by name.
ABOVE = 0


@pytest.fixture
def known(notes: Cast) -> Cast:
    """Everybody has contact details and the key of a file, children a national number too."""
    people = list(Person.objects.all())
    ContactDetails.objects.bulk_create(
        [ContactDetails(person=one, email=f"{one.pk}@exemple.fr") for one in people], ignore_conflicts=True
    )
    ExternalKey.objects.bulk_create(
        [ExternalKey(person=one, source="onde", key=f"{one.pk}") for one in people]
    )
    NationalNumber.objects.bulk_create(
        [
            NationalNumber(person=notes.people[name], ine=f"{n:011d}")
            for n, name in enumerate(("lea", "lea_verne"))
        ]
    )
    return notes


def found(table: str = "directory_person", column: str = "id") -> set[int]:
    return {pk for (pk,) in run(f"SELECT {column} FROM {table}")}


def names_of(cast: Cast, pks: set[int]) -> set[str]:
    return {name for name, one in cast.people.items() if one.pk in pks}


def refused(sql: str, *values: object) -> bool:
    try:
        with transaction.atomic():
            return changes(sql, *values) == 0
    except DatabaseError:
        return True


def test_a_teacher_reaches_the_people_of_the_school(known: Cast) -> None:
    places = dict(Person.objects.values_list("pk", "place_ids"))
    expected = {pk for pk, at in places.items() if {known.tilleuls.pk, ABOVE} & set(at)}
    with session(key_of(known.teacher)):
        assert found() == expected
        names = names_of(known, expected)
    assert names >= {"lea", "samira", "former_pupil", "former_guardian", "agent", "academy", "partner"}
    assert names.isdisjoint({"lea_verne", "guardian_verne", "teacher_verne", "director_ferme"})


def test_without_a_session_nobody_is_reached(known: Cast) -> None:
    for key in ("", "unknown"):
        with session(key):
            assert found() == set()
            for table in ("directory_contactdetails", "directory_externalkey", "directory_nationalnumber"):
                assert found(table, "person_id") == set(), table


def test_contact_details_and_numbers_are_of_oneself_and_of_who_works_there(known: Cast) -> None:
    tables = ("directory_contactdetails", "directory_externalkey")
    for who in ("samira", "lea", "partner", "restricted_1"):
        with session(key_of(known.people[who])):
            for table in tables:
                assert found(table, "person_id") == {known.people[who].pk}, (who, table)
            assert (
                run("SELECT ine FROM directory_nationalnumber WHERE person_id <> %s", known.people[who].pk)
                == []
            )
    with session(key_of(known.teacher)):
        people = found()
        for table in tables:
            reached = names_of(known, found(table, "person_id"))
            assert reached >= {"samira", "lea", "teacher"}, table
            assert reached <= names_of(known, people) - {"academy", "platform"}, table
        assert found("directory_nationalnumber", "person_id") == {known.lea.pk}


def test_who_stands_for_a_territory_reaches_its_adults_and_no_child(known: Cast) -> None:
    with session(key_of(known.inspector)):
        names = names_of(known, found())
        assert names >= {"teacher", "director", "staff", "inspector"}
        assert names.isdisjoint({"lea", "noe", "samira", "paul", "former_pupil", "partner", "lea_verne"})
        assert found("directory_nationalnumber", "person_id") == set()
    with session(key_of(known.academy)):
        names = names_of(known, found())
        # Of whose rows it makes one.
        assert names >= {"teacher", "director_verne", "samira", "guardian_verne"}
        assert names.isdisjoint({"lea", "noe", "lea_verne", "yanis", "zoe"})
        assert "samira" not in names_of(known, found("directory_contactdetails", "person_id"))
    with session(key_of(known.coordinator)):
        assert names_of(known, found()).isdisjoint({"lea", "samira", "teacher", "director"})


def test_a_restriction_takes_the_child_away(known: Cast) -> None:
    for level, reached in ((1, True), (2, False), (3, False)):
        with session(key_of(known.people[f"restricted_{level}"])):
            assert (known.zoe.pk in found()) is reached, level
            assert (known.people[f"restricted_{level}"].pk in found()) is (level < 3), "who may not sign in"


def test_who_left_reaches_oneself_and_the_own_children(known: Cast) -> None:
    with session(key_of(known.former_guardian)):
        assert names_of(known, found()) & {"former_guardian", "former_pupil", "lea", "teacher"} == {
            "former_guardian", "former_pupil",
        }  # fmt: skip


def test_an_erased_person_is_read_in_every_school(known: Cast) -> None:
    Person.objects.filter(pk=known.teacher_verne.pk).update(
        erased_at=clock.now(), last_name="", first_name=""
    )
    with session(key_of(known.samira)):
        assert known.teacher_verne.pk in found()


def test_nobody_is_changed_or_put_elsewhere(known: Cast) -> None:
    other, own = known.lea_verne.pk, known.lea.pk
    for who in ("teacher", "director", "samira", "academy"):
        with session(key_of(known.people[who])):
            assert changes("UPDATE directory_person SET protected = true WHERE id = %s", other) == 0, who
            assert changes("DELETE FROM directory_person WHERE id = %s", other) == 0, who
            assert (
                changes("UPDATE directory_contactdetails SET email = 'x@y.fr' WHERE person_id = %s", other)
                == 0
            )
            assert refused("INSERT INTO directory_externalkey (person_id, source, academy, key)"
                           " VALUES (%s, 'onde', '', 'x')", other), who  # fmt: skip
            for column in ("place_ids = '{}'", "work_place_ids = place_ids", "epoch = 0"):
                assert refused(f"UPDATE directory_person SET {column} WHERE id = %s", own), (who, column)


def test_whom_a_page_makes_is_where_it_works_whatever_it_says(known: Cast) -> None:
    make_one = (
        "INSERT INTO directory_person (public_id, last_name, usual_name, first_name, civility, sex, protected, epoch,"
        " place_ids, work_place_ids) VALUES (gen_random_uuid(), 'X', '', 'Y', '', '', false, 0, ARRAY[%s], ARRAY[%s])"
        " RETURNING place_ids, work_place_ids"
    )
    for who, at in (("director", known.tilleuls.pk), ("samira", ABOVE), ("academy", ABOVE)):
        with session(key_of(known.people[who])):
            assert run(make_one, known.verne.pk, known.verne.pk) == [([at], [])], who


def test_the_door_finds_who_signs_in(known: Cast) -> None:
    with session(""), as_the_door():
        assert known.lea_verne.pk in found()
