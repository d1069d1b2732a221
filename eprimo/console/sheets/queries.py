"""Who has come, in each class and in the team, as finely as the actor may read it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from eprimo.console.school.queries import NEVER, SUSPENDED, SignInState, sign_in_states
from eprimo.console.sheets.families import follows_a_child
from eprimo.foundation.accounts.policies import sheets_makeable_by, sign_in_state_seen_by
from eprimo.foundation.accounts.queries import with_sheets
from eprimo.foundation.directory.enums import GuardianKindChoice, Profile
from eprimo.foundation.directory.models import Affiliation, ClassGroup, Guardianship, Person, School, in_force
from eprimo.foundation.directory.policies.family import is_family, openings_of
from eprimo.foundation.directory.policies.scope import schools_of_mandates
from eprimo.foundation.directory.queries.classes import class_page, class_visible
from eprimo.foundation.directory.queries.families import links_left
from eprimo.foundation.directory.queries.person_lines import PersonLine, lines_of
from eprimo.foundation.directory.queries.schools import adults_to_print
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.errors import NotVisible
from eprimo.foundation.kernel.text import fold

# Which rows are ticked when the page opens.
ALL, NEVER_CAME = "tous", "jamais"
MOST_DIRECTORS = 30


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A person who may get a sheet: state, whether the box is there, and whether it is ticked."""

    line: PersonLine
    state: SignInState
    makeable: bool
    ticked: bool

    @property
    def never(self) -> bool:
        return self.state == NEVER


@dataclass(frozen=True, slots=True)
class PupilSheets:
    pupil: SheetRow
    guardians: tuple[SheetRow, ...]


@dataclass(frozen=True, slots=True)
class ClassSheets:
    class_group: ClassGroup
    rows: tuple[PupilSheets, ...]
    # Some are of the actor's own family: somebody else makes theirs.
    own_family: bool

    @property
    def guardians(self) -> list[SheetRow]:
        """Each once, though several children of the class are theirs."""
        return list({row.line.person.pk: row for one in self.rows for row in one.guardians}.values())


def classes_for(actor: Actor) -> QuerySet[ClassGroup]:
    """Classes whose sheets the actor makes, with how many pupils there are and how many never came."""
    rows = ClassGroup.objects.filter(school=actor.school_id, year=F("school__running_year"), closed_at=None)
    if not actor.heads:
        rows = rows.filter(pk__in=actor.class_ids)
    here = Q(in_force(actor.now, "memberships__"))
    came = here & Q(memberships__person__account__activated_at__isnull=False)
    return rows.annotate(
        pupils=Count("memberships__person", filter=here, distinct=True),
        came=Count("memberships__person", filter=came, distinct=True),
    ).order_by("key", "pk")


def class_sheets(actor: Actor, public_id: UUID, choice: str) -> ClassSheets:
    """Pupils of a class and their guardians. NotVisible: not a class whose sheets the actor makes."""
    class_group = class_visible(actor, public_id)
    if not actor.heads and class_group.pk not in actor.class_ids:
        raise NotVisible
    page = class_page(actor, class_group)
    lines = [line for row in page.pupils for line in (row.line, *row.guardians)]
    rows = _rows(actor, lines, choice)
    unticked = [pk for pk in (row.line.person.pk for row in page.pupils) if not rows[pk].makeable]
    return ClassSheets(
        class_group,
        tuple(
            PupilSheets(
                rows[row.line.person.pk],
                tuple(rows[g.person.pk] for g in row.guardians if follows_a_child(g)),
            )
            for row in page.pupils
        ),
        bool(unticked) and is_family(actor, *unticked),
    )


def staff_sheets(actor: Actor, choice: str) -> list[SheetRow]:
    """The adults of the school in use, now or from a later day on."""
    lines = lines_of(actor, list(adults_to_print(actor)))
    return list(_rows(actor, lines, choice).values())


def _rows(actor: Actor, lines: Sequence[PersonLine], choice: str) -> dict[int, SheetRow]:
    states = sign_in_states(actor, lines)
    makeable = with_sheets(actor, [line.person.pk for line in lines])
    return {line.person.pk: _row(line, states.get(line.person.pk, NEVER), makeable, choice) for line in lines}


def _row(line: PersonLine, state: SignInState, makeable: Collection[int], choice: str) -> SheetRow:
    may = line.person.pk in makeable and state != SUSPENDED
    ticked = may and (choice == ALL or (choice == NEVER_CAME and state == NEVER))
    return SheetRow(line, state, makeable=may, ticked=ticked)


def people_chosen(actor: Actor, public_ids: Sequence[UUID], *, pupils: bool) -> list[Person]:
    """The pupils, or the adults, among those ticked, in that order. NotVisible: one of all is not for the actor."""
    is_pupil = Affiliation.objects.in_force(actor.now).filter(person=OuterRef("pk"), profile=Profile.PUPIL)
    seen = sheets_makeable_by(actor) | sign_in_state_seen_by(actor)
    rows = {
        person.public_id: person
        for person in Person.objects.filter(seen, public_id__in=public_ids)
        .annotate(pupil=Exists(is_pupil))
        .order_by()
    }
    if len(rows) < len(set(public_ids)):
        raise NotVisible
    return [rows[one] for one in dict.fromkeys(public_ids) if rows[one].pupil == pupils]


def person_seen(actor: Actor, public_id: UUID) -> Person:
    """One person whose sign-in state the actor sees. Raises NotVisible."""
    person = Person.objects.filter(sign_in_state_seen_by(actor), public_id=public_id).first()
    if person is None:
        raise NotVisible
    return person


def class_of(actor: Actor, person_id: int) -> ClassGroup | None:
    """The class of a pupil at the school in use: where to go back to."""
    return (
        classes_for(actor)
        .filter(Q(in_force(actor.now, "memberships__")), memberships__person=person_id)
        .first()
    )


def directors_of_territory(actor: Actor, words: str) -> list[Affiliation]:
    """Directors of the actor's territory, at most 30: those of the schools that `words` finds (name or UAI)."""
    rows = Affiliation.objects.in_force(actor.now).filter(
        school__in=schools_of_mandates(actor), profile=Profile.DIRECTOR
    )
    if words:
        rows = rows.filter(Q(school__uai=words.upper()) | Q(school__key__contains=fold(words)))
    return list(rows.select_related("person", "school").order_by("school__key", "pk")[:MOST_DIRECTORS])


def director_of_territory(actor: Actor, public_id: UUID) -> Affiliation:
    """The directing link of one of them. Raises NotVisible."""
    row = (
        Affiliation.objects.in_force(actor.now)
        .filter(school__in=schools_of_mandates(actor), profile=Profile.DIRECTOR, person__public_id=public_id)
        .select_related("person", "school")
        .order_by("pk")
        .first()
    )
    if row is None:
        raise NotVisible
    return row


def guardians_never(actor: Actor) -> dict[int, int]:
    """By class: how many guardians never came. One statement for the whole school."""
    links = Guardianship.objects.in_force(actor.now).exclude(kind=GuardianKindChoice.CONTACT)
    rows = (
        links.filter(
            Q(in_force(actor.now, "child__class_memberships__")),
            child__class_memberships__class_group__in=classes_for(actor).values("pk"),
        )
        .filter(adult__account__activated_at=None)
        .values("child__class_memberships__class_group")
        .annotate(never=Count("adult", distinct=True))
        .order_by()
    )
    return {row["child__class_memberships__class_group"]: row["never"] for row in rows}


def family_member(actor: Actor, public_id: UUID) -> tuple[Person, School]:
    """Somebody of a family that the academy opened, and the school that prints the sheet. Raises NotVisible."""
    for school in School.objects.filter(pk__in=openings_of(actor).values("school")).order_by("pk"):
        links = links_left(actor, school)
        member = Q(pk__in=links.order_by().values("adult")) | Q(pk__in=links.order_by().values("child"))
        person = Person.objects.filter(member, public_id=public_id).first()
        if person is not None:
            return person, school
    raise NotVisible
