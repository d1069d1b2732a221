"""The pages of a member that leaves or stays, as itself, its managing body and the coordinator open them."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from eprimo.foundation.kernel import clock
from eprimo.steering.consortium.actions.due_passages import member_turn
from eprimo.steering.consortium.actions.withdrawals import withdrawal_record
from eprimo.steering.consortium.models import Market, Member, Withdrawal
from tests.cast import Cast
from tests.conftest import NOW
from tests.console.consortium.test_pages import post, text
from tests.ground import lent
from tests.steering.consortium.group import PDF, Made, group_of, signed, siren, siret

pytestmark = pytest.mark.django_db


def at(year: int, month: int, day: int) -> Any:
    return clock.frozen(datetime(year, month, day, 10, tzinfo=UTC))


@lent
def bound(cast: Cast) -> Made:
    made = group_of(cast)
    for key in ("valmarais", "brive"):
        member_turn(Member.objects.get(pk=signed(made, key).pk))
    return made


def test_the_member_sees_the_countdown_prepares_and_may_stay(bound: Made, sign_in: Any) -> None:
    client, member = sign_in(bound.cast.people["member_rep"]), bound["valmarais"]
    assert "Se retirer" in text(client, "consortium:member", member.public_id)
    page = text(client, "consortium:withdrawal", member.public_id)
    assert "jours avant que le retrait soit possible" in page
    assert "point à arbitrer" in page
    assert post(client, "consortium:withdrawal", member.public_id, reason="Un autre outil").status_code == 302
    page = text(client, "consortium:withdrawal", member.public_id)
    assert "Rien n’est fait tant que le rectorat n’a pas votre lettre" in page
    assert post(client, "consortium:withdrawal_give_up", member.public_id).status_code == 302
    assert "Préparer le retrait" in text(client, "consortium:withdrawal", member.public_id)


def test_r031_the_coordinator_records_the_letter_and_the_answer_stands_with_its_article(
    bound: Made, sign_in: Any
) -> None:
    """In May 2028 by the clock alone: the market's start is moved back, as a demo does."""
    member = bound["valmarais"]
    # The window opens on 24 October 2026.
    Market.objects.update(starts_on=date(2024, 12, 24), joins_until=date(2024, 1, 24), launches_from=date(2024, 1, 26),
                          notification_expected=date(2024, 4, 30))  # fmt: skip
    client = sign_in(bound.cast.people["coordinator"])
    letter = {"posted_on": "2026-10-23", "received_on": "2026-10-25"}
    file = SimpleUploadedFile("lettre.pdf", PDF, "application/pdf")
    assert (
        post(client, "consortium:withdrawal_letter", member.public_id, **letter, file=file).status_code == 302
    )
    page = text(client, "consortium:withdrawal", member.public_id)
    assert "Trop tôt" in page
    assert "renvoyez-la à partir du" in page
    wrong = post(client, "consortium:withdrawal_letter", member.public_id, posted_on="2026-12-24")
    assert wrong.status_code == 422
    post(client, "consortium:withdrawal_letter", member.public_id, posted_on="2026-11-02")
    page = text(client, "consortium:withdrawal", member.public_id)
    assert "Le retrait est accepté" in page
    assert "(articles 3 et 7.1)" in page
    assert reverse("consortium:withdrawal_letter", args=[member.public_id]) not in page
    listed = text(client, "consortium:withdrawals")
    assert "Commune de Valmarais" in listed
    assert "retrait accepté" in listed
    assert Withdrawal.objects.filter(piece__isnull=False).count() == 1


def test_the_list_of_withdrawals_asks_as_much_for_two_as_for_one(bound: Made, sign_in: Any) -> None:
    client = sign_in(bound.cast.people["coordinator"])
    assert "Personne ne se retire" in text(client, "consortium:withdrawals")
    counts = []
    for key in ("valmarais", "brive"):
        with at(2028, 6, 1):
            withdrawal_record(
                actor=bound.cast.actor("coordinator"), member=bound[key], posted_on=date(2028, 5, 25)
            )
        with CaptureQueriesContext(connection) as asked:
            text(client, "consortium:withdrawals")
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_r036_the_home_says_it_in_those_weeks_and_not_otherwise(bound: Made, sign_in: Any) -> None:
    client = sign_in(bound.cast.people["member_rep"])
    assert "Rester ou se retirer" not in client.get("/").content.decode()
    Market.objects.update(starts_on=date(2024, 12, 24), joins_until=date(2024, 1, 24), launches_from=date(2024, 1, 26),
                          notification_expected=date(2024, 4, 30))  # fmt: skip
    page = client.get("/").content.decode()
    assert "Rester ou se retirer" in page
    assert "vous n’avez rien à faire" in page
    with clock.frozen(NOW):
        withdrawal_record(
            actor=bound.cast.actor("coordinator"), member=bound["valmarais"], posted_on=date(2026, 11, 2)
        )
    assert "Rester ou se retirer" not in client.get("/").content.decode()


def test_r035_an_exclusion_is_recorded_with_its_decision_and_the_page_says_so(
    bound: Made, sign_in: Any
) -> None:
    client, member = sign_in(bound.cast.people["coordinator"]), bound["valmarais"]
    judged = {"court": "Tribunal administratif de Nantes", "case_number": "2701234", "decided_on": "2026-11-20",
              "effect_on": "2026-12-01"}  # fmt: skip
    assert "Noter une exclusion" in text(client, "consortium:member", member.public_id)
    assert post(client, "consortium:exclude", member.public_id, **judged).status_code == 422
    file = SimpleUploadedFile("jugement.pdf", PDF, "application/pdf")
    assert post(client, "consortium:exclude", member.public_id, **judged, file=file).status_code == 302
    page = text(client, "consortium:member", member.public_id)
    assert "Exclusion prononcée par un juge" in page
    assert "2701234" in page
    # Others of the group read nothing of it.
    assert "2701234" not in text(
        sign_in(bound.cast.people["commission"]), "consortium:member", member.public_id
    )


def test_r016_a_commune_nouvelle_is_described_once_and_found_by_its_number_afterwards(
    bound: Made, sign_in: Any
) -> None:
    client = sign_in(bound.cast.people["coordinator"])
    number = siret(siren("20001234"))
    asked = {"kind": "merger", "siret": number, "effective_on": "2026-11-24", "act": "2026-DRCL-114",
             "act_on": "2026-10-03"}  # fmt: skip

    def file() -> SimpleUploadedFile:
        return SimpleUploadedFile("arrêté.pdf", PDF, "application/pdf")

    wrong = post(client, "consortium:substitute", bound["valmarais"].public_id, **asked, file=file())
    assert wrong.status_code == 422
    assert "décrivez-le" in wrong.content.decode()
    described = {"name": "Valmarais-en-Loirette", "successor_kind": "commune", "place": "44999"}
    done = post(
        client, "consortium:substitute", bound["valmarais"].public_id, **asked, **described, file=file()
    )
    assert done.status_code == 302
    assert (
        post(client, "consortium:substitute", bound["brive"].public_id, **asked, file=file()).status_code
        == 302
    )
    made = Member.objects.get(name="Valmarais-en-Loirette")
    page = text(client, "consortium:member", made.public_id)
    assert "Il est à la place de" in page
    assert "2026-DRCL-114" in page
    old = text(sign_in(bound.cast.people["commission"]), "consortium:member", bound["brive"].public_id)
    assert "Un autre membre est à sa place" in old
    assert "2026-DRCL-114" not in old


def test_r062_the_early_end_is_said_in_the_calendar(bound: Made, sign_in: Any) -> None:
    client = sign_in(bound.cast.people["coordinator"])
    assert post(client, "consortium:end_early", ended_on="2027-03-01").status_code == 422
    assert (
        post(client, "consortium:end_early", ended_on="2027-03-01", why="Titulaire défaillant").status_code
        == 302
    )
    page = text(sign_in(bound.cast.people["member_rep"]), "consortium:calendar")
    assert "Le marché prend fin avant son terme" in page
    assert "Titulaire défaillant" in page
