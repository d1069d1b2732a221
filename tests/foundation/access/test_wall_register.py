"""Every table with a school or a person stands in a tier of the second wall, or here with the reason why any page reads
it (`docs/decisions/0057-the-second-wall.md`)."""

from django.apps import apps
from django.db import models

from eprimo.foundation.accounts.models import Account
from eprimo.foundation.directory.models import Person, School
from eprimo.foundation.kernel.data import Tier
from eprimo.foundation.kernel.wall import tier_of

LINKS = (
    "what computes a right reads links, in whatever school they are: without the names, which are of people"
)
TAKES_AWAY = "it takes a right away, or says that none is given: hidden, it would open what it closes"
KNOWN_TO_ALL = "of schools and their classes, without anybody"
BY_ROW = "pages read the rows that its `writes` name"
# Written down so that nobody counts on the wall there.
TELLING = (
    "where a browser is told, and nothing of what: who is told on it next takes it over from who was before"
)

OPEN = {
    KNOWN_TO_ALL: (
        "access.Audience directory.ClassGroup directory.Entitlement directory.Group directory.School"
        " directory.SchoolCirconscription directory.SchoolDayOff directory.SchoolSettings directory.ServiceSchool"
        " directory.YearChange intake.AafRunSchool intake.SchoolKey notifications.DigestDay"
        " presence.SchoolHours"
    ),
    LINKS: (
        "directory.Affiliation directory.Attachment directory.ClassMembership directory.GroupMembership"
        " directory.Guardianship directory.Mandate directory.MandateProposal directory.SupportAccess"
        " directory.TieProposal directory.TiePlace"
    ),
    TAKES_AWAY: (
        "directory.Consent directory.FamilyOpening directory.GuardianRestriction directory.NotTheSame kernel.Switch"
    ),
    BY_ROW: (
        "access.RefusalAlarm"
        " accounts.Account accounts.AccountNews accounts.AccountSecret accounts.KnownAddress accounts.ScopedSecret"
        " accounts.Session accounts.SignInCode directory.ServiceEnrolment factors.Factor factors.FactorCode"
        " factors.FactorTries factors.TrustedDevice factors.Vouching"
    ),
    TELLING: "notifications.PushDevice",
}


def of_schools_or_people(model: type[models.Model]) -> bool:
    fields = model._meta.concrete_fields
    led_to = {field.remote_field.model for field in fields if field.remote_field}
    return bool(led_to & {Account, Person, School}) or any(field.column == "school_id" for field in fields)


def test_each_table_is_in_a_tier_or_is_named_with_its_reason() -> None:
    """The group's own tables have no child and no pupil: `eprimo.steering` stands apart."""
    told = [label for labels in OPEN.values() for label in labels.split()]
    open_now = {
        model._meta.label
        for model in apps.get_models(include_auto_created=True)
        if model.__module__.startswith("eprimo.")
        and not model.__module__.startswith("eprimo.steering.")
        and tier_of(model) is Tier.OPEN
        and of_schools_or_people(model)
    }
    assert len(told) == len(set(told))
    assert open_now == set(told)


def test_who_is_read_by_row_says_by_which() -> None:
    for label in OPEN[BY_ROW].split():
        assert apps.get_model(label).writes.read != "true", label  # type: ignore[attr-defined]
