"""An animal of its own for every child of a class: drawn when it enters, whoever writes, and kept."""

import importlib
from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.db import connection

from eprimo.foundation.classroom.queries import wall_of
from eprimo.foundation.directory.actions.classes import pupil_move
from eprimo.foundation.directory.animals import animal_choose
from eprimo.foundation.directory.models import ClassGroup, ClassMembership, Person
from eprimo.ui import pictures
from tests import factories as make
from tests.cast import Cast
from tests.conftest import NOW

drawing = importlib.import_module("eprimo.foundation.directory.migrations.0019_an_animal_of_ones_own")


def _of(group: ClassGroup) -> dict[int, str]:
    links = ClassMembership.objects.filter(class_group=group, ends=None)
    return dict(Person.objects.filter(pk__in=links.values("person")).values_list("pk", "animal"))


def _alike(kept: Iterable[str]) -> int:
    names = [pictures.animal_of(one)[0] for one in kept]
    return len(names) - len(set(names))


def _class(cast: Cast, size: int, label: str = "GS") -> ClassGroup:
    group = make.class_group(cast.tilleuls, label, ("GS",))
    for _ in range(size):
        make.pupil(cast.tilleuls, group)
    return group


def test_the_wall_shows_no_two_alike(cast: Cast) -> None:
    """By public ids, 28 children had 16 animals."""
    group = _class(cast, 28)
    wall = wall_of(group)
    assert len(wall) == 28
    assert _alike(child.seed for child in wall) == 0
    assert all(child.seed in drawing_pairs() for child in wall)


def drawing_pairs() -> set[str]:
    return {pictures.chosen(animal, ring) for animal in pictures.ANIMALS for ring in pictures.COLOURS}


def test_the_first_sixteen_are_drawn_first(cast: Cast) -> None:
    """The others are left to be chosen."""
    kept = {pictures.animal_of(one)[0] for one in _of(_class(cast, 16)).values()}
    assert kept == set(pictures.DRAWN)


def test_both_lists_of_animals_say_the_same() -> None:
    assert tuple(pictures.ANIMALS) == drawing.ANIMALS


def test_many_at_once_in_one_statement(cast: Cast) -> None:
    """As an import writes them."""
    groups = [make.class_group(cast.tilleuls, f"MS{one}", ("MS",)) for one in range(3)]
    people = Person.objects.bulk_create(Person(last_name="X", first_name=str(n)) for n in range(90))
    ClassMembership.objects.bulk_create(
        ClassMembership(person=one, class_group=groups[n % 3], school=cast.tilleuls, starts=make.SINCE)
        for n, one in enumerate(people)
    )
    for group in groups:
        assert len(_of(group)) == 30
        assert _alike(_of(group).values()) == 0


def test_who_is_there_keeps_and_who_comes_is_given_another(cast: Cast) -> None:
    group = _class(cast, 20)
    before = _of(group)
    theirs = next(iter(before.values()))
    Person.objects.filter(pk=cast.lea.pk).update(animal=theirs, chosen_animal=theirs)
    pupil_move(actor=cast.actor("director"), pupil=cast.lea, to=group)
    after = _of(group)
    assert {pk: after[pk] for pk in before} == before
    assert _alike(after.values()) == 0
    assert after[cast.lea.pk] != theirs


def test_what_a_child_chose_comes_back_where_nobody_has_it(cast: Cast) -> None:
    full, other = _class(cast, 1, "GS A"), _class(cast, 5, "GS B")
    animal_choose(actor=cast.actor("lea"), animal="unicorn", colour=3)
    Person.objects.filter(pk__in=_of(full)).update(animal="unicorn-1")
    Person.objects.filter(pk__in=_of(other), animal__startswith="unicorn").update(animal="wolf-2")
    director = cast.actor("director")
    pupil_move(actor=director, pupil=cast.lea, to=full)
    assert Person.objects.get(pk=cast.lea.pk).animal != "unicorn-3"
    ClassMembership.objects.filter(person=cast.lea, ends=None).update(starts=NOW - (NOW - make.SINCE) / 2)
    pupil_move(actor=director, pupil=cast.lea, to=other)
    assert Person.objects.get(pk=cast.lea.pk).animal == "unicorn-3"


def test_a_child_of_two_classes_is_alone_with_it_in_both(cast: Cast) -> None:
    first, second = _class(cast, 15, "GS A"), _class(cast, 15, "GS B")
    Person.objects.filter(pk__in=_of(second)).update(animal="")
    child = make.pupil(cast.tilleuls, first)
    ClassMembership.objects.create(person=child, class_group=second, school=cast.tilleuls, starts=make.SINCE)
    links = ClassMembership.objects.filter(class_group=second).exclude(person=child)
    _draw(links.values_list("pk", flat=True))
    assert _alike(_of(first).values()) == _alike(_of(second).values()) == 0


def test_an_end_and_an_earlier_class_change_nothing(cast: Cast) -> None:
    group = _class(cast, 10)
    before = _of(group)
    past = make.class_group(cast.tilleuls, "PS", ("PS",))
    ClassMembership.objects.bulk_create(
        ClassMembership(
            person_id=pk, class_group=past, school=cast.tilleuls, starts=make.SINCE.replace(year=2024),
            ends=make.SINCE.replace(year=2025), end_reason="year_closed",
        )
        for pk in (*before, cast.lea.pk)
    )  # fmt: skip
    assert _of(group) == before
    ClassMembership.objects.filter(class_group=group).update(ends=NOW, end_reason="left")
    assert dict(Person.objects.filter(pk__in=before).values_list("pk", "animal")) == before


def test_a_class_that_is_taken_up_again_keeps_its_animals(cast: Cast) -> None:
    """The undo of a change of year gives a class back its children; one of them chose meanwhile."""
    group = _class(cast, 12)
    before = _of(group)
    ClassMembership.objects.filter(class_group=group).update(ends=NOW, end_reason="year_closed")
    first, second = list(before)[:2]
    Person.objects.filter(pk=first).update(animal=before[second], chosen_animal=before[second])
    ClassMembership.objects.filter(class_group=group).update(ends=None, end_reason="")
    after = _of(group)
    assert after[first] == before[second]
    assert _alike(after.values()) == 0
    assert all(after[pk] == before[pk] for pk in before if pk not in (first, second))


def test_what_was_there_before_is_kept_and_two_alike_are_parted(cast: Cast) -> None:
    """The migration: rows of the release before, where nothing was written until a child chose."""
    group = _class(cast, 25)
    Person.objects.update(animal="", chosen_animal="")
    Person.objects.filter(pk=cast.lea.pk).update(animal="unicorn-3")
    with connection.schema_editor() as editor:
        drawing.fill(apps, editor)
    assert _alike(_of(group).values()) == 0
    people = {one.pk: one for one in Person.objects.filter(pk__in=_of(group))}
    before = {pk: pictures.animal_of(one.public_id) for pk, one in people.items()}
    alone = {animal for animal, _ in before.values()}
    kept = [pk for pk, one in people.items() if pictures.animal_of(one.animal) == before[pk]]
    assert len(kept) == len(alone)
    assert Person.objects.get(pk=cast.lea.pk).chosen_animal == "unicorn-3"
    assert (
        Person.objects.filter(animal="", class_memberships__ends=None).exclude(class_memberships=None).count()
        == 0
    )


def _draw(links: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT directory_draw_animals(%s::bigint[])", [list(links)])
