"""What is composed once for a role holds nothing of the person for whom it was composed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import Q, QuerySet, Value
from django.db.models.functions import StrIndex
from django.test.utils import CaptureQueriesContext

from eprimo.foundation.directory.models import Affiliation, ClassGroup, Person, SchoolYear
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.prepared_queries import Composed, Condition, NotComposable, values_of
from eprimo.foundation.kernel.school_years import years_around
from eprimo.foundation.kernel.statements import Statement
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def _classes(actor: Actor, *, day: date) -> QuerySet[ClassGroup, Any]:
    """Own classes, those of the school whose label has a per cent sign, and a moment and a day that are the run’s."""
    own = Q(pk__in=actor.class_ids) | Q(label__startswith="100 %", school_id=actor.school_id)
    people = Affiliation.objects.filter(
        person_id=actor.person_id, starts__lte=actor.now - timedelta(hours=1), starts__date__lt=day
    )
    taught = ClassGroup.objects.filter(own, school__in=people.values("school"))
    return taught.order_by("label").values_list("label", flat=False)


def test_each_has_the_own_values_in_the_same_text(cast: Cast) -> None:
    ClassGroup.objects.filter(pk=cast.ce1_verne.pk).update(label="100 % d’elles")
    composed, today = Composed(_classes), clock.now().date()
    for who in ("teacher", "director", "teacher", "director_verne", "lea", "noe"):
        actor = cast.actor(who)
        assert composed.values(actor, day=today) == list(_classes(actor, day=today)), who
        assert composed.values(actor, day=today - timedelta(days=9000)) == []
        assert composed.values(replace(actor, now=actor.now - timedelta(days=9000)), day=today) == []
    assert composed.values(cast.actor("director_verne"), day=today) == [("100 % d’elles",)]


def test_years_around_the_run_stand_as_numbers(cast: Cast) -> None:
    composed = Composed(
        lambda actor: SchoolYear.objects.filter(year__in=years_around(actor.now)).values_list("year")
    )
    actor = cast.actor("teacher")
    for later in (timedelta(), timedelta(days=366)):
        now = actor.now + later
        with CaptureQueriesContext(connection) as caught:
            composed.rows(replace(actor, now=now))
        assert "IN ({}, {}, {})".format(*years_around(now)) in caught[0]["sql"]


@pytest.mark.parametrize(
    "compose",
    [
        lambda actor: Person.objects.filter(pk__in=[one.person_id for one in actor.children]),
        lambda actor: Person.objects.filter(first_name=actor.display_name),
        lambda actor: Person.objects.filter(pk=1) if actor.children else Person.objects.filter(pk=2),
        lambda _: Affiliation.objects.filter(starts__lte=clock.now()),
        lambda _: Person.objects.filter(pk__in=list(Person.objects.values_list("pk", flat=True)[:2])),
        lambda actor: Person.objects.filter(pk=min(actor.class_ids)),
        lambda actor: Person.objects.filter(pk=1 if actor.language == "ar" else 2),
        lambda actor: Person.objects.filter(first_name=f"class {min(actor.class_ids)}"),
    ],
    ids=["children", "name", "branch", "moment", "rows", "one-of-a-set", "equality", "mark-in-a-text"],
)
def test_what_has_no_mark_is_refused(cast: Cast, compose: Callable[[Actor], QuerySet[Any]]) -> None:
    with pytest.raises(NotComposable):
        Composed(lambda actor: compose(actor).values_list("pk")).rows(cast.actor("teacher"))


def _named(actor: Actor, **words: str) -> QuerySet[Person, Any]:
    """Oneself, if the own name holds every one of the words."""
    found = Person.objects.filter(pk=actor.person_id)
    for word in words.values():
        found = found.annotate(place=StrIndex("first_name", Value(word))).filter(place__gt=0)
    return found.values_list("first_name")


def test_texts_take_their_places_as_they_are(cast: Cast) -> None:
    composed, actor = Composed(_named), cast.actor("samira")
    for words in (
        {"a": "Sam"},
        {"a": "ira"},
        {"a": "%s"},
        {"a": "'"},
        {"a": "%(me)s"},
        {"a": "Sam", "b": "ira"},
    ):
        assert composed.values(actor, **words) == list(_named(actor, **words)), words
    assert composed.values(actor, a="Sam", b="Noé") == []
    assert composed.values(cast.actor("lea"), a="Sam") == []


def test_ids_take_their_places_and_nothing_is_made_of_them(cast: Cast) -> None:
    composed = Composed(lambda _, one, other: Person.objects.filter(pk__in=[one, other]).values_list("pk"))
    same = Composed(lambda _, one: Person.objects.filter(first_name=f"number {one}").values_list("pk"))
    actor = cast.actor("teacher")
    for one, other in ((cast.lea, cast.noe), (cast.noe, cast.noe), (cast.lea, cast.samira)):
        assert set(composed.rows(actor, one=one.pk, other=other.pk)) == {(one.pk,), (other.pk,)}
    with pytest.raises(NotComposable):
        same.rows(actor, one=1)


def test_a_text_inside_another_is_refused(cast: Cast) -> None:
    composed = Composed(lambda _, word: Person.objects.filter(first_name__contains=word).values_list("pk"))
    with pytest.raises(NotComposable):
        composed.rows(cast.actor("teacher"), word="Sam")


def _attached(actor: Actor) -> QuerySet[Affiliation, Any]:
    """Links with the schools of own classes, and those of who is at the school in use."""
    here = Q(school_id=actor.school_id, person__first_name__startswith="M")
    return Affiliation.objects.filter(
        here | Q(school__in=ClassGroup.objects.filter(pk__in=actor.class_ids).values("school")),
        starts__lte=actor.now,
    )


def test_a_filter_is_a_condition_of_a_statement(cast: Cast) -> None:
    """In the names that the statement gives to its tables; the rule is not written a second time."""
    attached = Condition(_attached, {Affiliation: "a", Person: "p"})
    texts = set()
    for who in ("teacher", "director", "teacher_verne", "lea", "samira"):
        actor = cast.actor(who)
        texts.add(attached.sql(actor))
        found = Statement(
            "SELECT a.id FROM directory_affiliation a JOIN directory_person p ON p.id = a.person_id "
            f"WHERE {attached.sql(actor)} ORDER BY a.id"
        ).rows(**values_of(actor), now=actor.now)
        assert found == list(_attached(actor).order_by("pk").values_list("pk")), who
        assert found or who == "samira"
    assert len(texts) <= 2
    assert '"directory_affiliation".' not in texts.pop()


def test_conditions_that_hold_for_nobody_and_for_all(cast: Cast) -> None:
    actor = cast.actor("teacher")
    assert Condition(lambda _: Person.objects.filter(pk__in=[]), {Person: "p"}).sql(actor) == "FALSE"
    assert Condition(lambda _: Person.objects.filter(~Q(pk__in=[])), {Person: "p"}).sql(actor) == "TRUE"


@pytest.mark.parametrize(
    "compose",
    [
        lambda _: Affiliation.objects.filter(person__first_name="Léa"),
        lambda actor: Affiliation.objects.filter(starts__lte=actor.now - timedelta(hours=1)),
        lambda actor: Affiliation.objects.filter(person__in=[one.person_id for one in actor.children]),
    ],
    ids=["table-without-a-name", "moment", "no-mark"],
)
def test_a_condition_that_a_statement_cannot_hold_is_refused(
    cast: Cast, compose: Callable[[Actor], QuerySet[Any]]
) -> None:
    with pytest.raises(NotComposable):
        Condition(compose, {Affiliation: "a"}).sql(cast.actor("teacher"))


def test_a_statement_is_prepared_once_whatever_sets_are_empty() -> None:
    """The driver keeps what it prepared by the text and the types of its values."""
    statement = Statement("SELECT cardinality(%(a)s::bigint[]), cardinality(%(b)s::text[])")
    kept = []
    for a, b in (([], []), ([1, 2], []), ([], ["x"]), ([3], ["x", "y"])):
        assert statement.rows(a=a, b=b) == [(len(a), len(b))]
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE 'SELECT cardinality(%%'", []
            )
            kept.append(cursor.fetchone()[0])
    assert kept == [1, 1, 1, 1]
