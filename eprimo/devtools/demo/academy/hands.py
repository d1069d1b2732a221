"""Rows written by hand for the people whom the demo shows: one short function each."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from eprimo.foundation.directory.enums import (
    AGE_OF_LEVEL,
    AttachmentKind,
    GuardianKindChoice,
    MandateRole,
    Profile,
    RestrictionLevel,
    StaffFunction,
)
from eprimo.foundation.directory.models import (
    Affiliation,
    Attachment,
    ClassGroup,
    ClassMembership,
    CommuneService,
    ContactDetails,
    Group,
    GroupMembership,
    GuardianRestriction,
    Guardianship,
    Mandate,
    Person,
    School,
    ServiceEnrolment,
)
from eprimo.foundation.kernel.text import surname


@dataclass
class Hands:
    """Makes people who hold from `since` on."""

    since: datetime
    made: list[Person] = field(default_factory=list)

    def person(self, first_name: str, last_name: str, civility: str = "", **fields: Any) -> Person:
        fields.setdefault("sex", {"Mme": "F", "M.": "M"}.get(civility, ""))
        one = Person.objects.create(
            first_name=first_name, last_name=surname(last_name), civility=civility, **fields
        )
        self.made.append(one)
        if civility:
            ContactDetails.objects.create(
                person=one, phone_mobile=f"063998{one.pk % 10_000:04}", country="France"
            )
        return one

    def pupil(self, first_name: str, last_name: str, born: date, group: ClassGroup, sex: str) -> Person:
        one = self.person(first_name, last_name, birth_date=born, sex=sex)
        self.enters(one, group.school, Profile.PUPIL)
        level = _level_of(born, group)
        ClassMembership.objects.create(
            person=one, class_group=group, school=group.school, starts=self.since, level=level
        )
        return one

    def enters(self, who: Person, school: School, profile: Profile, **fields: Any) -> None:
        Affiliation.objects.create(
            person=who, school=school, profile=profile, **{"starts": self.since, **fields}
        )

    def answers_for(
        self, adult: Person, child: Person, kind: str = GuardianKindChoice.EXERCISES, priority: int = 1
    ) -> Guardianship:
        return Guardianship.objects.create(
            adult=adult, child=child, kind=kind, priority=priority, starts=self.since
        )

    def restricted(self, link: Guardianship, school: School, level: RestrictionLevel, by: Person) -> None:
        ends = self.since + timedelta(days=400)
        GuardianRestriction.objects.create(
            guardianship=link,
            school=school,
            level=level,
            starts=self.since + timedelta(days=3),
            ends=ends,
            in_force_until=ends + timedelta(days=15),
            reason="Ordonnance du juge aux affaires familiales, copie remise à l’école",
            set_by=by,
        )

    def teaches(
        self, who: Person, group: ClassGroup, kind: str = AttachmentKind.TEACHES, **fields: Any
    ) -> None:
        Attachment.objects.create(
            person=who, class_group=group, school=group.school, kind=kind, **{"starts": self.since, **fields}
        )

    def accompanies(self, who: Person, child: Person, school: School) -> None:
        Attachment.objects.create(
            person=who, child=child, school=school, kind=AttachmentKind.ASSISTS, starts=self.since
        )

    def staff(self, who: Person, school: School, function: StaffFunction, reason: str) -> None:
        self.enters(who, school, Profile.STAFF, function=function, reason=reason)

    def holds(self, who: Person, role: MandateRole, **fields: Any) -> None:
        Mandate.objects.create(person=who, role=role, **{"starts": self.since, **fields})

    def group(self, school: School, label: str, people: list[Person]) -> Group:
        made = Group.objects.create(school=school, year_id=school.running_year_id, label=label)
        GroupMembership.objects.bulk_create(
            GroupMembership(person=one, group=made, school=school, starts=self.since) for one in people
        )
        return made


def _level_of(born: date, group: ClassGroup) -> str:
    """In a class of several levels, the one of who was born that year."""
    age = group.year_id - born.year
    of_age = (level for level in group.levels if AGE_OF_LEVEL.get(level) == age)
    return next(of_age, "") if len(group.levels) > 1 else ""


def enrol(service: CommuneService, school: School, children: list[Person], since: datetime) -> None:
    """These children eat at that canteen, or stay in the evening."""
    ServiceEnrolment.objects.bulk_create(
        ServiceEnrolment(child=child, service=service, school=school, starts=since) for child in children
    )
