"""What a sheet says besides its secret, read for many people at once."""

import os
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings

from eprimo.foundation.accounts.codes import SHEET_LASTS
from eprimo.foundation.accounts.models import Account
from eprimo.foundation.accounts.paths import absolute
from eprimo.foundation.accounts.pupil_words import Words
from eprimo.foundation.accounts.queries import restriction_on
from eprimo.foundation.directory.enums import GuardianKindChoice, Profile, RestrictionLevel, StaffFunction
from eprimo.foundation.directory.models import (
    Affiliation,
    ClassMembership,
    Guardianship,
    Mandate,
    School,
    TieProposal,
)
from eprimo.foundation.directory.models.links import in_force, to_come
from eprimo.foundation.directory.queries.ties import tie_line
from eprimo.foundation.kernel import clock
from eprimo.foundation.printing.sheets import AdultLetter, PupilCard, letters_pdf, pupil_cards_pdf
from eprimo.ui.french import weekday_day_month

_ROLES = {
    Profile.TEACHER: "enseignant·e", Profile.DIRECTOR: "direction", Profile.DEPUTY: "direction par intérim",
    Profile.STAFF: "personnel de l’école", Profile.PARTNER: "intervenant·e",
}  # fmt: skip


@dataclass(slots=True)
class SheetFacts:
    """Facts by person: the class of a pupil, the children of a guardian, the role of an adult of the school."""

    pupils: set[int] = field(default_factory=set)
    classes: dict[int, str] = field(default_factory=dict)
    children: dict[int, list[str]] = field(default_factory=dict)
    roles: dict[int, str] = field(default_factory=dict)


def sheet_facts(person_ids: list[int], school: School | None) -> SheetFacts:
    """Read what sheets say of these people: three statements, whatever the number. Children are those of this school
    that no decision hides. Without a school: what mandates say, in one."""
    now = clock.now()
    facts = SheetFacts()
    if school is None:
        facts.roles = _mandates(person_ids, now)
        return facts
    _jobs(facts, person_ids, school, now)
    families = (
        Guardianship.objects.filter(in_force(now), adult__in=person_ids)
        .filter(
            in_force(now, "child__affiliations__"),
            child__affiliations__profile=Profile.PUPIL,
            child__affiliations__school=school,
        )
        .filter(~restriction_on("pk", now, level=RestrictionLevel.NO_INFORMATION))
        .exclude(kind=GuardianKindChoice.CONTACT)
        .order_by("child__birth_date", "child")
        .values_list("adult", "child", "child__first_name")
    )
    rows = list(families)
    facts.classes = _classes([*facts.pupils, *(child for _, child, _ in rows)], school)
    for adult, child, name in rows:
        label = facts.classes.get(child, "")
        facts.children.setdefault(adult, []).append(f"{name} ({label})" if label else name)
    return facts


def _jobs(facts: SheetFacts, person_ids: list[int], school: School, now: datetime) -> None:
    """What these people are to the school now; else, of an adult, from a later day on: a sheet is handed over before
    the first day."""
    links = Affiliation.objects.filter(
        in_force(now) | to_come(now), person__in=person_ids, school=school
    ).order_by("pk")
    rows = list(links.values_list("person", "profile", "function", "starts"))
    for person, profile, function, starts in sorted(rows, key=lambda row: row[3], reverse=True):
        if starts > now and profile != Profile.PUPIL:
            day = starts.astimezone(ZoneInfo(school.time_zone)).date()
            facts.roles[person] = f"{_job(profile, function)}, à partir du {weekday_day_month(day)}"
    for person, profile, function, starts in rows:
        if starts <= now and profile == Profile.PUPIL:
            facts.pupils.add(person)
        elif starts <= now:
            facts.roles[person] = _job(profile, function)


def _job(profile: str, function: str) -> str:
    word = str(StaffFunction(function).label) if function else _ROLES[Profile(profile)]
    return word if word.isupper() else word[:1].lower() + word[1:]


def _mandates(person_ids: list[int], now: datetime) -> dict[int, str]:
    """In force, or to come: a sheet is handed over before the first day."""
    rows = Mandate.objects.filter(person__in=person_ids).exclude(ends__lte=now).order_by("-starts", "-pk")
    return {
        row.person_id: str(row.get_function_display() if row.function else row.get_role_display()).lower()
        for row in rows
    }


def _classes(person_ids: list[int], school: School) -> dict[int, str]:
    rows = ClassMembership.objects.in_force().filter(
        person__in=person_ids, class_group__school=school, class_group__year=school.running_year_id
    )
    return dict(rows.order_by("-starts", "pk").values_list("person", "class_group__label"))


def card_of(account: Account, words: Words, facts: SheetFacts, school: School) -> PupilCard:
    person = account.person
    return PupilCard(
        first_name=person.first_name,
        last_name=person.shown_last_name,
        class_label=facts.classes.get(person.pk, ""),
        school_name=school.name,
        login=account.login,
        words=words,
        address=public_host(),
    )


def letter_of(account: Account, code: str, facts: SheetFacts, school: School | None) -> AdultLetter:
    person, today = account.person, clock.today(school.time_zone if school else "Europe/Paris")
    role = facts.roles.get(person.pk, "")
    return AdultLetter(
        full_name=person.full_name,
        civility=person.civility,
        school_name=school.name if school else "",
        login=account.login,
        code=code,
        expires_on=today + SHEET_LASTS,
        made_on=today,
        url=public_host(),
        qr_payload=f"{absolute('accounts:activate')}#{code}",
        children=() if role else tuple(facts.children.get(person.pk, ())),
        role=role,
        # Staff read French; a family that comes back has chosen.
        lang="" if role else account.language,
    )


def tie_letter(tie: TieProposal, code: str) -> AdultLetter:
    """Return the paper of a proposed tie: no login, no word on whether its person is known."""
    line, zone = tie_line(tie), tie.school.time_zone if tie.school else "Europe/Paris"
    what = line.what if line.what.isupper() else line.what[:1].lower() + line.what[1:]
    if line.ahead:
        what += f", à partir du {weekday_day_month(line.first_day)}"
    return AdultLetter(
        full_name=tie.full_name,
        civility=tie.civility,
        school_name=tie.school.name if tie.school else "",
        login="",
        code=code,
        expires_on=line.waits_until,
        made_on=clock.today(zone),
        url=public_host(),
        qr_payload=f"{absolute('accounts:activate')}#{code}",
        role=what,
        proposed=True,
    )


def public_host() -> str:
    """Return what people type in a browser: the host of the public address, without its scheme."""
    return urlsplit(settings.PUBLIC_URL).netloc


def sheets_pdf(cards: list[PupilCard], letters: list[AdultLetter]) -> bytes:
    """Print the cards or the letters as one file. Raises ValueError when both are asked, or nothing is."""
    if cards and letters:
        raise ValueError("Cards and letters are printed apart.")
    return pupil_cards_pdf(cards) if cards else letters_pdf(letters)


def write_private(path: Path, content: bytes) -> None:
    """Write a file that holds secrets: its owner alone reads it, also when it was there before with wider rights."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        os.fchmod(descriptor, 0o600)
        file.write(content)
