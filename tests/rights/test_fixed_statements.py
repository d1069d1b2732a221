"""The fixed statements of the hottest pages say what the policies say, whoever asks, in random small worlds."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from django.db import transaction
from django.db.models import Q

from eprimo.foundation.access.actors import for_person
from eprimo.foundation.access.audiences import Rule, audiences_for
from eprimo.foundation.access.models import AudienceKind, AudienceProfile
from eprimo.foundation.content.enums import ResourceState
from eprimo.foundation.content.models import Resource
from eprimo.foundation.content.policies import as_family, at_work, seen_by
from eprimo.foundation.content.things.addressing import chosen_targets, classes_of
from eprimo.foundation.content.things.search import MOST, things_found
from eprimo.foundation.content.things.upcoming import upcoming_dates, upcoming_for
from eprimo.foundation.directory.models import Person
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.foundation.kernel.school_years import school_year_at
from eprimo.foundation.notifications.models import Notice, NoticeState
from eprimo.foundation.notifications.policies import visible_to
from eprimo.foundation.notifications.queries import open_notices
from eprimo.foundation.notifications.sections import section_values, sections_of
from eprimo.foundation.occasions.actions import occasions_set
from eprimo.foundation.occasions.dates import Dated
from eprimo.foundation.occasions.enums import Sort, Verb
from eprimo.services.liaison.kind import NOTE
from eprimo.services.liaison.models import Note
from eprimo.services.liaison.policies import visibility
from eprimo.services.liaison.queries import team
from eprimo.services.liaison.queries.lists import MOST_NEW, family_list, newest_for_pupil
from eprimo.services.liaison.state import goes_on
from tests.reference.draw import draw_world
from tests.rights.load import Loaded, at, load, normalised
from tests.rights.load_notes import load_notes
from tests.sizes import sized

WORLDS = sized(10, 150)
DAY = 24 * 60
# What every note of these worlds is called, before its number.
TITLE = "note"


@dataclass(frozen=True)
class Found:
    """How much was compared."""

    notes: int
    family: int
    notices: int
    pupils: int
    days: int

    def __add__(self, other: "Found") -> "Found":
        return Found(
            self.notes + other.notes,
            self.family + other.family,
            self.notices + other.notices,
            self.pupils + other.pupils,
            self.days + other.days,
        )


def _actors(rows: Loaded) -> Iterator[Actor]:
    """Everybody of a world, in each of their roles."""
    for person in rows.people.values():
        plain = for_person(person.pk)
        for position in plain.positions:
            yield for_person(person.pk, role=position.role, school_id=position.school_id)


@pytest.mark.drill
@pytest.mark.django_db
def test_lists_and_notices_agree_with_the_policies() -> None:
    found = Found(0, 0, 0, 0, 0)
    for seed in range(WORLDS):
        found += _compared(seed)
    # Worlds where nobody sees anything would prove nothing.
    assert found.notes > WORLDS
    assert found.family > WORLDS
    assert found.notices > WORLDS
    assert found.pupils > WORLDS // 3
    assert found.days > WORLDS


def _compared(seed: int) -> Found:
    rng = random.Random(seed)
    world = normalised(draw_world(rng))
    found = Found(0, 0, 0, 0, 0)
    with transaction.atomic():
        rows = load(world)
        load_notes(rows)
        _tell_everybody(rows)
        with clock.frozen(at(world.now + rng.choice((0, 60, 5 * DAY)))):
            _dated()
            for actor in _actors(rows):
                found += _agree(actor)
        transaction.set_rollback(True)
    return found


def _tell_everybody(rows: Loaded) -> None:
    """A notice of each note for each adult, about each of their children, by one audience it is shared with or
    another; the policy finds those that still hold."""
    links = list(rows.guardianships.values())
    for number, note in enumerate(
        Note.objects.filter(resource__published_at__isnull=False).select_related("resource")
    ):
        rules: list[Rule] = [(AudienceKind.SCHOOL, note.school_id, AudienceProfile.GUARDIAN)]
        targets = chosen_targets(note.resource)
        rules += [(AudienceKind(one.kind), one.target, AudienceProfile.GUARDIAN) for one in targets]
        audiences = [one.pk for one in audiences_for(rules, note.school_id).values()]
        Notice.objects.bulk_create(
            [
                Notice(
                    school_year=note.school_year,
                    recipient_id=link.adult_id,
                    school_id=note.school_id,
                    lane="todo",
                    card="liaison.read",
                    resource=note.resource,
                    child_id=None if (number + place) % 5 == 0 else link.child_id,
                    audience_id=audiences[(number + place) % len(audiences)],
                    visible_from=note.resource.visible_from,
                )
                for place, link in enumerate(links)
            ],
            ignore_conflicts=True,
        )


def _dated() -> None:
    """Each note that is out announces a day, which is today, tomorrow or a day before, and has a last day."""
    for note in Note.objects.filter(resource__state=ResourceState.PUBLISHED).select_related(
        "resource__school"
    ):
        day = clock.now().date() + timedelta(days=note.pk % 3 - 1)
        wanted = (Dated(n=1, sort=Sort.EVENT, on=day), Dated(n=2, sort=Sort.DEADLINE, on=day, verb=Verb.SIGN))
        occasions_set(resource=note.resource, wanted=wanted)


def _days_agree(actor: Actor) -> int:
    """The days of a home are those of the notes that the filters show. How many."""
    family = actor.role == Role.GUARDIAN
    seen = as_family(actor, NOTE) if family else at_work(actor, NOTE)
    since = actor.now - timedelta(days=7 if actor.role == Role.PUPIL else 0)
    wanted = Resource.objects.filter(
        seen, state=ResourceState.PUBLISHED, occasions__sort=Sort.EVENT, occasions__over_at__gt=since
    )
    column = (
        Person.objects.filter(pk=actor.person_id)
        .annotate(found=upcoming_dates(actor))
        .values_list("found", flat=True)
    )
    found = column.get()
    assert {one["thing"] for one in found} == {str(one.public_id) for one in wanted}
    # Of each a guardian knows for which children.
    for one in upcoming_for(actor, found):
        for child in one.children:
            assert wanted.filter(as_family(actor, NOTE, child=child.person_id), public_id=one.thing).exists()
    return len(found)


def _agree(actor: Actor) -> Found:
    seen = set(Note.objects.filter(visibility.team_notes(actor)).values_list("pk", flat=True))
    listed = {
        note.pk
        for state in (team.DRAFTS, team.CURRENT, team.ARCHIVED)
        for note in team.team_list(actor, state=state).items
    }
    assert listed == seen
    waited_for = Note.objects.filter(
        visibility.team_notes(actor),
        goes_on(actor.now),
        archived_at=None,
        resource__withdrawn_at=None,
        resource__published_at__isnull=False,
    )
    assert {note.pk for note in team.team_list(actor).items} == set(waited_for.values_list("pk", flat=True))
    family = set(Note.objects.filter(visibility.family_notes(actor)).values_list("pk", flat=True))
    assert {note.pk for note in family_list(actor)[1].items} == family
    year = school_year_at(actor.now)
    told = Notice.objects.filter(
        visible_to(actor), state=NoticeState.OPEN, school_year__in=(year - 1, year, year + 1)
    )
    assert {notice.id for notice in open_notices(actor, 1000)} == set(told.values_list("id", flat=True))
    return Found(len(seen), len(family), len(told), _composed_agrees(actor), _days_agree(actor))


def _search_agrees(actor: Actor) -> None:
    """What is found is what the filters show: what is out, and own drafts."""
    out = Q(state__in=[ResourceState.PUBLISHED, ResourceState.ARCHIVED])
    seen = out | Q(state=ResourceState.DRAFT, owner_id=actor.person_id)
    shown = Resource.objects.filter(seen, seen_by(actor, NOTE), service=NOTE.key)
    found = things_found(actor, TITLE)
    assert {one.resource.pk for one in found} <= set(shown.values_list("pk", flat=True))
    assert len(found) == min(shown.count(), MOST)


def _composed_agrees(actor: Actor) -> int:
    """What is composed once for a role gives each person what the filters give. How many notes pupils saw."""
    to_pupils = Note.objects.filter(visibility.pupil_notes(actor)).order_by("-resource__visible_from", "-pk")[
        :MOST_NEW
    ]
    _search_agrees(actor)
    newest = newest_for_pupil(actor)
    assert [note.pk for note in newest] == list(to_pupils.values_list("pk", flat=True))
    assert team.filter_classes(actor) == list(classes_of(actor))
    for section in sections_of(actor):
        if section.composed and section.query is not None:
            column = Person.objects.filter(pk=actor.person_id).annotate(asked=section.query(actor))
            always = replace(section, when=lambda _: True)
            assert section_values(actor, [always]) == {
                section.key: column.values_list("asked", flat=True).get()
            }
    return len(newest)
