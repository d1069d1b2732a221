"""Members of the group by the rules of the convention; each test quotes the rule it holds."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from eprimo.foundation.directory.models import Academy, Mandate
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.errors import DomainError, Forbidden
from eprimo.foundation.kernel.models import AuditLine
from eprimo.steering.consortium import convention
from eprimo.steering.consortium.actions.market import (
    MarketDays,
    market_correct,
    market_open,
    market_published,
)
from eprimo.steering.consortium.actions.members import member_add, member_correct, seat_give
from eprimo.steering.consortium.actions.representation import GivenFile, representation_change, signatory_name
from eprimo.steering.consortium.actions.schools import school_claim
from eprimo.steering.consortium.dates import months_after
from eprimo.steering.consortium.enums import Contract, MemberKind, Mode
from eprimo.steering.consortium.errors import (
    AlreadyMember,
    Closed,
    MandateFileMissing,
    NotEligible,
    OneMarket,
    OneRepresentation,
    WrongFile,
    WrongOrder,
    WrongSiret,
)
from eprimo.steering.consortium.models import Market, Member, Representation
from eprimo.steering.consortium.numbers import siret_of
from eprimo.steering.consortium.policies import (
    files_visible_to,
)
from eprimo.steering.consortium.queries import calendar_of
from tests import factories as make
from tests.cast import Cast
from tests.conftest import NOW
from tests.steering.consortium.group import (
    DAYS,
    PDF,
    Made,
    commune_said,
    opened,
    said,
    siren,
    siret,
    today,
)

pytestmark = pytest.mark.django_db

MANDATE = GivenFile("mandat.pdf", PDF)


# --- The market -----------------------------------------------------------------------------------------------------


def test_r001_the_market_bears_the_name_of_the_convention_letter_for_letter(cast: Cast) -> None:
    assert opened(cast).name == (
        "Environnement Numérique de Travail des écoles de l’Académie de Nantes, ENT 1er degré e-primo"
    )


def test_r004_one_market_for_all_members(cast: Cast) -> None:
    """R004: a second one is refused while the first runs, and may follow it."""
    market = opened(cast)
    with pytest.raises(OneMarket):
        market_open(actor=cast.actor("coordinator"), academy=make.academy(), days=DAYS)
    with clock.frozen(NOW.replace(year=2030, month=7, day=19)):
        again = market_open(actor=cast.actor("coordinator"), academy=make.academy(), days=DAYS)
    assert again.pk != market.pk


def test_r018_r060_the_days_that_follow_from_the_start(cast: Cast) -> None:
    """R018, R060: 24 months, renewed once; the days of the convention's calendar, none of them 730 days later."""
    market = opened(cast)
    assert market.second_period_on == date(2028, 7, 19)
    assert market.withdrawal_from == date(2028, 5, 19)
    assert market.ends_on == date(2030, 7, 19)
    days = {step.article: step.day for step in calendar_of(market)}
    assert days["2 et 6"] == date(2026, 1, 24)
    assert [step.day for step in calendar_of(market)] == sorted(step.day for step in calendar_of(market))


def test_r063_a_start_that_is_postponed_moves_what_follows_from_it_and_not_the_deadline(cast: Cast) -> None:
    market = opened(cast)
    later = MarketDays(**{**_days(market), "starts_on": date(2026, 9, 1)})
    market = market_correct(actor=cast.actor("coordinator"), market=market, days=later)
    assert (market.second_period_on, market.ends_on) == (date(2028, 9, 1), date(2030, 9, 1))
    assert market.joins_until == convention.JOINS_UNTIL
    line = AuditLine.objects.get(act="consortium.market.corrected")
    assert line.details["before"] == ["starts_on 2026-07-19"]


@pytest.mark.parametrize(
    ("field", "day"),
    [
        ("launches_from", date(2026, 1, 24)), ("notification_expected", date(2026, 1, 1)),
        ("starts_on", date(2026, 4, 1)),
    ],
)  # fmt: skip
def test_days_out_of_order_are_refused_at_their_field(cast: Cast, field: str, day: date) -> None:
    market = opened(cast)
    with pytest.raises(WrongOrder) as refused:
        market_correct(
            actor=cast.actor("coordinator"), market=market, days=MarketDays(**{**_days(market), field: day})
        )
    assert refused.value.field == field


@given(day=st.dates(date(2000, 1, 1), date(2090, 12, 31)), months=st.integers(-60, 60))
def test_months_are_the_same_day_or_the_last_of_a_shorter_month(day: date, months: int) -> None:
    found = months_after(day, months)
    assert (found.year * 12 + found.month) - (day.year * 12 + day.month) == months
    assert found.day == day.day or (found + timedelta(days=1)).day == 1
    assert found.day <= day.day


def _days(market: Market) -> dict[str, Any]:
    return {name: getattr(market, name) for name in MarketDays.__slots__}


# --- Who may join ---------------------------------------------------------------------------------------------------


def test_r002_each_kind_of_the_convention_may_join(cast: Cast) -> None:
    market, by = opened(cast), cast.actor("coordinator")
    for number, kind in enumerate(MemberKind):
        more: dict[str, Any] = {}
        eight = f"9991{number:04}"
        if kind == MemberKind.COMMUNE:
            more, eight = {"commune": make.commune()}, "21440999"
        if kind == MemberKind.PRIVATE:
            more = {"contract": Contract.SIMPLE}
        made = member_add(
            actor=by, market=market, said=said(kind, f"Membre {kind}", siret(siren(eight)), **more)
        )
        assert made.kind == kind
    assert Member.objects.count() == len(MemberKind)


def test_r002_a_private_school_without_contract_is_refused(cast: Cast) -> None:
    market = opened(cast)
    with pytest.raises(NotEligible) as refused:
        member_add(
            actor=cast.actor("coordinator"), market=market,
            said=said(MemberKind.PRIVATE, "École libre", siret(siren("99900050"))),
        )  # fmt: skip
    assert refused.value.field == "contract"
    assert "hors contrat" in refused.value.sentence


def test_r017_a_body_of_another_academy_is_refused_whether_it_used_eprimo_or_not(cast: Cast) -> None:
    market, by = opened(cast), cast.actor("coordinator")
    far = Academy.objects.create(code="14", name="Rennes").departments.create(
        code="35", name="Ille-et-Vilaine"
    )
    for was_user in (True, False):
        away = commune_said(was_user=was_user, department=far, commune=None, kind=MemberKind.SYNDICAT)
        with pytest.raises(NotEligible):
            member_add(actor=by, market=market, said=away)
    here = [
        member_add(actor=by, market=market, said=commune_said(was_user=True)),
        member_add(
            actor=by, market=market, said=said(MemberKind.SYNDICAT, "SIVOS", siret(siren("99900060")), was_user=False)
        ),
    ]  # fmt: skip
    assert [one.was_user for one in here] == [True, False]


def test_r016_nobody_joins_once_the_market_is_published(cast: Cast) -> None:
    market, by = opened(cast), cast.actor("coordinator")
    market_published(actor=by, market=market, on=today())
    with pytest.raises(Closed):
        member_add(actor=by, market=market, said=commune_said())
    assert not Member.objects.exists()


# --- Numbers --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("214 401 093 00015", "21440109300015"), ("21440109300015", "21440109300015"),
        # La Poste: its own key, a sum that is a multiple of five.
        ("356 000 000 49837", "35600000049837"),
    ],
)  # fmt: skip
def test_a_siret_that_holds_is_kept_bare(text: str, number: str) -> None:
    assert siret_of(text) == number


@pytest.mark.parametrize(
    "text", ["21440109300016", "2144010930001", "214401093000155", "abc", "", "35600000049838"]
)
def test_a_siret_that_does_not_hold_is_refused(text: str) -> None:
    with pytest.raises(WrongSiret):
        siret_of(text)


def test_bad_input_siret_of_another_body(group: Made) -> None:
    """The number of another commune, a commune's number for a school, a grouping's for another body."""
    by = group.cast.actor("coordinator")
    for one, words in (
        (commune_said(siret=siret(siren("21440998"))), "Brive"),
        (said(MemberKind.PRIVATE, "OGEC", siret(siren("21440997")), contract=Contract.SIMPLE), "celui d’une commune"),
        (said(MemberKind.SYNDICAT, "SIVOS", group["cc"].siret), "CC du Pays de Valmarais"),
    ):  # fmt: skip
        with pytest.raises(WrongSiret) as refused:
            member_add(actor=by, market=group.market, said=one)
        assert words in refused.value.sentence


def test_the_same_body_does_not_join_twice(group: Made) -> None:
    by = group.cast.actor("coordinator")
    with pytest.raises(AlreadyMember) as refused:
        member_add(actor=by, market=group.market, said=commune_said(name="Mairie de Valmarais"))
    assert "Commune de Valmarais" in refused.value.sentence


def test_a_reader_of_the_group_adds_nobody(cast: Cast) -> None:
    market = opened(cast)
    Mandate.objects.filter(person=cast.coordinator).update(level="read")
    for name in ("coordinator", "member_rep", "managing_body", "academy"):
        with pytest.raises(Forbidden):
            member_add(actor=cast.actor(name), market=market, said=commune_said())


def test_a_correction_is_told_by_its_fields_only(group: Made) -> None:
    by = group.cast.actor("coordinator")
    member_correct(actor=by, member=group["valmarais"], said=commune_said(email="ecoles@valmarais.exemple"))
    line = AuditLine.objects.get(act="consortium.member.corrected")
    assert line.details == {"fields": ["email"]}


# --- Representation -------------------------------------------------------------------------------------------------


def test_r014_both_ways_at_once_are_refused(group: Made) -> None:
    """R014, bad input « both representation modes »."""
    by, member = group.cast.actor("coordinator"), group["valmarais"]
    with pytest.raises(OneRepresentation):
        representation_change(
            actor=by, member=member, mode=Mode.ALONE, managing_body=group.body, mandate_file=MANDATE, starts=today()
        )  # fmt: skip
    with pytest.raises(OneRepresentation):
        representation_change(actor=by, member=member, mode=Mode.BODY, starts=today())
    with transaction.atomic(), pytest.raises(IntegrityError):
        Representation.objects.create(
            member=member, managing_body=group.body, piece_sha256="0" * 64, starts=clock.now()
        )


def test_r014_a_change_is_dated_and_writes_nothing_over(group: Made) -> None:
    member = group["brive"]
    later = today() + timedelta(days=40)
    representation_change(actor=group.cast.actor("coordinator"), member=member, mode=Mode.ALONE, starts=later)
    rows = list(member.representations.order_by("starts", "pk"))
    assert [row.managing_body for row in rows] == [None, group.body, None]
    assert rows[1].ends == rows[2].starts
    assert rows[1].piece is not None
    assert rows[1].piece.ends == rows[2].starts
    with pytest.raises(WrongOrder):
        representation_change(
            actor=group.cast.actor("coordinator"), member=member, mode=Mode.ALONE, starts=today()
        )


def test_r014_a_managing_body_gives_its_mandate_as_a_file(group: Made) -> None:
    by, member = group.cast.actor("coordinator"), group["valmarais"]
    for file, error in ((None, MandateFileMissing), (GivenFile("mandat.pdf", b"PK\x03\x04"), WrongFile)):
        with transaction.atomic(), pytest.raises(error):
            representation_change(
                actor=by, member=member, mode=Mode.BODY, managing_body=group.body, mandate_file=file, starts=today()
            )  # fmt: skip
    assert member.representations.get().managing_body is None


def test_r014_a_managing_body_sees_the_files_of_those_who_mandate_it_and_only_as_long(group: Made) -> None:
    def seen() -> set[str]:
        actor = group.cast.actor("managing_body")
        return set(Member.objects.filter(files_visible_to(actor)).values_list("name", flat=True))

    assert seen() == {group["brive"].name}
    by = group.cast.actor("coordinator")
    representation_change(
        actor=by, member=group["brive"], mode=Mode.ALONE, starts=today() + timedelta(days=3)
    )
    assert seen() == {group["brive"].name}
    with clock.frozen(NOW + timedelta(days=4)):
        assert seen() == set()


def test_r014_a_managing_body_does_not_prolong_its_own_mandate(group: Made) -> None:
    with pytest.raises(Forbidden):
        representation_change(
            actor=group.cast.actor("managing_body"), member=group["brive"], mode=Mode.ALONE, starts=today()
        )


def test_r014_what_a_managing_body_does_is_told_as_done_on_behalf_of_the_member(group: Made) -> None:
    school_claim(
        actor=group.cast.actor("managing_body"), member=group["brive"], school=group.schools["brive"]
    )
    line = AuditLine.objects.get(act="consortium.school.claimed")
    assert line.person_id == group.cast.managing_body.pk
    assert line.object_id == group["brive"].pk
    assert line.details == {"uai": "0440101F", "on_behalf": True}


def test_nobody_is_seated_by_oneself_nor_in_another_role(group: Made) -> None:
    by = group.cast.actor("coordinator")
    own = Mandate.objects.create(person=group.cast.coordinator, role="managing_body", starts=NOW)
    for mandate in (own, Mandate.objects.get(person=group.cast.commission)):
        with pytest.raises(DomainError):
            seat_give(actor=by, mandate=mandate, managing_body=group.body)


# --- Signatories ----------------------------------------------------------------------------------------------------


def test_r091_elections_change_the_signatory_and_keep_the_one_who_signed(group: Made) -> None:
    """R091 and the case of the municipal elections: a signature is valid as of its date."""
    member, by = group["valmarais"], group.cast.actor("member_rep")
    for first, last, day in (("Jeanne", "AVANT", date(2026, 1, 5)), ("Omar", "APRÈS", date(2026, 3, 29))):
        signatory_name(
            actor=by, member=member, first_name=first, last_name=last, function="Maire", starts=day
        )
    at = {
        day: member.signatories.in_force(clock.now().replace(year=2026, month=month, day=day)).get().last_name
        for month, day in ((1, 20), (4, 2))
    }
    assert at == {20: "AVANT", 2: "APRÈS"}
