"""What is written for the schools of a territory, by who acts for it; and whom, of those it is addressed to, a thing is
for."""

from collections.abc import Iterable

from django.db.models import QuerySet

from eprimo.foundation.access.audiences import Rule
from eprimo.foundation.access.models import AudienceKind, AudienceProfile
from eprimo.foundation.content.capabilities import readers_above
from eprimo.foundation.content.enums import ShareLevel
from eprimo.foundation.content.kinds import ADULTS, PEOPLE, Kind, Manage, Readers, To
from eprimo.foundation.content.models import Target
from eprimo.foundation.directory.models import Territory
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.errors import Forbidden

# Of the people tied to a place, those that each name stands for.
_OF: dict[Readers, tuple[AudienceProfile, ...]] = {
    Readers.STAFF: (AudienceProfile.TEACHER, AudienceProfile.STAFF, AudienceProfile.HEAD),
    Readers.FAMILIES: (AudienceProfile.GUARDIAN,),
    Readers.PUPILS: (AudienceProfile.PUPIL,),
}


def writes_above(actor: Actor, kind: Kind) -> bool:
    """Tell whether the actor writes this kind for the schools of a territory."""
    return actor.role in readers_above(kind) and bool(actor.territory_ids)


def territories_of(actor: Actor, kind: Kind) -> QuerySet[Territory]:
    """Return the territories whose schools the actor may address: of the mandates in force, of the role in use."""
    own = actor.territory_ids if writes_above(actor, kind) else frozenset[int]()
    return Territory.objects.filter(pk__in=own).order_by("name", "pk")


def reachable(actor: Actor, kind: Kind) -> frozenset[Readers]:
    """Return the readers among whom the author may choose, in what is addressed."""
    if writes_above(actor, kind):
        return readers_above(kind)[actor.role]
    return ADULTS | {Readers.PUPILS} if kind.audience.pupils else ADULTS


def require_readers(actor: Actor, kind: Kind, readers: Iterable[Readers]) -> None:
    """Raises Forbidden for those that the actor may not address."""
    if not set(readers) <= reachable(actor, kind):
        raise Forbidden("Vous ne pouvez pas écrire à toutes ces personnes.")


def kept_readers(kind: Kind, to: To, readers: frozenset[Readers]) -> frozenset[Readers]:
    """Return what is kept of what the author ticked: a kind whose readers are not chosen is for all adults."""
    if to == To.TEAM:
        return frozenset({Readers.STAFF})
    found = readers if kind.audience.chooses_readers or to == To.TERRITORY else readers | ADULTS
    pupils = kind.audience.pupils and (kind.audience.child_reads or to not in PEOPLE)
    return found if pupils else found - {Readers.PUPILS}


def reader_of(profile: AudienceProfile) -> Readers:
    """Return as which of the readers somebody of that profile reads."""
    if profile == AudienceProfile.GUARDIAN:
        return Readers.FAMILIES
    pupils = {AudienceProfile.PUPIL, AudienceProfile.SELF}
    return Readers.PUPILS if profile in pupils else Readers.STAFF


def of_territory(kind: Kind, one: Target) -> dict[Rule, ShareLevel]:
    """The shares of what is for the schools of a territory: those it is for there; who acts for it manages it."""
    found: dict[Rule, ShareLevel] = {
        (AudienceKind.TERRITORY, one.target, who): ShareLevel.READ
        for readers in one.readers
        for who in _OF[readers]
    }
    if kind.manage != Manage.AUTHOR:
        found[AudienceKind.TERRITORY, one.target, AudienceProfile.MANDATE] = ShareLevel.MANAGE
    return found
