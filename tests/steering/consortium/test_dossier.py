"""Annexe 1, the registered letter, and what a file lacks, by the rules of the convention."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from eprimo.foundation.kernel.errors import DomainError, Forbidden
from eprimo.foundation.kernel.models import AuditLine
from eprimo.steering.consortium.actions.dossier import deliberation_record, letter_record
from eprimo.steering.consortium.actions.needs import needs_write
from eprimo.steering.consortium.actions.representation import GivenFile, signatory_name
from eprimo.steering.consortium.actions.schools import school_claim
from eprimo.steering.consortium.actions.signatures import member_sign
from eprimo.steering.consortium.dossier import Facts, act_warning, facts_of
from eprimo.steering.consortium.enums import MemberKind
from eprimo.steering.consortium.errors import AlreadyMember, NotEligible, WrongFile, WrongOrder
from eprimo.steering.consortium.models import Deliberation, Letter, Member
from tests.conftest import NOW
from tests.steering.consortium.group import PDF, Made

FILE = GivenFile("délibération.pdf", PDF)
ADOPTED, LAST = date(2026, 1, 12), date(2026, 1, 24)
TRACKING = "1A 234 567 890 1"


def act(group: Made, key: str = "valmarais", by: str = "coordinator", **more: Any) -> Deliberation:
    said = {"number": "2026-12", "assembly": "Conseil municipal", "adopted_on": ADOPTED, "file": FILE} | more
    return deliberation_record(actor=group.cast.actor(by), member=group[key], **said)


def letter(group: Made, posted_on: date, key: str = "valmarais", **more: Any) -> Letter:
    said = {"tracking": TRACKING, "posted_on": posted_on} | more
    return letter_record(actor=group.cast.actor("coordinator"), member=group[key], **said)


def facts(group: Made, key: str = "valmarais") -> Facts:
    return facts_of(Member.objects.filter(pk=group[key].pk))[group[key].pk]


# --- Annexe 1 -------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_r010_the_authorisation_comes_before_what_it_authorises(group: Made) -> None:
    """R010, bad input « deliberation after signature »: whichever of the two is recorded last is refused."""
    letter(group, LAST)
    with pytest.raises(WrongOrder) as refused:
        act(group, adopted_on=LAST + timedelta(days=1))
    assert "article 2" in refused.value.sentence
    assert act(group, adopted_on=LAST).adopted_on == LAST
    with pytest.raises(WrongOrder):
        letter(group, LAST - timedelta(days=1))


@pytest.mark.django_db
def test_r011_a_public_file_lacks_the_stamp_and_a_private_one_knows_none(group: Made) -> None:
    """R011: received by the contrôle de légalité; of an OGEC the decision of its board is enough."""
    stamp = "la réception de la délibération par le contrôle de légalité"
    act(group)
    assert stamp in facts(group).missing
    act(group, received_on=ADOPTED + timedelta(days=3), act="044-214409993-20260112-12-DE")
    assert stamp not in facts(group).missing
    with pytest.raises(NotEligible):
        act(group, "ogec", received_on=ADOPTED)
    assert "la décision qui autorise à signer (annexe 1)" in facts(group, "ogec").missing
    act(group, "ogec", assembly="Conseil d’administration")
    assert [
        words for words in facts(group, "ogec").missing if "annexe 1" in words or "légalité" in words
    ] == []


@pytest.mark.django_db
def test_r011_an_act_that_is_replaced_stays_with_its_file(group: Made) -> None:
    first = act(group, by="member_rep")
    second = act(group, number="2026-15", by="member_rep")
    first.refresh_from_db()
    assert first.replaced_at == NOW
    assert first.piece is not None
    assert first.piece.ends == NOW
    assert second.piece_sha256 == first.piece_sha256
    with transaction.atomic(), pytest.raises(IntegrityError):
        Deliberation.objects.filter(pk=first.pk).update(replaced_at=None)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("more", "error"),
    [
        ({"file": GivenFile("a.pdf", b"GIF89a")}, WrongFile),
        ({"received_on": ADOPTED - timedelta(days=1)}, WrongOrder),
        ({"adopted_on": NOW.date() + timedelta(days=1)}, WrongOrder),
    ],
)
def test_an_act_that_does_not_hold_is_refused(
    group: Made, more: dict[str, Any], error: type[DomainError]
) -> None:
    with pytest.raises(error):
        act(group, **more)
    assert not Deliberation.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("044-{siren}-20260112-12-DE", ""), ("044-123456789-20260112-12-DE", "autre SIREN"),
        ("044-{siren}-20260113-12-DE", "autre date"), ("tampon du 15 janvier", ""), ("", ""),
    ],
)  # fmt: skip
def test_the_identifier_of_an_act_is_compared_and_never_a_reason_to_refuse(
    group: Made, number: str, words: str
) -> None:
    member = group["valmarais"]
    found = act_warning(act(group, act=number.format(siren=member.siret[:9])), member)
    assert words in found
    assert bool(found) == bool(words)


@pytest.mark.django_db
def test_r014_the_managing_body_gives_an_act_on_behalf_of_its_member_and_of_no_other(group: Made) -> None:
    act(group, "brive", by="managing_body")
    assert AuditLine.objects.get(act="consortium.deliberation.recorded").details == {"on_behalf": True}
    with pytest.raises(Forbidden):
        act(group, "valmarais", by="managing_body")


# --- The letter -----------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_r015_posted_on_24_january_and_received_on_the_29th_is_in_time(group: Made) -> None:
    letter(group, date(2026, 1, 24), received_on=date(2026, 1, 29), acknowledged_on=date(2026, 1, 30))
    assert not facts(group).late


@pytest.mark.django_db
def test_r015_r016_posted_on_25_january_is_late_and_stays_so(group: Made, sign_in: Any) -> None:
    """R015, R016, bad input « letter posted 25 January »: kept, flagged, with the rule; no other day makes it good."""
    letter(group, date(2026, 1, 25), received_on=date(2026, 1, 26))
    assert facts(group).late
    page = sign_in(group.cast.member_rep).get(
        reverse("consortium:member", args=[group["valmarais"].public_id])
    )
    text = page.content.decode().replace("\N{NO-BREAK SPACE}", " ")
    assert "postée le 25 janvier 2026" in text
    assert "(article 2)" in text


@pytest.mark.django_db
def test_a_letter_that_does_not_hold_is_refused(group: Made) -> None:
    letter(group, LAST)
    for key, more in (
        ("valmarais", {"received_on": LAST - timedelta(days=1)}),
        ("valmarais", {"acknowledged_on": LAST}),
        ("valmarais", {"tracking": "x"}),
        ("valmarais", {"posted_on": NOW.date() + timedelta(days=2)}),
    ):
        with pytest.raises(DomainError):
            letter(group, **{"posted_on": LAST, "key": key} | more)
    with pytest.raises(AlreadyMember) as refused:
        letter(group, LAST, "brive")
    assert "Commune de Valmarais" in refused.value.sentence


@pytest.mark.django_db
def test_the_letter_is_recorded_by_the_coordinator_alone(group: Made) -> None:
    for name in ("member_rep", "managing_body", "academy"):
        with pytest.raises(Forbidden):
            letter_record(
                actor=group.cast.actor(name), member=group["valmarais"], tracking=TRACKING, posted_on=LAST
            )


# --- What is missing ------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_file_says_what_it_lacks_until_nothing_is(group: Made) -> None:
    cast, member = group.cast, group["valmarais"]
    lacks = [facts(group).missing]

    def done() -> None:
        lacks.append(facts(group).missing)

    school_claim(actor=cast.actor("member_rep"), member=member, school=cast.tilleuls)
    done()
    needs_write(actor=cast.actor("member_rep"), member=member, accounts={cast.tilleuls.pk: 90})
    done()
    signatory_name(
        actor=cast.actor("member_rep"), member=member, first_name="J", last_name="M", function="Maire",
        starts=date(2026, 1, 2),
    )  # fmt: skip
    done()
    act(group, received_on=ADOPTED)
    done()
    member_sign(actor=cast.actor("member_rep"), member=member, signed_on=ADOPTED)
    done()
    letter(group, LAST)
    done()
    assert [len(words) for words in lacks] == [5, 5, 4, 3, 2, 1, 0]
    assert lacks[1][0] == "le nombre de comptes de 1\N{NO-BREAK SPACE}école (annexe 2)"
    assert not facts(group).late


@given(
    st.builds(
        Facts, kind=st.sampled_from(MemberKind.values), schools=st.integers(0, 3), unsaid=st.integers(0, 3),
        signatory=st.booleans(), adopted_on=st.none() | st.just(ADOPTED), received=st.booleans(),
        posted_on=st.none() | st.dates(LAST - timedelta(days=9), LAST + timedelta(days=9)), returned=st.booleans(),
        signed=st.booleans(),
        joins_until=st.just(LAST),
    )
)  # fmt: skip
def test_giving_what_is_missing_never_makes_a_file_lack_more(one: Facts) -> None:
    """Each thing given takes away its own words, and a late letter stays late whatever else is given."""
    lacks = set(one.missing)
    for given_too in (
        {"signatory": True},
        {"schools": 3},
        {"unsaid": 0},
        {"received": True},
        {"returned": False},
        {"signed": True},
    ):
        assert set(replace(one, **given_too).missing) <= lacks
    whole = replace(
        one, schools=1, unsaid=0, signatory=True, adopted_on=ADOPTED, received=True, returned=False, signed=True
    )  # fmt: skip
    assert whole.late == one.late
    assert bool(whole.missing) == (one.posted_on is None)


@pytest.mark.django_db
def test_how_files_stand_is_read_in_one_statement(group: Made) -> None:
    with CaptureQueriesContext(connection) as told:
        found = facts_of(Member.objects.all())
    assert len(told) == 1
    assert len(found) == len(group.members)


@pytest.mark.django_db
def test_the_coordinator_finds_the_files_that_are_incomplete_late_or_complete(
    group: Made, sign_in: Any
) -> None:
    letter(group, LAST + timedelta(days=1), "brive")
    client, url = sign_in(group.cast.coordinator), reverse("consortium:members")
    page = client.get(url, {"dossier": "late"}).content.decode()
    assert "Commune de Brive-sur-Loirette" in page
    assert "Commune de Valmarais" not in page
    assert "Commune de Valmarais" in client.get(url, {"dossier": "draft"}).content.decode()
    assert "Aucun membre ne répond" in client.get(url, {"dossier": "complete"}).content.decode()
    other = sign_in(group.cast.member_rep).get(url, {"dossier": "late"}).content.decode()
    assert "Hors délai" not in other
    assert "Commune de Valmarais" in other


@pytest.mark.django_db
def test_the_pages_of_the_act_and_of_the_letter(group: Made, sign_in: Any) -> None:
    member, client = group["valmarais"], sign_in(group.cast.member_rep)
    url = reverse("consortium:deliberation", args=[member.public_id])
    typed = {
        "number": "2026-12",
        "assembly": "Conseil municipal",
        "adopted_on": "2026-01-12",
        "received_on": "2026-01-10",
    }
    refused = client.post(url, typed | {"file": SimpleUploadedFile("d.pdf", PDF)})
    assert refused.status_code == 422
    assert "avant d’être adopté" in refused.content.decode()
    answer = client.post(url, typed | {"received_on": "", "file": SimpleUploadedFile("d.pdf", PDF)})
    assert answer.status_code == 302
    page = client.get(reverse("consortium:member", args=[member.public_id])).content.decode()
    assert "Il manque" in page
    assert "2026-12, Conseil municipal" in page
    by = sign_in(group.cast.coordinator)
    by.post(
        reverse("consortium:letter", args=[member.public_id]),
        {"tracking": TRACKING, "posted_on": "2026-01-24"},
    )
    again = by.get(reverse("consortium:letter", args=[member.public_id])).content.decode()
    assert 'value="2026-01-24"' in again
