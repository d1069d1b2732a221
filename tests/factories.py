"""Rows for tests, one short function each; everything left out is an ordinary value."""

import itertools
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.auth.hashers import make_password

from eprimo.foundation.accounts.account_secrets import keep_secrets
from eprimo.foundation.accounts.enums import AccountState
from eprimo.foundation.accounts.models import Account, AccountSecret
from eprimo.foundation.directory.enums import AttachmentKind, EntitlementSource, Profile
from eprimo.foundation.directory.models import (
    Academy,
    Affiliation,
    Attachment,
    ClassGroup,
    ClassMembership,
    Commune,
    CommuneService,
    ContactDetails,
    Department,
    Entitlement,
    Group,
    GroupMembership,
    GuardianRestriction,
    Guardianship,
    Mandate,
    Person,
    School,
    SchoolSettings,
    SchoolYear,
    ServiceEnrolment,
    ServiceSchool,
)
from eprimo.foundation.kernel import clock

_numbers = itertools.count(1)

YEAR = 2026
# Before everything: links that simply hold start there.
SINCE = datetime.fromisoformat("2026-09-01T06:00:00+00:00")


def academy(code: str = "17", name: str = "Nantes") -> Academy:
    return Academy.objects.get_or_create(code=code, defaults={"name": name})[0]


def department(code: str = "44", name: str = "Loire-Atlantique") -> Department:
    return Department.objects.get_or_create(code=code, defaults={"name": name, "academy": academy()})[0]


def commune(insee: str = "44999", name: str = "Valmarais") -> Commune:
    return Commune.objects.get_or_create(insee=insee, defaults={"name": name, "department": department()})[0]


def school_year(year: int = YEAR) -> SchoolYear:
    return SchoolYear.objects.get_or_create(
        year=year, defaults={"starts": date(year, 9, 1), "ends": date(year + 1, 8, 31)}
    )[0]


def school(
    uai: str = "0440001A", name: str = "École Les Tilleuls", *, entitled: bool = True, **fields: Any
) -> School:
    fields.setdefault("commune", commune())
    made = School.objects.create(uai=uai, name=name, academy=academy(), running_year=school_year(), **fields)
    SchoolSettings.objects.create(school=made)
    if entitled:
        entitlement(made)
    return made


def entitlement(where: School, **fields: Any) -> Entitlement:
    fields.setdefault("starts", SINCE)
    fields.setdefault("ends", SINCE + timedelta(days=730))
    return Entitlement.objects.create(school=where, source=EntitlementSource.MANUAL, **fields)


def class_group(
    where: School, label: str = "CE1-A", levels: tuple[str, ...] = ("CE1",), year: int = YEAR
) -> ClassGroup:
    return ClassGroup.objects.create(school=where, year=school_year(year), label=label, levels=list(levels))


def group(where: School, label: str = "Chorale") -> Group:
    return Group.objects.create(school=where, year=school_year(), label=label)


def person(first_name: str = "", last_name: str = "", **fields: Any) -> Person:
    number = next(_numbers)
    return Person.objects.create(
        first_name=first_name or f"Prénom{number}", last_name=last_name or f"NOM{number}", **fields
    )


def account(of: Person, login: str = "", *, active: bool = True, charter: bool = True) -> Account:
    now = clock.now()
    made = Account(
        person=of,
        login=login or f"compte.{of.pk}",
        state=AccountState.ACTIVE if active else AccountState.EXPECTED,
        activated_at=now if active else None,
        charter_at=now if charter else None,
    )
    made.save()
    return made


def secret(of: Account, password: str = "", words: bytes | None = None) -> None:
    """What opens the whole account from now on."""
    stored = make_password(password) if password else ""
    keep_secrets(AccountSecret(account=of, password=stored, words=words, since=clock.now()))


def affiliation(of: Person, where: School, profile: Profile, **fields: Any) -> Affiliation:
    fields.setdefault("starts", SINCE)
    return Affiliation.objects.create(person=of, school=where, profile=profile, **fields)


def pupil(
    where: School, in_class: ClassGroup, first_name: str = "", last_name: str = "", **fields: Any
) -> Person:
    fields.setdefault("birth_date", date(2018, 3, 14))
    made = person(first_name, last_name, **fields)
    affiliation(made, where, Profile.PUPIL)
    ClassMembership.objects.create(person=made, class_group=in_class, school=where, starts=SINCE)
    return made


def teacher(
    where: School, *classes: ClassGroup, first_name: str = "", last_name: str = "", **fields: Any
) -> Person:
    made = person(first_name, last_name)
    affiliation(made, where, Profile.TEACHER, **fields)
    for one in classes:
        attach(made, one)
    return made


def attach(
    who: Person, to: ClassGroup | Person, kind: str = AttachmentKind.TEACHES, **fields: Any
) -> Attachment:
    fields.setdefault("starts", SINCE)
    if isinstance(to, ClassGroup):
        return Attachment.objects.create(person=who, class_group=to, school=to.school, kind=kind, **fields)
    return Attachment.objects.create(person=who, child=to, kind=kind, **fields)


def guardian(*children: Person, first_name: str = "", last_name: str = "", kind: str = "exercises") -> Person:
    made = person(first_name, last_name)
    ContactDetails.objects.create(
        person=made, email=f"famille{made.pk}@exemple.fr", phone_mobile="06 00 00 00 00"
    )
    for child in children:
        guardianship(made, child, kind=kind)
    return made


def guardianship(adult: Person, child: Person, kind: str = "exercises", **fields: Any) -> Guardianship:
    fields.setdefault("starts", SINCE)
    return Guardianship.objects.create(adult=adult, child=child, kind=kind, **fields)


def restrict(link: Guardianship, where: School, level: int, **fields: Any) -> GuardianRestriction:
    fields.setdefault("starts", SINCE)
    return GuardianRestriction.objects.create(
        guardianship=link, school=where, level=level, reason="Décision de justice", **fields
    )


def join_group(who: Person, what: Group) -> GroupMembership:
    return GroupMembership.objects.create(person=who, group=what, school=what.school, starts=SINCE)


def commune_service(*schools: School, kind: str = "cantine", name: str = "Cantine") -> CommuneService:
    made = CommuneService.objects.create(commune=schools[0].commune, kind=kind, name=name)
    for one in schools:
        ServiceSchool.objects.create(service=made, school=one, starts=SINCE)
    return made


def enrol(child: Person, service: CommuneService, where: School) -> ServiceEnrolment:
    return ServiceEnrolment.objects.create(child=child, service=service, school=where, starts=SINCE)


def mandate(of: Person, role: str, **fields: Any) -> Mandate:
    fields.setdefault("starts", SINCE)
    return Mandate.objects.create(person=of, role=role, **fields)
