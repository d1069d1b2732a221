"""Puts a world of the reference model into the database, so that the product can be asked the same questions."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

from eprimo.foundation.accounts.models import Account
from eprimo.foundation.directory.enums import (
    AttachmentKind,
    ConsentDecision,
    ConsentUse,
    EntitlementSource,
    Profile,
    Source,
)
from eprimo.foundation.directory.models import (
    Academy,
    Affiliation,
    Attachment,
    Circonscription,
    ClassGroup,
    ClassMembership,
    Commune,
    CommuneService,
    Consent,
    Department,
    Entitlement,
    Group,
    GroupMembership,
    GuardianRestriction,
    Guardianship,
    Mandate,
    Person,
    School,
    SchoolCirconscription,
    SchoolSettings,
    SchoolYear,
    ServiceEnrolment,
    ServiceSchool,
    SupportAccess,
    TieProposal,
)
from eprimo.foundation.presence.models import Absence, HalfDay, Hosting
from eprimo.services.homework.models import Homework
from tests.reference.keys import LEGAL, waits
from tests.reference.links import affiliations, recipients
from tests.reference.world import Dated, World

# Minute 0 of the model.
ORIGIN = datetime(2000, 1, 1, tzinfo=UTC)
FAR = ORIGIN + timedelta(days=36_500)

KINDS = {
    "exercises": "exercises", "not_known": "unknown", "no_exercise": "no_exercise",
    "in_charge": "in_charge", "contact": "contact",
}  # fmt: skip
SETTINGS = {
    "guardians_see_classmates": "families_see_classmates",
    "staff_write_to_families": "staff_write_notes",
    "agents_write_to_families": "commune_writes_notes",
    "image_consent_both": "image_needs_both",
}


def at(minutes: int) -> datetime:
    return ORIGIN + timedelta(minutes=minutes)


def until(minutes: int | None) -> datetime | None:
    return None if minutes is None else at(minutes)


def normalised(world: World) -> World:
    """The same world in the product's words: « the whole school » is each of its classes, « the whole service » is
    the children it had when the note became visible; no document lets a person in charge consent (none is recorded
    before the sealed documents come); no service says which consents it needs, so that it sees none."""
    notes = {}
    for name, given in world.notes.items():
        note = given
        if note.whole_school:
            classes = frozenset(
                c.id for c in world.classes.values() if c.school == note.school and c.year == note.year
            )
            note = replace(note, whole_school=False, classes=classes)
        if note.whole_service:
            note = replace(note, whole_service=False, children=frozenset(recipients(world, note)))
        notes[name] = note
    links = {name: replace(link, document=False) for name, link in world.guardianships.items()}
    services = {name: replace(service, needs=frozenset()) for name, service in world.services.items()}
    return replace(world, notes=notes, guardianships=links, services=services)


@dataclass
class Loaded:
    """Rows by the model's ids."""

    world: World
    schools: dict[str, School] = field(default_factory=dict)
    classes: dict[str, ClassGroup] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    services: dict[str, CommuneService] = field(default_factory=dict)
    guardianships: dict[str, Guardianship] = field(default_factory=dict)
    consents: dict[str, Consent] = field(default_factory=dict)
    territories: dict[str, Academy | Department | Commune | Circonscription] = field(default_factory=dict)
    mandates: list[Mandate] = field(default_factory=list)
    ties: dict[str, TieProposal] = field(default_factory=dict)
    half_days: dict[str, HalfDay] = field(default_factory=dict)
    absences: dict[str, Absence] = field(default_factory=dict)
    hostings: dict[str, Hosting] = field(default_factory=dict)
    lines: dict[str, Homework] = field(default_factory=dict)


def _dates(link: Dated) -> dict[str, datetime | None]:
    return {"starts": at(link.starts), "ends": until(link.ends)}


def load(world: World) -> Loaded:
    """Every fact of the directory. Notes and resources are loaded by the service that they belong to."""
    rows = Loaded(world)
    _territories(rows)
    _schools(rows)
    _people(rows)
    _school_links(rows)
    _families(rows)
    _services(rows)
    _mandates(rows)
    _supports(rows)
    _ties(rows)
    return rows


def _territories(rows: Loaded) -> None:
    academy = Academy.objects.create(code="17", name="Académie")
    department = Department.objects.create(code="44", name="Département", academy=academy)
    found: dict[str, Academy | Department | Commune | Circonscription] = {
        "academy": academy, "department": department,
    }  # fmt: skip
    for n, name in enumerate(sorted(t for t in rows.world.territories if t.startswith("commune"))):
        found[name] = Commune.objects.create(insee=f"4400{n}", name=name, department=department)
    for name in sorted(t for t in rows.world.territories if t.startswith("district")):
        found[name] = Circonscription.objects.create(name=name, department=department)
    rows.territories = found


def _year(year: int) -> SchoolYear:
    return SchoolYear.objects.get_or_create(
        year=year, defaults={"starts": date(year, 9, 1), "ends": date(year + 1, 8, 31)}
    )[0]


def _schools(rows: Loaded) -> None:
    for n, fact in enumerate(rows.world.schools.values()):
        commune = next(k.territory for k in fact.links if k.territory.startswith("commune"))
        made = School.objects.create(
            uai=f"{n:07d}A", name=fact.id, commune=rows.territories[commune], academy=rows.territories["academy"],
            running_year=_year(fact.running_year),
        )  # fmt: skip
        rows.schools[fact.id] = made
        SchoolSettings.objects.create(
            school=made,
            **{SETTINGS[name]: value for name, value in fact.settings.items() if name in SETTINGS},
        )
        Entitlement.objects.bulk_create(
            Entitlement(
                school=made, starts=at(s.starts), ends=until(s.ends) or FAR, source=EntitlementSource.MANUAL
            )
            for s in fact.entitlements
        )
        for link in fact.links:
            if link.territory.startswith("district"):
                SchoolCirconscription.objects.create(
                    school=made, circonscription=rows.territories[link.territory], **_dates(link)
                )
    for fact in rows.world.classes.values():
        rows.classes[fact.id] = ClassGroup.objects.create(
            school=rows.schools[fact.school], year=_year(fact.year), label=fact.id, levels=["CE1"],
            closed_at=until(fact.closed_at), validates_pupils=fact.validates,
        )  # fmt: skip
    for group in rows.world.groups.values():
        rows.groups[group.id] = Group.objects.create(
            school=rows.schools[group.school], year=_year(group.year), label=group.id
        )


def _people(rows: Loaded) -> None:
    made = Person.objects.bulk_create(
        Person(
            first_name=p.id, last_name="NOM", protected=p.protected,
            birth_date=at(p.birth_date).date() if p.birth_date is not None else None,
        )
        for p in rows.world.persons.values()
    )  # fmt: skip
    rows.people = {person.first_name: person for person in made}
    Account.objects.bulk_create(Account(person=one, login=f"essai{one.pk}") for one in made)


def _profiles(world: World, person: str, school: str) -> set[str]:
    return {a.profile for a in affiliations(world) if a.person == person and a.school == school}


def _attachment_kinds(world: World, person: str, school: str) -> Iterable[AttachmentKind]:
    """The model attaches a person whatever the profile; the product says as what: teaches, or assists."""
    profiles = _profiles(world, person, school)
    if "staff" in profiles:
        yield AttachmentKind.ASSISTS
    if profiles - {"staff"} or not profiles:
        yield AttachmentKind.TEACHES


def _school_links(rows: Loaded) -> None:
    world = rows.world
    Affiliation.objects.bulk_create(
        Affiliation(
            person=rows.people[a.person], school=rows.schools[a.school], profile=Profile(a.profile),
            starts=at(a.starts),
            # The product wants an end for a deputy: far is as good as never.
            ends=until(a.ends) or (FAR if a.profile == "deputy" else None),
            named_by=rows.people[a.named_by] if a.named_by else None,
        )
        for a in affiliations(world)
    )  # fmt: skip
    ClassMembership.objects.bulk_create(
        ClassMembership(
            person=rows.people[m.pupil], class_group=rows.classes[m.class_id],
            school_id=rows.classes[m.class_id].school_id, **_dates(m),
        )
        for m in world.class_memberships
    )  # fmt: skip
    members = [(m.pupil, m.group, m) for m in world.group_memberships]
    members += [(a.person, a.target, a) for a in world.attachments if a.kind == "group"]  # type: ignore[misc]
    GroupMembership.objects.bulk_create(
        GroupMembership(
            person=rows.people[person],
            group=rows.groups[group],
            school_id=rows.groups[group].school_id,
            **_dates(link),
        )
        for person, group, link in members
    )
    _attachments(rows)


def _attachments(rows: Loaded) -> None:
    world, made = rows.world, []
    for a in world.attachments:
        if a.kind == "class":
            target = rows.classes[a.target]
            school = world.classes[a.target].school
            made += [
                Attachment(
                    person=rows.people[a.person],
                    class_group=target,
                    school=rows.schools[school],
                    kind=kind,
                    **_dates(a),
                )
                for kind in _attachment_kinds(world, a.person, school)
            ]
        elif a.kind == "child":
            # The model names no school: each school where the adult works.
            schools = {s.school for s in affiliations(world) if s.person == a.person and s.profile != "pupil"}
            made += [
                Attachment(
                    person=rows.people[a.person], child=rows.people[a.target], school=rows.schools[school],
                    kind=AttachmentKind.ASSISTS, **_dates(a),
                )
                for school in sorted(schools)
            ]  # fmt: skip
    for d in world.delegations:
        made.append(
            Attachment(
                person=rows.people[d.person], class_group=rows.classes[d.class_id],
                school_id=rows.classes[d.class_id].school_id, kind=AttachmentKind.DELEGATE, **_dates(d),
            )
        )  # fmt: skip
    Attachment.objects.bulk_create(made)


def _families(rows: Loaded) -> None:
    made = Guardianship.objects.bulk_create(
        Guardianship(adult=rows.people[g.adult], child=rows.people[g.child], kind=KINDS[g.kind], **_dates(g))
        for g in rows.world.guardianships.values()
    )
    rows.guardianships = dict(zip(rows.world.guardianships, made, strict=True))
    any_school = next(iter(rows.schools.values()))
    GuardianRestriction.objects.bulk_create(
        GuardianRestriction(
            guardianship=rows.guardianships[r.guardianship], school=any_school, level=r.level, reason="Décision",
            starts=at(r.starts), ends=until(r.ends),
            in_force_until=None if r.ends is None else at(r.ends) + timedelta(days=0 if r.confirmed else 15),
        )
        for r in rows.world.restrictions
    )  # fmt: skip
    GuardianRestriction.objects.bulk_create(
        GuardianRestriction(
            guardianship=rows.guardianships[g.id], school=any_school, level=0, kind=KINDS[g.kind],
            kind_before="exercises", reason="Décision levée", starts=at(g.starts), lifted_at=at(g.starts),
        )
        for g in rows.world.guardianships.values()
        if g.was_legal and g.kind not in LEGAL
    )  # fmt: skip
    for name, c in rows.world.consents.items():
        if c.kind != "image":
            continue  # the product asks for no other consent of these
        rows.consents[name] = Consent.objects.create(
            child=rows.people[c.child], school=any_school, use=ConsentUse.IMAGE, given_by=rows.people[c.by],
            decision=ConsentDecision.YES if c.given else ConsentDecision.NO, source=Source.MANUAL, starts=at(c.at),
        )  # fmt: skip


_KINDS = {"canteen": "cantine", "study": "etude"}


def _services(rows: Loaded) -> None:
    for s in rows.world.services.values():
        made = CommuneService.objects.create(
            commune=rows.territories[s.owner], kind=_KINDS[s.kind], name=s.id
        )
        rows.services[s.id] = made
        for school in s.schools:
            ServiceSchool.objects.create(service=made, school=rows.schools[school], starts=ORIGIN)
    ServiceEnrolment.objects.bulk_create(
        ServiceEnrolment(
            child=rows.people[e.child],
            service=rows.services[e.service],
            school=rows.schools[str(e.school)],
            **_dates(e),
        )
        for e in rows.world.enrolments
    )


def _ties(rows: Loaded) -> None:
    """Those that wait; an accepted one is a link by now. They wait until their end: how long is no matter of rights."""
    for name, tie in rows.world.ties.items():
        open_ = waits(tie, rows.world.now)
        rows.ties[name] = TieProposal.objects.create(
            person=rows.people[tie.person], proven=True, first_name=tie.person, last_name="NOM",
            school=rows.schools[tie.school], profile=tie.profile, function="", starts=at(tie.starts),
            ends=until(tie.ends) or FAR, proposed_at=at(tie.proposed), expires_at=until(tie.ends) or FAR,
            state="open" if open_ else "accepted", decided_at=None if open_ else at(rows.world.now),
        )  # fmt: skip


def _supports(rows: Loaded) -> None:
    """What a draw says lasts longer than four hours is no access of ours: the database refuses it."""
    for number, s in enumerate(rows.world.supports):
        ends = min(s.ends or s.starts, s.starts + 4 * 60)
        SupportAccess.objects.create(
            person=rows.people[s.person], role=s.role, school=rows.schools[s.school], state="granted", hours=4,
            reason=f"Demande {number}", asked_at=at(s.starts), expires_at=at(s.starts), decided_at=at(s.starts),
            starts=at(s.starts), ends=at(ends),
        )  # fmt: skip


def _mandates(rows: Loaded) -> None:
    for m in rows.world.mandates:
        fields: dict[str, object] = {}
        if m.role == "commune_agent":
            fields = {"service": rows.services[m.target]}
        elif m.role == "inspector":
            fields = {"circonscription": rows.territories[m.target]}
        elif m.role == "academy":
            fields = {m.target: rows.territories[m.target]}
        elif m.role == "member_rep":
            fields = {"commune": rows.territories[rows.world.members[m.target].territory]}
        rows.mandates.append(
            Mandate.objects.create(
                person=rows.people[m.person], role=m.role, level=m.level, **_dates(m), **fields
            )
        )
