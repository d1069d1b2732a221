"""« Le verront : … »: whom what an author ticked reaches as of now, counted and in words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from eprimo.foundation.access.models import AudienceProfile
from eprimo.foundation.content.kinds import Kind, Readers, To
from eprimo.foundation.content.things.addressing import Choice, reached_profiles
from eprimo.foundation.content.things.protected_contact import pupils_reached
from eprimo.foundation.content.things.territory_audience import kept_readers
from eprimo.foundation.directory.enums import GuardianKindChoice, RestrictionLevel
from eprimo.foundation.directory.models import GuardianRestriction, Guardianship
from eprimo.foundation.kernel import clock
from eprimo.ui.plurals import counted

_STAFF = frozenset({AudienceProfile.TEACHER, AudienceProfile.STAFF, AudienceProfile.HEAD})


@dataclass(frozen=True, slots=True)
class Readership:
    """`children` and `guardians` are counted; `staff` and `beyond` (the schools of a territory) are named."""

    children: int = 0
    guardians: int = 0
    staff: tuple[str, ...] = ()
    beyond: tuple[str, ...] = ()
    pupils: bool = False
    # Pupils are among those it is for, and do not read it.
    not_pupils: bool = False

    def __bool__(self) -> bool:
        return bool(self.children or self.staff or self.beyond)

    @property
    def words(self) -> str:
        """Say « 47 responsables de 25 enfants, l’équipe de CE1 A et les élèves. »"""
        families = (
            [f"{counted(self.guardians, 'responsable')} de {counted(self.children, 'enfant')}"]
            if self.children
            else []
        )
        found = [*self.beyond, *families, *self.staff, *(["les élèves"] if self.pupils else [])]
        return " et ".join(filter(None, (", ".join(found[:-1]), found[-1]))) + "." if found else ""


def readership(
    kind: Kind,
    school_id: int | None,
    ticked: Sequence[Choice],
    readers: frozenset[Readers],
    *,
    enrolled: int | None = None,
) -> Readership:
    """Count whom an audience reaches (two statements at most). `enrolled`: the service all of whose children it is for,
    when no child is ticked."""
    kept = {one.key: kept_readers(kind, one.to, readers) for one in ticked}
    families = [(one.to, one.target) for one in ticked if Readers.FAMILIES in kept[one.key]]
    children = guardians = 0
    if school_id is not None and (families or enrolled):
        children, guardians = _counted(school_id, families, None if families else enrolled)
    chosen = any(Readers.PUPILS in kept[one.key] for one in ticked)
    return Readership(
        children=children,
        guardians=guardians,
        staff=tuple(dict.fromkeys(_staff(kind, (one for one in ticked if Readers.STAFF in kept[one.key])))),
        beyond=tuple(_above(one, kept[one.key]) for one in ticked if one.to == To.TERRITORY),
        pupils=chosen,
        not_pupils=bool(children) and not chosen,
    )


def _counted(school_id: int, families: Iterable[tuple[To, int]], enrolled: int | None) -> tuple[int, int]:
    """The pupils whose families these reach, and their guardians who may read: contacts do not, nor whom a court's
    decision keeps from what is said of the child."""
    now = clock.now()
    pupils = pupils_reached(school_id, families, enrolled=enrolled)
    standing = GuardianRestriction.objects.filter(
        Q(in_force_until=None) | Q(in_force_until__gt=now), Q(lifted_at=None) | Q(lifted_at__gt=now),
        guardianship=OuterRef("pk"), starts__lte=now, level__gt=RestrictionLevel.PROTECTED_CONTACT,
    )  # fmt: skip
    links = Guardianship.objects.in_force(now).exclude(kind=GuardianKindChoice.CONTACT)
    reading = links.filter(~Exists(standing), child__in=pupils.values("person"))
    return pupils.values("person").distinct().count(), reading.values("adult").distinct().count()


def _staff(kind: Kind, ticked: Iterable[Choice]) -> Iterable[str]:
    for one in ticked:
        if reached_profiles(kind, one.to) & _STAFF:
            yield "l’équipe de l’école" if one.to in {To.SCHOOL, To.TEAM} else f"l’équipe de {one.label}"


def _above(one: Choice, readers: frozenset[Readers]) -> str:
    whom = {Readers.STAFF: "les équipes", Readers.FAMILIES: "les familles", Readers.PUPILS: "les élèves"}
    return f"{' et '.join(whom[who] for who in Readers if who in readers)}, {one.label[:1].lower()}{one.label[1:]}"
