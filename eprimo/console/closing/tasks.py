"""Who works at a school is told that it, or one of its classes, is shut, and that it is open after all: teachers,
staff, who directs it, agents of the commune and partners. Families have the note."""

from collections.abc import Iterable, Iterator
from uuid import UUID, uuid5

from eprimo.foundation.access.audiences import Rule, audiences_for
from eprimo.foundation.access.models import AudienceKind, AudienceProfile
from eprimo.foundation.content.things.events import ClosureMoved
from eprimo.foundation.directory.enums import MandateRole, Profile
from eprimo.foundation.directory.models import Affiliation, Mandate, School, SchoolDayOff, ServiceSchool
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.outbox import on
from eprimo.foundation.notifications.actions.notices import Card, notices_about, notices_about_settle
from eprimo.foundation.notifications.models import Lane, Notice

SHUT, CLASS_SHUT, OPEN = "closing.school", "closing.class", "closing.open"
CARDS = (SHUT, CLASS_SHUT, OPEN)
# The first of several profiles tells the person.
_TEAM = {
    AudienceProfile.HEAD: (Profile.DIRECTOR, Profile.DEPUTY),
    AudienceProfile.TEACHER: (Profile.TEACHER,),
    AudienceProfile.STAFF: (Profile.STAFF,),
}


@on(ClosureMoved)
def tell(event: ClosureMoved) -> None:
    """What is to be said of the closure as it is now; what was said and is over is done. Twice is once."""
    school = School.objects.get(pk=event.school_id)
    rows = list(
        SchoolDayOff.objects.closures(clock.now()).filter(told_by=UUID(event.thing)).order_by("first")
    )
    rows = [row for row in rows if row.last >= clock.today(school.time_zone)]
    about = {card: uuid5(UUID(event.thing), card) for card in CARDS}
    told = Notice.objects.filter(school_year=event.school_year, about__in=[about[SHUT], about[CLASS_SHUT]])
    whole = any(row.class_group_id is None for row in rows)
    wanted = (SHUT if whole else CLASS_SHUT) if rows else OPEN if told.exists() else ""
    for card in CARDS:
        if card == wanted:
            first = rows[0].first if rows else told.values_list("due_on", flat=True).first()
            _tell(school, event.school_year, Card(Lane.CLASS_LIFE, card, first), about[card])
        else:
            notices_about_settle(about=about[card], school_year=event.school_year, card=card)


def _tell(school: School, school_year: int, card: Card, about: UUID) -> None:
    """In the lane of the life of the school, which never rings: digests tell it."""
    told: set[int] = set()
    for rule, people in _recipients(school):
        new = sorted(set(people) - told)
        told.update(new)
        if new:
            notices_about(
                about=about, school_id=school.pk, school_year=school_year, card=card, recipients=new,
                audience_id=audiences_for([rule], school.pk)[rule].pk,
            )  # fmt: skip


def _recipients(school: School) -> Iterator[tuple[Rule, Iterable[int]]]:
    """Whom each rule reaches now, by the keys of the people."""
    now = clock.now()
    for profile, profiles in _TEAM.items():
        links = Affiliation.objects.in_force(now).filter(school=school, profile__in=profiles)
        yield (AudienceKind.SCHOOL, school.pk, profile), links.values_list("person_id", flat=True)
    for service in (
        ServiceSchool.objects.in_force(now).filter(school=school).values_list("service_id", flat=True)
    ):
        agents = Mandate.objects.in_force(now).filter(service=service, role=MandateRole.COMMUNE_AGENT)
        yield (
            (AudienceKind.SERVICE, service, AudienceProfile.AGENT),
            agents.values_list("person_id", flat=True),
        )
    partners = Affiliation.objects.in_force(now).filter(school=school, profile=Profile.PARTNER)
    for partner in partners.values_list("person_id", flat=True).distinct():
        yield (AudienceKind.PERSON, partner, AudienceProfile.SELF), [partner]
