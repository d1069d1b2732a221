"""What goes across schools behind the wall: two rows made one, and people erased."""

import pytest
from django.conf import settings
from django.db import connection

from eprimo.foundation.content.models import Resource, Version
from eprimo.foundation.directory.actions.merges import person_merge, person_unmerge
from eprimo.foundation.directory.models import Attachment, Person
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.errors import DomainError
from eprimo.foundation.privacy.erasure import Reason, person_erase
from tests import factories as make
from tests.cast import Cast
from tests.foundation.access.walled import changes, key_of, reached
from tests.wall import session

pytestmark = pytest.mark.django_db


def _rows(person: Person) -> tuple[set[int], set[int], set[int]]:
    """The schools of what the person follows, wrote and owns."""
    return (
        set(Attachment.objects.filter(person=person).values_list("school", flat=True)),
        set(Version.objects.filter(author=person).values_list("school", flat=True)),
        set(Resource.objects.filter(owner=person).values_list("school", flat=True)),
    )


def test_a_merge_across_two_schools_moves_the_rows_of_both_and_shows_neither(notes: Cast) -> None:
    """An academy reaches no school: what the two wrote moves inside that transaction, and is shown to nobody."""
    kept, absorbed = notes.teacher, notes.teacher_verne
    both = {notes.tilleuls.pk, notes.verne.pk}
    with session(key_of(notes.academy)):
        merge = person_merge(actor=notes.actor("academy"), kept=kept, absorbed=absorbed)
        assert reached() == set()
    assert _rows(kept) == (both, both, both)
    assert _rows(absorbed) == (set(), set(), set())
    with session(key_of(notes.academy)):
        person_unmerge(actor=notes.actor("academy"), merge=merge)
        assert reached() == set()
    assert _rows(kept) == ({notes.tilleuls.pk},) * 3
    assert _rows(absorbed) == ({notes.verne.pk},) * 3


def test_a_head_makes_nobody_one_with_somebody_of_another_school(notes: Cast) -> None:
    twin = make.person("Samira", "DOUBLE")
    make.guardianship(twin, notes.lea_verne)
    ended = "UPDATE {} SET end_reason = 'left' WHERE {} IN (%s, %s)"
    people = (twin.pk, notes.teacher_verne.pk)
    with session(key_of(notes.director)):
        assert changes(ended.format("directory_guardianship", "adult_id"), *people) == 0
        assert changes(ended.format("directory_attachment", "person_id"), *people) == 0
        with pytest.raises(DomainError):
            person_merge(actor=notes.actor("director"), kept=notes.samira, absorbed=twin)


def test_the_worker_erases_a_person_of_two_schools_and_no_page_does(notes: Cast) -> None:
    teacher = notes.teacher
    make.affiliation(teacher, notes.verne, "teacher")
    for who in ("director", "teacher", "samira", "academy", "platform"):
        with session(key_of(notes.people[who])):
            assert changes("DELETE FROM accounts_account WHERE person_id = %s", teacher.pk) == 0, who
    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {settings.WORKER_ROLE}")
        try:
            person_erase(person=teacher, reason=Reason.LEFT)
        finally:
            cursor.execute(f"SET ROLE {settings.APPLICATION_ROLE}")
    teacher.refresh_from_db()
    assert (teacher.full_name, teacher.erased_at) == ("personne effacée", clock.now())
    assert not Attachment.objects.filter(person=teacher, ends=None).exists()
    for who in ("director", "director_verne"):
        with session(key_of(notes.people[who])):
            assert Person.objects.get(pk=teacher.pk).full_name == "personne effacée", who
