"""Loading the whole academy, in one transaction: killed half-way, nothing is there and the next start loads it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, time, timedelta
from pathlib import Path
from random import Random

from django.conf import settings
from django.db import transaction

from eprimo.devtools.demo.academy.accounts import give_animals, give_factors, give_pictures, make_accounts
from eprimo.devtools.demo.academy.cast import Cast, make_cast
from eprimo.devtools.demo.academy.directory import send_delivery
from eprimo.devtools.demo.academy.hands import enrol
from eprimo.devtools.demo.academy.notes import write_notes
from eprimo.devtools.demo.academy.people import Loaded, load_people
from eprimo.devtools.demo.academy.requests import make_requests
from eprimo.devtools.demo.academy.territory import COMMUNES, PLACES, Place, Territory, make_territory
from eprimo.devtools.demo.academy.things import show_things, tell_what_moved
from eprimo.devtools.demo.clock import ZONE
from eprimo.devtools.demo.faces import remember_faces
from eprimo.devtools.demo.story import play
from eprimo.devtools.demo.story.crowd import read_places, steps
from eprimo.devtools.demo.story.governance import join_figures
from eprimo.devtools.demo.story.stage import Stage
from eprimo.devtools.generators.school_people import InventedSchool, invent_school
from eprimo.foundation.content.samples import deeds
from eprimo.foundation.directory.models import Person, School
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.models import OutboxEvent
from eprimo.steering.statistics.hourly_counts import figures_count

SEED = 20260901
# Figures of the territory go that far back.
WEEKS_COUNTED = 11
# About how many invented pupils a class has: children of the cast join them, and no class passes 27.
CLASS_SIZE = 21
# The schools that the people of the sign-in page belong to: enough for a test.
SMALL = 3


def is_loaded() -> bool:
    return School.objects.exists()


@transaction.atomic
def load_demo(
    *, schools: int = len(PLACES), pupils: int = 130, tell: Callable[[str], None] = lambda _: None
) -> None:
    """Make the academy of the demo in an empty database: `schools` schools of about `pupils` pupils each."""
    now = clock.now().astimezone(ZONE)
    year = now.year if (now.month, now.day) >= (9, 1) else now.year - 1
    since = datetime.combine(datetime(year, 9, 1, tzinfo=ZONE).date(), time(8), ZONE)
    places = PLACES[: max(SMALL, schools)]
    folder: Path | None = getattr(settings, "DEMO_DATA", None)
    real = read_places(folder) if folder is not None else None
    territory = make_territory(year, since, places, real.academy if real is not None else None)
    loaded = {}
    for number, place in enumerate(places):
        rng = Random(SEED + number)
        invented = _invented(place, number, pupils, year)
        loaded[place.key] = load_people(territory.schools[place.key], invented, since, rng)
        tell(f"{place.name}, {place.commune}")
    cast = make_cast(territory, loaded)
    _enrol(territory, loaded, cast)
    _open_accounts(territory, loaded, cast)
    give_pictures(territory.since, Random(SEED))
    give_animals(Random(SEED))
    tell("Le groupement de commandes…")
    # Before the notes: what waits of them leaves when the demo runs.
    stage = Stage(territory, cast)
    play(stage, clock.now(), besides=steps(real) if real is not None else ())
    tell("Les mots de deux mois…")
    write_notes(territory, loaded, cast, Random(SEED), tell)
    show_things(loaded, cast, Random(SEED))
    for deed in deeds():
        deed(loaded["tilleuls"].school, cast.people, territory.since)
    tell_what_moved()
    make_requests(cast, territory.since)
    send_delivery(cast, territory)
    for week in reversed(range(WEEKS_COUNTED)):
        figures_count(now=now - timedelta(weeks=week))
    join_figures(stage)
    remember_faces(cast.people)
    # Nobody has a page open yet: what was done over two months does not ring now.
    OutboxEvent.objects.filter(kind="foundation.kernel.realtime.Touched").delete()


def _invented(place: Place, number: int, pupils: int, year: int) -> InventedSchool:
    invented = invent_school(
        SEED + number,
        pupils,
        place.kind,
        first_year=year,
        city=place.commune,
        postcode=COMMUNES[place.commune][1],
        class_size=CLASS_SIZE,
    )
    # In the schools of the sign-in page, the parent who teaches is a person of the cast.
    return replace(invented, teachers=tuple(replace(t, guardian="") for t in invented.teachers))


def _enrol(territory: Territory, loaded: dict[str, Loaded], cast: Cast) -> None:
    """Two children in three eat at the canteen, one in four stays in the evening."""
    rng = Random(SEED)
    for place in PLACES:
        school = territory.schools.get(place.key)
        if school is None or not place.entitled or school.sector != "public":
            continue
        children = list(loaded[place.key].pupils.values())
        if place.key == "tilleuls":
            children = [*children, cast.people["pupil"]]
        canteen = territory.services[f"canteen {place.commune}"]
        enrol(canteen, school, [c for c in children if rng.random() < 0.66], territory.since)
        enrol(
            territory.services["care"], school, [c for c in children if rng.random() < 0.25], territory.since
        )


def _open_accounts(territory: Territory, loaded: dict[str, Loaded], cast: Cast) -> None:
    shown = list(cast.people.values())
    everyone = list(Person.objects.order_by("pk"))
    by_pk = {person.pk: person for person in everyone}
    teachers = {person.pk for school in loaded.values() for person in school.teachers.values()}
    make_accounts(
        pupils=[p for p in everyone if p.birth_date is not None],
        families=[p for p in everyone if p.birth_date is None and p.pk not in teachers],
        staff=[by_pk[pk] for pk in sorted(teachers)],
        shown=shown,
        since=territory.since,
        rng=Random(SEED),
    )
    give_factors(shown, territory.since)
