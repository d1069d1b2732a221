"""Who is told of the change of year of a school: those who work there, that it has a day, was done, was undone; its
heads, that pupils are still to place when the day is near. Counts only; families have their home."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID, uuid5

from eprimo.foundation.access.audiences import audiences_for
from eprimo.foundation.access.models import AudienceKind, AudienceProfile
from eprimo.foundation.directory.actions.year_switch import unplaced
from eprimo.foundation.directory.enums import Profile
from eprimo.foundation.directory.events import YearMoved
from eprimo.foundation.directory.models import Affiliation, YearChange
from eprimo.foundation.directory.queries.years import is_near, news_of
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.outbox import on
from eprimo.foundation.notifications.actions.notices import Card, Ring, notices_about, notices_about_settle
from eprimo.foundation.notifications.models import Lane
from eprimo.foundation.notifications.quiet_hours import delivery_plan

ANNOUNCED, DONE, UNDONE, TO_PLACE = "years.announced", "years.done", "years.undone", "years.to_place"
CARDS = (ANNOUNCED, DONE, UNDONE, TO_PLACE)
_HEADS = {AudienceProfile.HEAD: (Profile.DIRECTOR, Profile.DEPUTY)}
_TEAM: Mapping[AudienceProfile, tuple[Profile, ...]] = {
    AudienceProfile.TEACHER: (Profile.TEACHER,),
    AudienceProfile.STAFF: (Profile.STAFF,),
    **_HEADS,
}


@on(YearMoved)
def tell(event: YearMoved) -> None:
    """What is to be said of the change as it is now; what was said and is over is done. Twice is once."""
    change = YearChange.objects.select_related("school").filter(pk=event.change_id).first()
    wanted = _wanted(change, clock.now()) if change is not None else set()
    for card in CARDS:
        about = uuid5(UUID(event.about), card)
        if change is not None and card in wanted:
            _tell(change, card, about)
        else:
            notices_about_settle(about=about, school_year=event.school_year, card=card)


def _wanted(change: YearChange, now: datetime) -> set[str]:
    news = news_of(change, now)
    if news != "announced":
        return {f"years.{news}"} if news else set()
    waits = (is_near(change, now) or change.trouble) and not change.unplaced_agreed and unplaced(change)
    return {ANNOUNCED, TO_PLACE} if waits else {ANNOUNCED}


def _tell(change: YearChange, card: str, about: UUID) -> None:
    """In the lane of the life of the school, which never rings; what heads have to do rings as quiet hours let it."""
    heads_only = card == TO_PLACE
    lane = Lane.TO_DO if heads_only else Lane.CLASS_LIFE
    due_on = change.switch_on if card in {ANNOUNCED, TO_PLACE} else None
    ring = Ring.of(delivery_plan(change.school, clock.now())) if heads_only else None
    told: set[int] = set()
    for profile, profiles in (_HEADS if heads_only else _TEAM).items():
        rule = (AudienceKind.SCHOOL, change.school_id, profile)
        links = Affiliation.objects.in_force().filter(school=change.school_id, profile__in=profiles)
        people = set(links.values_list("person_id", flat=True)) - told
        told |= people
        if people:
            notices_about(
                about=about, school_id=change.school_id, school_year=change.from_year_id,
                card=Card(lane, card, due_on), recipients=sorted(people),
                audience_id=audiences_for([rule], change.school_id)[rule].pk, ring=ring,
            )  # fmt: skip
