"""What is composed once for a role holds nothing of the person for whom it was composed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db.models import Q, QuerySet

from eprimo.foundation.directory.models import Affiliation, ClassGroup, Person
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.composed import Composed, NotComposable
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
