"""The people of one invented school, written in bulk: the rows an import of its ONDE files would have made."""

from dataclasses import dataclass
from datetime import datetime
from random import Random

from eprimo.devtools.generators.school_people import InventedGuardian, InventedSchool, InventedTeacher
from eprimo.foundation.directory.enums import (
    AttachmentKind,
    ConsentDecision,
    ConsentUse,
    GuardianKindChoice,
    Profile,
    Source,
)
from eprimo.foundation.directory.models import (
    Affiliation,
    Attachment,
    ClassGroup,
    ClassMembership,
    Consent,
    ContactDetails,
    Guardianship,
    NationalNumber,
    Person,
    School,
)


@dataclass
class Loaded:
    """The people of a school by the generator's keys, and its classes by label."""

    school: School
    invented: InventedSchool
    classes: dict[str, ClassGroup]
    pupils: dict[str, Person]
    guardians: dict[str, Person]
    teachers: dict[str, Person]

    @property
    def director(self) -> Person:
        return next(self.teachers[t.key] for t in self.invented.teachers if t.is_director)

    def class_with(self, level: str) -> ClassGroup:
        """The first class that has pupils of that level."""
        return next(group for group in self.classes.values() if level in group.levels)

    def pupils_of(self, group: ClassGroup) -> list[Person]:
        return [self.pupils[p.key] for p in self.invented.pupils if p.class_label == group.label]

    def teacher_of(self, group: ClassGroup) -> Person:
        """Who teaches that class and does not direct the school, when there is one."""
        of_class = [t for t in self.invented.teachers if group.label in t.classes]
        return self.teachers[min(of_class, key=lambda t: t.is_director).key]


def load_people(school: School, invented: InventedSchool, since: datetime, rng: Random) -> Loaded:
    """Classes, people, families and consents of a school; links start at `since`."""
    classes = ClassGroup.objects.bulk_create(
        ClassGroup(
            school=school,
            year_id=school.running_year_id,
            label=group.label,
            levels=list(group.levels),
            source=Source.ONDE,
        )
        for group in invented.classes
    )
    made = Loaded(school, invented, {group.label: group for group in classes}, {}, {}, {})
    _make_persons(made)
    _make_contacts(made)
    _enter_school(made, since)
    _make_families(made, since, rng)
    _make_consents(made, since)
    return made


def _make_persons(made: Loaded) -> None:
    invented = made.invented
    pupils = [
        Person(
            last_name=p.last_name, usual_name=p.usual_name, first_name=p.first_name,
            birth_date=p.birth_date, sex=p.sex,
        )
        for p in invented.pupils
    ]  # fmt: skip
    adults: list[InventedGuardian | InventedTeacher] = [
        *invented.guardians,
        *(t for t in invented.teachers if not t.guardian),
    ]
    people = [
        Person(
            last_name=a.last_name, usual_name=a.usual_name, first_name=a.first_name, civility=a.civility,
            sex="F" if a.civility == "Mme" else "M",
        )
        for a in adults
    ]  # fmt: skip
    Person.objects.bulk_create([*pupils, *people])
    made.pupils = {p.key: row for p, row in zip(invented.pupils, pupils, strict=True)}
    by_key = {a.key: row for a, row in zip(adults, people, strict=True)}
    made.guardians = {g.key: by_key[g.key] for g in invented.guardians}
    # A teacher who is a parent here is one person.
    made.teachers = {t.key: by_key[t.guardian or t.key] for t in invented.teachers}
    NationalNumber.objects.bulk_create(
        [NationalNumber(person=made.pupils[p.key], ine=p.ine) for p in invented.pupils], ignore_conflicts=True
    )


def _make_contacts(made: Loaded) -> None:
    contacts = [
        ContactDetails(
            person=made.guardians[g.key], email=g.email, phone_home=g.home_phone, phone_mobile=g.mobile,
            address=g.address.line, postcode=g.address.postcode, city=g.address.city, country="France",
        )
        for g in made.invented.guardians
    ]  # fmt: skip
    contacts += [
        ContactDetails(person=made.teachers[t.key], email=t.email)
        for t in made.invented.teachers
        if not t.guardian
    ]
    ContactDetails.objects.bulk_create(contacts)


def _enter_school(made: Loaded, since: datetime) -> None:
    school, onde = made.school, Source.ONDE
    rows = [
        Affiliation(person=person, school=school, profile=Profile.PUPIL, starts=since, source=onde)
        for person in made.pupils.values()
    ]
    rows += [
        Affiliation(
            person=made.teachers[teacher.key],
            school=school,
            profile=Profile.DIRECTOR if teacher.is_director else Profile.TEACHER,
            starts=since,
            source=onde,
        )
        for teacher in made.invented.teachers
    ]
    Affiliation.objects.bulk_create(rows)
    ClassMembership.objects.bulk_create(
        ClassMembership(
            person=made.pupils[p.key],
            class_group=made.classes[p.class_label],
            school=school,
            starts=since,
            source=onde,
            level=p.level if len(made.classes[p.class_label].levels) > 1 else "",
        )
        for p in made.invented.pupils
    )
    Attachment.objects.bulk_create(
        Attachment(
            person=made.teachers[t.key],
            school=school,
            class_group=made.classes[label],
            kind=AttachmentKind.TEACHES,
            starts=since,
            source=onde,
        )
        for t in made.invented.teachers
        for label in t.classes
    )


def _make_families(made: Loaded, since: datetime, rng: Random) -> None:
    calls: dict[str, int] = {}
    rows = []
    for guardian in made.invented.guardians:
        for child in guardian.children:
            calls[child] = calls.get(child, 0) + 1
            rows.append(
                Guardianship(
                    adult=made.guardians[guardian.key],
                    child=made.pupils[child],
                    kind=_kind(calls[child], rng),
                    priority=calls[child],
                    starts=since,
                    source=Source.ONDE,
                )
            )
    Guardianship.objects.bulk_create(rows)


def _kind(rank: int, rng: Random) -> GuardianKindChoice:
    """Grandparents come third: to be called, or in charge. Of the others, nearly all exercise."""
    if rank > 2:
        return rng.choice(
            (GuardianKindChoice.CONTACT, GuardianKindChoice.CONTACT, GuardianKindChoice.IN_CHARGE)
        )
    return rng.choices(
        (GuardianKindChoice.EXERCISES, GuardianKindChoice.UNKNOWN, GuardianKindChoice.NO_EXERCISE), (90, 8, 2)
    )[0]


def _make_consents(made: Loaded, since: datetime) -> None:
    """What the families answered on paper at the start of the year."""
    rows = []
    for pupil in made.invented.pupils:
        for use, given in (
            (ConsentUse.IMAGE, pupil.image_consent),
            (ConsentUse.ASSOCIATIONS, pupil.association_consent),
        ):
            rows.append(
                Consent(
                    child=made.pupils[pupil.key],
                    school=made.school,
                    use=use,
                    decision=ConsentDecision.YES if given else ConsentDecision.NO,
                    source=Source.ONDE,
                    starts=since,
                )
            )
    Consent.objects.bulk_create(rows)
