"""The page of one person: the fields the actor may read, and the links with their dates and reasons."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import FETCH_PEERS, Q
from django.utils.translation import gettext as _

from eprimo.foundation.directory.enums import ConsentDecision, ConsentUse, GuardianKindChoice
from eprimo.foundation.directory.models import (
    Affiliation,
    Attachment,
    ClassMembership,
    Consent,
    ContactDetails,
    ExternalKey,
    GuardianRestriction,
    Guardianship,
    NationalNumber,
    Person,
    ServiceEnrolment,
)
from eprimo.foundation.directory.policies.sight import Contact, NameSight, Sight, may_call_guardians
from eprimo.foundation.directory.queries.person_lines import PersonLine, lines_of
from eprimo.foundation.kernel.actor import Actor, Role


@dataclass(frozen=True, slots=True)
class Link:
    """A dated link of the person, in words. `over` when it has ended."""

    what: str
    starts: datetime
    ends: datetime | None
    why: str
    over: bool


@dataclass(frozen=True, slots=True)
class Family:
    """The other end of a guardianship: a guardian of the child, or a child of the guardian."""

    line: PersonLine
    kind: str
    restricted: bool
    link: Guardianship
    # Of a guardian, as far as the actor may read them.
    phones: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Keys:
    ine: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reach:
    """The ways to reach a guardian: what the actor may read of them, the rest empty."""

    phones: tuple[str, ...] = ()
    email: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class ConsentState:
    """The state of one use; `decisions`: (who, what), empty for who may not read them."""

    use: ConsentUse
    state: str
    # Of its badge.
    tone: str
    decisions: tuple[tuple[str, str], ...]


def links_of(actor: Actor, line: PersonLine) -> list[Link]:
    """Return the affiliations, classes, attachments and enrolments at the school in use, for who directs it; for others
    none."""
    if not actor.heads:
        return []
    here = {"school": actor.school_id}
    jobs = Affiliation.objects.filter(person=line.person, **here).fetch_mode(FETCH_PEERS)
    classes = ClassMembership.objects.filter(person=line.person, **here).select_related("class_group")
    ties = Attachment.objects.filter(person=line.person, **here).select_related("class_group", "child")
    enrolments = ServiceEnrolment.objects.filter(child=line.person, **here).select_related("service")
    found = [
        *(_link(actor, _job(one), one, one.reason) for one in jobs),
        *(_link(actor, f"Classe {one.class_group.label}", one) for one in classes),
        *(_link(actor, _tie(one), one) for one in ties),
        *(_link(actor, f"Inscription\N{NO-BREAK SPACE}: {one.service.name}", one) for one in enrolments),
    ]
    return sorted(found, key=lambda link: (link.over, -link.starts.timestamp()))


def _job(one: Affiliation) -> str:
    return str(one.get_function_display() if one.function else one.get_profile_display())


def _tie(one: Attachment) -> str:
    target = one.class_group.label if one.class_group else one.child.full_name if one.child else ""
    return f"{one.get_kind_display()}\N{NO-BREAK SPACE}: {target}"


def _link(
    actor: Actor, what: str, row: Affiliation | ClassMembership | Attachment | ServiceEnrolment, why: str = ""
) -> Link:
    over = row.ends is not None and row.ends <= actor.now
    reason = str(row.get_end_reason_display()) if over and row.end_reason else ""
    return Link(what, row.starts, row.ends, " · ".join(filter(None, (why, reason))), over)


def family_of(actor: Actor, line: PersonLine) -> list[Family]:
    """Return the guardians of a child and the children of a guardian, as the actor may read them. Four statements."""
    return families_of(actor, [line])[line.person.pk]


def families_called(actor: Actor, lines: list[PersonLine]) -> dict[int, list[Family]]:
    """Return who can be called for each pupil of a list, with a number; nothing is asked for who may call nobody."""
    if not may_call_guardians(actor):
        return {}
    found = families_of(actor, [line for line in lines if line.is_pupil])
    return {pk: [one for one in family if one.phones] for pk, family in found.items()}


def families_of(actor: Actor, lines: list[PersonLine]) -> dict[int, list[Family]]:
    """Return the family of each of these people, in the order in which its guardians are called. Four statements."""
    found: dict[int, list[Family]] = {line.person.pk: [] for line in lines}
    links = list(
        Guardianship.objects.in_force(actor.now)
        .filter(Q(child__in=found) | Q(adult__in=found))
        .select_related("adult", "child")
        .order_by("priority", "pk")
    )
    people = {one.pk: one for link in links for one in (link.child, link.adult)}
    known = {one.person.pk: one for one in lines_of(actor, list(people.values()))}
    reaches = reaches_of(list(known.values()))
    for link in links:
        for own, other in ((link.child_id, link.adult_id), (link.adult_id, link.child_id)):
            family = _family(link, known.get(other), known.get(link.adult_id)) if own in found else None
            if family is not None:
                found[own].append(replace(family, phones=reaches.get(other, Reach()).phones))
    return found


def _family(link: Guardianship, other: PersonLine | None, adult: PersonLine | None) -> Family | None:
    if other is None or adult is None:
        return None
    wards = [ward for ward in adult.sight.facts.wards if ward.link_id == link.pk]
    if not any(adult.sight.shows_link_to(ward) for ward in wards):
        return None
    seen = any(ward.restriction and adult.sight.restriction_exists(ward) for ward in wards)
    follows = any(adult.sight.restriction_exists(ward) for ward in wards)
    kind = str(GuardianKindChoice(link.kind).label) if follows else ""
    return Family(other, kind, seen, link)


def keys_of(line: PersonLine) -> Keys | None:
    """Return the INE and the keys of the sources; None for who may not read them."""
    if not line.sight.national_number:
        return None
    ine = NationalNumber.objects.filter(person=line.person).values_list("ine", flat=True).first()
    keys = ExternalKey.objects.filter(person=line.person).order_by("source", "key")
    return Keys(ine or "", tuple(f"{key.get_source_display()}\N{NO-BREAK SPACE}: {key.key}" for key in keys))


def birth_date_of(line: PersonLine) -> date | None:
    """Return the birth date of a pupil; None when the actor may not read it."""
    pupil = line.sight.pupil_name != NameSight.NONE
    return line.sight.shown_birth_date(line.person) if pupil else None


def reach_of(sight: Sight, person: Person) -> Reach | None:
    """Return the contact data of a guardian; None when none of it may be read."""
    allowed = sight.contact
    if not allowed:
        return None
    row = ContactDetails.objects.filter(person=person).first()
    return _reach(row, allowed) if row else Reach()


def reaches_of(lines: list[PersonLine]) -> dict[int, Reach]:
    """Return the contact data of each person of a list (`reach_of`), in one statement."""
    asked = {line.person.pk: line.sight.contact for line in lines if line.sight.contact}
    rows = ContactDetails.objects.filter(person__in=asked)
    return {row.person_id: _reach(row, asked[row.person_id]) for row in rows}


def _reach(row: ContactDetails, allowed: frozenset[Contact]) -> Reach:
    phones = [row.phone_mobile, row.phone_home, row.phone_work]
    if Contact.PHONE not in allowed:
        # « Emergency phone »: the first of them, for the service.
        phones = [next(filter(None, phones), "")] if Contact.EMERGENCY in allowed else []
    lines = [row.address, f"{row.postcode} {row.city}".strip(), row.country]
    return Reach(
        phones=tuple(filter(None, phones)),
        email=row.email if Contact.EMAIL in allowed else "",
        address=", ".join(filter(None, lines)) if Contact.ADDRESS in allowed else "",
    )


def consents_of(actor: Actor, line: PersonLine) -> list[ConsentState]:
    """Return one state for each use; who decided what only for who follows the child, and one's own decision for a
    guardian.

    Any refusal in force wins; an agreement holds when all who were asked for it gave it.
    """
    if not line.sight.consents or line.sight.pupil_name == NameSight.NONE:
        return []
    rows = Consent.objects.filter(child=line.person, starts__lte=actor.now, scope="").filter(
        Q(ends=None) | Q(ends__gt=actor.now)
    )
    decided = list(rows.select_related("given_by").order_by("starts", "pk"))
    givers = set(
        Guardianship.objects.in_force(actor.now)
        .filter(child=line.person, kind__in=("exercises", "unknown"))
        .values_list("adult", flat=True)
    )
    return [_state(actor, line, use, [d for d in decided if d.use == use], givers) for use in ConsentUse]


def _state(
    actor: Actor, line: PersonLine, use: ConsentUse, decided: list[Consent], givers: set[int]
) -> ConsentState:
    given = {one.given_by_id for one in decided if one.decision == ConsentDecision.YES}
    if any(one.decision == ConsentDecision.NO for one in decided):
        state, tone = _("Refus"), "al"
    elif given:
        state, tone = _("Accord de tous") if givers <= given else _("Accord"), "ok"
    else:
        state, tone = _("Pas encore de réponse"), "at"
    shown = [
        (
            one.given_by.full_name if one.given_by else str(one.get_source_display()),
            str(one.get_decision_display()),
        )
        for one in decided
        if line.sight.every_decision or one.given_by_id == actor.person_id
    ]
    return ConsentState(use, state, tone, tuple(shown))


def restrictions_of(actor: Actor, link: Guardianship) -> list[GuardianRestriction]:
    """Return every restriction of a guardianship, newest first; for who directs the child's school, or acts in their
    place."""
    if not actor.heads and actor.role != Role.ACADEMY:
        return []
    return list(GuardianRestriction.objects.filter(guardianship=link).order_by("-starts", "-pk"))
