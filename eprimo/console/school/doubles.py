"""Two rows side by side, as the one who may make them one reads them, and what would happen in words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, FloatField, Func, OuterRef, Q, QuerySet, Value

from eprimo.console.school.queries import NEVER, SignInState, sign_in_state
from eprimo.foundation.accounts.models import Account
from eprimo.foundation.directory.enums import GuardianKindChoice, Profile, Source
from eprimo.foundation.directory.merging import standing_on, stricter
from eprimo.foundation.directory.models import (
    Affiliation,
    ContactDetails,
    ExternalKey,
    GuardianRestriction,
    Guardianship,
    Person,
    PersonMerge,
)
from eprimo.foundation.directory.policies.family import family_of
from eprimo.foundation.directory.policies.merges import directed_schools, merges_visible_to, schools_to_merge
from eprimo.foundation.directory.policies.scope import ADULTS_OF_SCHOOL
from eprimo.foundation.directory.policies.sight import SignInSight
from eprimo.foundation.directory.queries.doubles import REASON_WORDS, Pair, pairs_proposed
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.errors import NotVisible
from eprimo.foundation.kernel.pagination import Page, paginate
from eprimo.ui.french import of

ALIKE_SHOWN = 20
# Of 1: how alike two names are to be shown one below the other.
NEAR = 0.3
_NOBODY = "Aucun lien en cours"


@dataclass(slots=True)
class Ward:
    """A child that the row answers for. `restricted`: a decision stands on that link."""

    link_id: int
    child_id: int
    name: str
    kind: str
    restricted: bool = False

    @property
    def kind_words(self) -> str:
        return str(GuardianKindChoice(self.kind).label)


@dataclass(slots=True)
class Side:
    """One of the two rows: only what may be read of it."""

    person: Person
    jobs: list[str] = field(default_factory=list)
    wards: list[Ward] = field(default_factory=list)
    guardians: list[str] = field(default_factory=list)
    phones: list[str] = field(default_factory=list)
    email: str = ""
    address: str = ""
    sources: list[str] = field(default_factory=list)
    state: SignInState = NEVER
    came: bool = False
    last_login: datetime | None = None
    is_pupil: bool = False

    @property
    def name(self) -> str:
        return self.person.full_name

    @property
    def note(self) -> str:
        """« Responsable de Léa et Noé · Enseignante, École Les Tilleuls »."""
        names = ", ".join(ward.name for ward in self.wards)
        said = [f"Responsable {of(names)}"] if names else []
        return " · ".join([*said, *self.jobs]) or _NOBODY


@dataclass(frozen=True, slots=True)
class Proposal:
    """A pair with its reasons in words."""

    first: Side
    second: Side
    reasons: tuple[str, ...]


def proposals(actor: Actor, school_id: int, *, after: str = "", before: str = "") -> Page[Proposal]:
    """A page of pairs; the same number of statements whatever it holds."""
    page = pairs_proposed(actor, school_id, after=after, before=before)
    people = Person.objects.in_bulk({pk for pair in page.items for pk in (pair.first_id, pair.second_id)})
    sides = sides_of(actor, list(people.values()), brief=True)
    return Page([_proposal(pair, sides) for pair in page.items], page.after, page.before)


def _proposal(pair: Pair, sides: dict[int, Side]) -> Proposal:
    words = tuple(REASON_WORDS[reason] for reason in pair.reasons)
    return Proposal(sides[pair.first_id], sides[pair.second_id], words)


def sides_of(actor: Actor, people: Sequence[Person], *, brief: bool = False) -> dict[int, Side]:
    """Each of these people, of whom the caller has asked whether the actor may make them one. Six statements; two for
    what a list shows (`brief`).

    A territory role reads no pupil data and no contact: names of the adults, where they work, which files named them.
    """
    sides = {person.pk: Side(person) for person in people}
    adults = set()
    for row in _jobs(actor, list(sides)):
        if row.profile in ADULTS_OF_SCHOOL:
            adults.add(row.person_id)
        word = str(row.get_function_display() if row.function else row.get_profile_display())
        sides[row.person_id].jobs.append(f"{word}, {row.school.name}")
        sides[row.person_id].is_pupil |= row.profile == Profile.PUPIL
    if actor.heads:
        _family(actor, sides)
    else:
        _where_guardians(actor, sides)
    if brief:
        return sides
    _sources(sides)
    if actor.heads:
        _restricted(actor, sides)
        _contacts(sides)
        _accounts(actor, sides, adults)
    return sides


def _jobs(actor: Actor, people: Sequence[int]) -> QuerySet[Affiliation]:
    """Who directs reads what they do in the own schools; an academy, in those of both, which it has."""
    rows = Affiliation.objects.in_force(actor.now).filter(person__in=people).select_related("school")
    return rows.filter(school__in=directed_schools(actor)) if actor.heads else rows


def _where_guardians(actor: Actor, sides: dict[int, Side]) -> None:
    """« Responsable, École Les Tilleuls »: where, and of no named child."""
    pupils = Affiliation.objects.in_force(actor.now).filter(profile=Profile.PUPIL)
    theirs = ArraySubquery(pupils.filter(person=OuterRef("child_id")).values("school__name"))
    links = Guardianship.objects.in_force(actor.now).filter(adult__in=sides)
    found = {(adult, name) for adult, names in links.values_list("adult_id", theirs) for name in names}
    for person, school in sorted(found):
        sides[person].jobs.append(f"Responsable, {school}")


def _sources(sides: dict[int, Side]) -> None:
    rows = ExternalKey.objects.filter(person__in=list(sides)).order_by("source").distinct("person", "source")
    for person, source in rows.order_by("person", "source").values_list("person_id", "source"):
        sides[person].sources.append(str(Source(source).label))


def _family(actor: Actor, sides: dict[int, Side]) -> None:
    rows = Guardianship.objects.in_force(actor.now).filter(Q(adult__in=sides) | Q(child__in=sides))
    pupils = Affiliation.objects.in_force(actor.now).filter(person=OuterRef("child"), profile=Profile.PUPIL)
    rows = rows.exclude(Exists(pupils.exclude(school__in=directed_schools(actor))))
    for link in rows.select_related("adult", "child").order_by("child__first_name", "pk"):
        if link.adult_id in sides:
            ward = Ward(link.pk, link.child_id, link.child.full_name, link.kind)
            sides[link.adult_id].wards.append(ward)
        if link.child_id in sides:
            sides[link.child_id].guardians.append(link.adult.full_name)


def _restricted(actor: Actor, sides: dict[int, Side]) -> None:
    wards = {ward.link_id: ward for side in sides.values() for ward in side.wards}
    for row in standing_on(actor.now).filter(guardianship__in=wards):
        wards[row.guardianship_id].restricted = True


def _contacts(sides: dict[int, Side]) -> None:
    """« guardians' phone, e-mail, address »: of guardians only."""
    asked = [pk for pk, side in sides.items() if side.wards]
    for row in ContactDetails.objects.filter(person__in=asked):
        side = sides[row.person_id]
        side.phones = list(filter(None, (row.phone_mobile, row.phone_home, row.phone_work)))
        side.email = row.email
        side.address = ", ".join(filter(None, (row.address, f"{row.postcode} {row.city}".strip())))


def _accounts(actor: Actor, sides: dict[int, Side], adults: set[int]) -> None:
    rows = Account.objects.filter(person__in=list(sides))
    for row in rows.only("person_id", "state", "activated_at", "last_login"):
        side = sides[row.person_id]
        finely = SignInSight.ACTIVATED if row.person_id in adults else SignInSight.MONTH
        side.state = sign_in_state(actor, row, finely)
        side.came, side.last_login = row.activated_at is not None, row.last_login


# --- the comparison ---


@dataclass(frozen=True, slots=True)
class Comparison:
    """Both rows, the one that is better kept, what would happen, and the restrictions that go on."""

    sides: tuple[Side, Side]
    kept: Side
    what: tuple[str, ...]
    restrictions: tuple[str, ...]
    # They are to be ticked as seen.
    asks_restrictions: bool
    # The reader directs: children and contacts may show.
    heads: bool
    doubt: str = ""

    @property
    def children(self) -> bool:
        """Both are pupils."""
        return all(side.is_pupil for side in self.sides)

    @property
    def jobs(self) -> bool:
        return any(side.jobs for side in self.sides)


def pair_of(actor: Actor, first: UUID, second: UUID) -> tuple[Person, Person]:
    """Both people, by their public ids; NotVisible when the actor may not compare them: an academy, no children."""
    rows = {
        row.public_id: row for row in Person.objects.filter(public_id__in=[first, second], erased_at=None)
    }
    if first not in rows or second not in rows:
        raise NotVisible
    people = rows[first], rows[second]
    schools_to_merge(actor, *people)
    pupils = Affiliation.objects.in_force(actor.now).filter(person__in=people, profile=Profile.PUPIL)
    if not actor.heads and pupils.exists():
        raise NotVisible
    return people


def comparison_of(
    actor: Actor, people: tuple[Person, Person], restrictions: Sequence[GuardianRestriction]
) -> Comparison:
    sides = sides_of(actor, people)
    first, second = (sides[person.pk] for person in people)
    kept = max((first, second), key=_weight)
    return Comparison(
        (first, second), kept, tuple(_what(first, second)),
        tuple(_restriction(row) for row in restrictions) if actor.heads else (), bool(restrictions),
        actor.heads, _doubt(first, second),
    )  # fmt: skip


def _weight(side: Side) -> tuple[bool, float, int, int]:
    """The row that people use; else the one that says more; else the older one."""
    used = side.last_login.timestamp() if side.last_login else 0.0
    return side.came, used, len(side.wards) + len(side.jobs) + len(side.sources), -side.person.pk


def _what(first: Side, second: Side) -> Iterable[str]:
    yield (
        "Tout ce qui nommait l’autre fiche nomme celle que vous gardez\N{NO-BREAK SPACE}: liens, mots, réponses, "
        "avis."
    )
    own = {ward.child_id: ward for ward in first.wards}
    for ward in second.wards:
        if (twin := own.get(ward.child_id)) is not None:
            kind = GuardianKindChoice(stricter([ward.kind, twin.kind])).label
            yield f"Pour {ward.name}, les deux liens n’en font plus qu’un\N{NO-BREAK SPACE}: {str(kind).lower()}."
    if first.came != second.came:
        used = first if first.came else second
        yield f"L’identifiant qui a servi continue d’ouvrir, celui de la fiche {used.name}. L’autre est fermé."
    else:
        yield "L’identifiant de la fiche que vous gardez ouvre, l’autre est fermé et ses appareils sont déconnectés."
    yield "Les prochains imports reconnaissent cette personne par l’une et l’autre clé."
    yield "Si c’était une erreur, vous pourrez séparer les fiches pendant un an."


def _doubt(first: Side, second: Side) -> str:
    if not (first.came and second.came):
        return ""
    return (
        "Les deux fiches ont déjà servi à entrer. Vérifiez auprès de la famille qu’il ne s’agit pas de deux "
        "personnes."
    )


def _restriction(row: GuardianRestriction) -> str:
    link = row.guardianship
    level = row.what.lower()
    return f"{link.adult.full_name}, pour {link.child.full_name}\N{NO-BREAK SPACE}: {level}."


# --- merges that stand, and others of like names ---


def merges(actor: Actor, *, after: str = "", before: str = "") -> Page[PersonMerge]:
    rows = PersonMerge.objects.filter(merges_visible_to(actor))
    rows = rows.select_related("kept", "absorbed", "merged_by", "undone_by")
    return paginate(rows, ("-merged_at", "-pk"), after=after, before=before)


def merge_visible(actor: Actor, public_id: UUID) -> PersonMerge:
    row = PersonMerge.objects.filter(merges_visible_to(actor), public_id=public_id)
    found = row.select_related("kept", "absorbed").first()
    if found is None:
        raise NotVisible
    return found


def merges_of(person: Person) -> list[PersonMerge]:
    """Those that stand: with whom this row is one."""
    rows = PersonMerge.objects.filter(kept=person, undone_at=None).select_related("absorbed")
    return list(rows.order_by("merged_at"))


def alike(actor: Actor, person: Person, among: QuerySet[Person]) -> list[Side]:
    """Others of the school whose names are near, nearest first: to look at, never proposed. Names alone say nothing."""
    likeness = Func(F("sort_key"), Value(person.sort_key), function="similarity", output_field=FloatField())
    near = (
        among.exclude(pk__in=[person.pk, actor.person_id]).exclude(family_of(actor)).annotate(near=likeness)
    )
    found = list(near.filter(near__gt=NEAR).order_by("-near", "pk")[:ALIKE_SHOWN])
    sides = sides_of(actor, found)
    return [sides[one.pk] for one in found]
