"""Who left has no home that tells of a copy: the address they gave does, a count and a day, and nothing more."""

from datetime import timedelta

import pytest
from django.core import mail

from eprimo.foundation.accounts.models import Account
from eprimo.foundation.directory.enums import EndReason, RestrictionLevel
from eprimo.foundation.directory.models import Affiliation, Guardianship
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.models import OutboxEvent
from eprimo.foundation.kernel.outbox import run_due
from eprimo.foundation.privacy.exports.actions import export_fetch, pupil_export
from eprimo.foundation.privacy.exports.copy_jobs import exports_make
from tests import factories as make
from tests.cast import Cast
from tests.conftest import NOW
from tests.foundation.privacy import copies

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def reachable(cast: Cast) -> None:
    """Everybody gave an address, and confirmed it."""
    for name, person in cast.people.items():
        Account.objects.filter(person=person).update(
            recovery_email=f"{name}@exemple.fr", recovery_email_confirmed_at=NOW
        )


def of_copies() -> list[mail.EmailMessage]:
    """The mails that say that a copy is ready; that one was made from the account is told beside, to everybody."""
    return [message for message in mail.outbox if "copie" in message.subject]


def written_to() -> list[str]:
    run_due()
    found = sorted(message.to[0].partition("@")[0] for message in of_copies())
    mail.outbox.clear()
    return found


def leaves(cast: Cast, *names: str) -> None:
    people = [cast.people[name] for name in names]
    ended = {"ends": clock.now(), "end_reason": EndReason.LEFT}
    Affiliation.objects.filter(person__in=people).update(**ended)
    Guardianship.objects.filter(child__in=people).update(**ended)
    pupil_export(actor=None, school_id=cast.tilleuls.pk, child_ids=[one.pk for one in people])
    exports_make()


def test_a_former_guardian_reads_a_count_and_a_day(cast: Cast) -> None:
    export = copies.own(cast, "former_guardian")
    run_due()
    (message,) = of_copies()
    said = f"{message.subject}\n{message.body}".replace("\u2011", "-").replace("\xa0", " ")
    assert "1 copie de données est prête" in said
    assert "jusqu’au 1er décembre 2026" in said
    for word in ("Hugo", "PARTI", "Luc", cast.tilleuls.name, str(export.public_id)):
        assert word not in said
    assert written_to() == ["former_guardian"], "and never again"


@pytest.mark.parametrize("who", ["samira", "teacher", "director"])
def test_who_has_a_home_is_told_there(cast: Cast, who: str) -> None:
    copies.own(cast, who)
    assert written_to() == []


def test_a_copy_that_was_taken_meanwhile_is_not_told(cast: Cast) -> None:
    export = copies.own(cast, "former_guardian")
    export_fetch(actor=cast.actor("former_guardian"), export=export)
    assert written_to() == []


@pytest.mark.parametrize(
    "lost",
    [{"recovery_email_refused_at": NOW}, {"recovery_email_confirmed_at": None}, {"state": "suspended"}],
)
def test_an_address_that_does_not_hold_is_not_written_to(cast: Cast, lost: dict[str, object]) -> None:
    copies.own(cast, "former_guardian")
    Account.objects.filter(person=cast.people["former_guardian"]).update(**lost)
    assert written_to() == []


def test_each_guardian_of_a_child_who_leaves_is_told_once_for_all_its_files(cast: Cast) -> None:
    """Samira's two children leave together; Paul is a guardian of one of them."""
    leaves(cast, "lea", "noe")
    run_due()
    assert sorted(message.to[0] for message in mail.outbox) == ["paul@exemple.fr", "samira@exemple.fr"]
    of_samira = next(message for message in mail.outbox if message.to == ["samira@exemple.fr"])
    assert "2 copies de données sont prêtes" in of_samira.body.replace("\xa0", " ")
    assert "Léa" not in of_samira.body


def test_a_contact_and_whom_a_decision_keeps_out_are_told_nothing(cast: Cast) -> None:
    leaves(cast, "yanis", "zoe")
    assert written_to() == ["in_charge", "no_exercise", "restricted_1", "teacher_parent"]


def test_a_decision_that_comes_before_the_e_mail_stops_it(cast: Cast) -> None:
    leaves(cast, "lea")
    link = Guardianship.objects.get(adult=cast.paul, child=cast.lea)
    make.restrict(link, cast.tilleuls, RestrictionLevel.NO_INFORMATION)
    assert written_to() == ["samira"]


def test_nobody_is_written_to_in_the_night(cast: Cast) -> None:
    with clock.frozen(NOW + timedelta(hours=17)):
        leaves(cast, "lea")
        assert written_to() == []
        assert OutboxEvent.objects.filter(state="pending", kind__endswith="CopyReady").count() == 2
    with clock.frozen(NOW + timedelta(hours=22)):
        assert written_to() == ["paul", "samira"]
