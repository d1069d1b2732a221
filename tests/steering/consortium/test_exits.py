"""Exclusion, early end, one member in the place of another; each test quotes the rule or the edge case it holds."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from eprimo.foundation.directory.models import Commune, Epci
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.errors import DomainError, Forbidden
from eprimo.foundation.kernel.models import AuditLine
from eprimo.steering.consortium.actions.due_passages import markets_turn, member_turn
from eprimo.steering.consortium.actions.exits import exclusion_record, market_end_early
from eprimo.steering.consortium.actions.members import member_add
from eprimo.steering.consortium.actions.needs import needs_write
from eprimo.steering.consortium.actions.representation import GivenFile
from eprimo.steering.consortium.actions.schools import school_claim
from eprimo.steering.consortium.actions.substitution import member_substitute
from eprimo.steering.consortium.actions.withdrawals import withdrawal_record
from eprimo.steering.consortium.enums import FileState, MemberKind, Mode, Succession
from eprimo.steering.consortium.errors import (
    AlreadyLeft,
    Closed,
    NeedsLocked,
    NotEligible,
    WrongFile,
    WrongOrder,
)
from eprimo.steering.consortium.models import Market, Member, SchoolClaim, Substitution
from eprimo.steering.consortium.needs import needs_of, needs_sum
from eprimo.steering.consortium.queries import schools_to_claim
from eprimo.steering.consortium.schools import why_not
from eprimo.steering.consortium.states import history_of, state_of
from eprimo.steering.consortium.withdrawals import succession_of
from eprimo.steering.orders.invoice.billing import addressee_of
from tests import factories as make
from tests.ground import lent
from tests.steering.consortium.group import PDF, Made, said, signed, siren, siret, today

pytestmark = pytest.mark.django_db

FILE = GivenFile("acte.pdf", PDF)


def at(year: int, month: int, day: int) -> Any:
    return clock.frozen(datetime(year, month, day, 10, tzinfo=UTC))


def by(made: Made, name: str = "coordinator") -> Any:
    return made.cast.actor(name)


@lent
def bound(group: Made) -> Made:
    """Valmarais and Brive signed; the market has begun."""
    for key in ("valmarais", "brive"):
        member_turn(Member.objects.get(pk=signed(group, key).pk))
    return group


# --- Exclusion ------------------------------------------------------------------------------------------------------

JUDGED = {
    "court": "Tribunal administratif de Nantes", "case_number": "2701234", "decided_on": date(2027, 3, 1),
    "effect_on": date(2027, 4, 1), "file": FILE,
}  # fmt: skip


@pytest.mark.parametrize(
    ("missing", "error"),
    [
        ({"court": " "}, NotEligible), ({"case_number": ""}, NotEligible),
        ({"decided_on": date(2027, 6, 1)}, WrongOrder), ({"effect_on": date(2027, 2, 28)}, WrongOrder),
        ({"file": GivenFile("x.pdf", b"")}, WrongFile),
    ],
)  # fmt: skip
def test_r035_no_exclusion_without_court_case_date_and_decision(
    bound: Made, missing: dict[str, Any], error: type[DomainError]
) -> None:
    with at(2027, 3, 15), pytest.raises(error):
        exclusion_record(actor=by(bound), member=bound["valmarais"], **JUDGED | missing)
    assert state_of(bound["valmarais"]) == FileState.IN_FORCE


def test_r035_the_exclusion_takes_effect_on_the_day_of_the_decision_for_the_whole_member(bound: Made) -> None:
    with at(2027, 3, 15):
        exclusion_record(actor=by(bound), member=bound["valmarais"], **JUDGED)
        assert markets_turn() == 0
        with pytest.raises(AlreadyLeft):
            exclusion_record(actor=by(bound), member=bound["valmarais"], **JUDGED)
        with pytest.raises(NotEligible):
            exclusion_record(actor=by(bound), member=bound["cc"], **JUDGED)
        with pytest.raises(Forbidden):
            exclusion_record(actor=by(bound, "member_rep"), member=bound["valmarais"], **JUDGED)
    with at(2027, 4, 2):
        assert markets_turn() == 1
        assert markets_turn() == 0
        assert state_of(bound["valmarais"]) == FileState.EXCLUDED
        assert not SchoolClaim.objects.in_force().filter(member=bound["valmarais"]).exists()
    assert history_of(bound["valmarais"])[0].effective_on == date(2027, 4, 1)
    with at(2030, 7, 19):
        markets_turn()
        assert [one.state for one in history_of(bound["valmarais"])[:2]] == ["ended", "excluded"]


# --- Early end ------------------------------------------------------------------------------------------------------


def test_r062_the_market_that_stops_takes_the_convention_and_its_members_along_the_same_day(
    bound: Made,
) -> None:
    with at(2027, 2, 1):
        market_end_early(
            actor=by(bound), market=bound.market, ended_on=date(2027, 3, 1), why="Titulaire défaillant"
        )
        assert markets_turn() == 0
    with at(2027, 3, 1):
        assert markets_turn() == 2
        assert state_of(bound["brive"]) == FileState.ENDED
        assert state_of(bound["brive"], date(2027, 2, 28)) == FileState.IN_FORCE
        assert history_of(bound["brive"])[0].reason == "terminated"
        assert not SchoolClaim.objects.in_force().exists()
        with pytest.raises(WrongOrder):
            market_end_early(actor=by(bound), market=bound.market, ended_on=None)
    assert Market.objects.get().convention_ends_on == date(2027, 3, 1)


def test_an_early_end_says_why_on_a_day_of_the_market_and_may_be_taken_back_before_it(bound: Made) -> None:
    asked = {"actor": by(bound), "market": bound.market}
    with pytest.raises(NotEligible):
        market_end_early(ended_on=date(2027, 3, 1), why=" ", **asked)
    for day in (date(2026, 1, 1), date(2030, 7, 19)):
        with pytest.raises(WrongOrder):
            market_end_early(ended_on=day, why="Résilié", **asked)
    market_end_early(ended_on=date(2027, 3, 1), why="Résilié", **asked)
    market = market_end_early(ended_on=None, **asked)
    assert (market.ended_early_on, market.ended_early_why) == (None, "")


# --- In the place of another ----------------------------------------------------------------------------------------


def replaced(
    made: Made, key: str, to: Any, kind: Succession = Succession.MERGER, **more: Any
) -> Substitution:
    asked = {
        "effective_on": date(2027, 1, 1),
        "act": "2026-DRCL-114",
        "act_on": date(2026, 10, 3),
        "file": FILE,
    }
    return member_substitute(actor=by(made), member=made[key], kind=kind, successor=to, **asked | more)


def new_commune(made: Made) -> Any:
    """Valmarais and Brive make one, which keeps the place of the first and has a number of its own."""
    return said(
        MemberKind.COMMUNE,
        "Valmarais-en-Loirette",
        siret(siren("20001234")),
        commune=made["valmarais"].commune,
    )


def test_r016_a_commune_nouvelle_takes_the_place_of_its_communes_even_after_publication(bound: Made) -> None:
    """Schools, needs and engagement pass as they were; nobody signs again, and no door is opened to others."""
    Market.objects.update(published_on=date(2026, 3, 1))
    before = needs_sum(bound.market)
    with at(2027, 1, 4):
        one = replaced(bound, "valmarais", new_commune(bound)).successor
        assert replaced(bound, "brive", one).successor == one
        assert state_of(one) == FileState.IN_FORCE
        assert {row.uai for row in needs_of(Member.objects.select_related("market").get(pk=one.pk))} == {
            bound.cast.tilleuls.uai, bound.schools["brive"].uai,
        }  # fmt: skip
        for key in ("valmarais", "brive"):
            assert state_of(bound[key]) == FileState.ENDED
            assert not SchoolClaim.objects.in_force().filter(member=bound[key]).exists()
        with pytest.raises(Closed):
            member_add(
                actor=by(bound),
                market=Market.objects.get(),
                said=said(MemberKind.SYNDICAT, "SIVOS", siret(siren("99900080"))),
            )
        # A school of the commune that is no more is one of the new one's.
        assert not why_not(one, bound.schools["brive"])
    assert needs_sum(bound.market) == before
    dates = SchoolClaim.objects.filter(member=one).values_list("starts", flat=True)
    assert set(dates) == {datetime(2026, 12, 31, 23, tzinfo=UTC)}
    assert [found.member.name for found in succession_of(one).of] == [
        bound["valmarais"].name,
        bound["brive"].name,
    ]
    assert AuditLine.objects.filter(act="consortium.member.substituted").count() == 2


def test_r074_r075_the_new_commune_is_held_by_the_needs_it_took_and_receives_the_invoices(
    bound: Made,
) -> None:
    """« Signature » passes with the rest: only an amendment changes the need, and no letter is asked again."""
    with at(2027, 1, 4):
        one = replaced(bound, "brive", said(
            MemberKind.COMMUNE, "Brive-la-Neuve", siret(siren("20001235")), commune=bound["brive"].commune
        )).successor  # fmt: skip
        acting, school = by(bound, "managing_body"), bound.schools["brive"]
        with pytest.raises(NeedsLocked):
            needs_write(actor=acting, member=one, accounts={school.pk: 1})
        before, after = datetime(2026, 12, 31, 12, tzinfo=UTC), datetime(2027, 1, 2, 12, tzinfo=UTC)
        old = Member.objects.select_related("market").get(pk=bound["brive"].pk)
        assert addressee_of(old, before).siret == old.siret
        assert addressee_of(old, after).siret == one.siret


def test_r014_r016_who_acted_for_the_commune_acts_for_the_new_one_by_the_same_mandate(bound: Made) -> None:
    with at(2027, 1, 4):
        neuve = said(
            MemberKind.COMMUNE, "Brive-la-Neuve", siret(siren("20001235")), commune=bound["brive"].commune
        )  # fmt: skip
        one = replaced(bound, "brive", neuve).successor
        acting = one.representations.get()
        assert acting.managing_body == bound.body
        assert acting.piece is not None
        assert acting.piece.member_id == one.pk
        assert not bound["brive"].representations.filter(ends=None).exists()


def test_an_epci_takes_the_competence_of_a_part_of_its_communes(bound: Made) -> None:
    """Edge cases: EPCI for part of its communes, and for a commune whose schools are then all its own. It was in the
    list and had signed nothing: it is bound by what it takes."""
    epci = bound["cc"].epci
    Commune.objects.filter(pk__in=[bound["valmarais"].commune_id, bound["brive"].commune_id]).update(
        epci=epci
    )
    with at(2027, 1, 4):
        replaced(bound, "valmarais", bound["cc"], Succession.TRANSFER)
        assert state_of(bound["cc"]) == FileState.IN_FORCE
        assert state_of(bound["brive"]) == FileState.IN_FORCE
        assert SchoolClaim.objects.in_force().get(member=bound["cc"]).school == bound.cast.tilleuls
        assert SchoolClaim.objects.in_force().get(member=bound["brive"]).school == bound.schools["brive"]
        # What Brive kept is Brive's, although it lies on the EPCI's territory.
        assert bound.schools["brive"] not in schools_to_claim(bound["cc"], "")
        with pytest.raises(NeedsLocked):
            school_claim(actor=_acts_for(bound, "cc"), member=bound["cc"], school=bound.schools["brive"])
        assert bound.cast.tilleuls not in schools_to_claim(bound["valmarais"], "")


def _acts_for(made: Made, key: str) -> Any:
    from eprimo.steering.consortium.actions.representation import representation_change

    representation_change(
        actor=by(made),
        member=made[key],
        mode=Mode.BODY,
        managing_body=made.body,
        starts=today(),
        mandate_file=FILE,
    )
    return by(made, "managing_body")


def test_r016_what_the_law_does_not_make_is_refused(bound: Made) -> None:
    elsewhere = Epci.objects.create(siren=siren("99900060"), name="CC d’à côté")
    other = member_add(
        actor=by(bound), market=bound.market,
        said=said(MemberKind.COMMUNITY, "CC d’à côté", siret(elsewhere.siren), epci=elsewhere),
    )  # fmt: skip
    merger, transfer = Succession.MERGER, Succession.TRANSFER
    wrong: tuple[tuple[str, Any, Succession, dict[str, Any], type[DomainError]], ...] = (
        ("valmarais", bound["valmarais"], merger, {}, NotEligible),
        ("valmarais", bound["cc"], merger, {}, NotEligible),
        ("valmarais", bound["ogec"], transfer, {}, NotEligible),
        ("valmarais", bound["brive"], transfer, {}, NotEligible),
        ("valmarais", other, transfer, {}, NotEligible),
        ("cc", bound["brive"], merger, {}, NotEligible),
        ("valmarais", bound["brive"], merger, {"effective_on": date(2027, 2, 1)}, WrongOrder),
        ("valmarais", bound["brive"], merger, {"effective_on": date(2026, 5, 1)}, WrongOrder),
        ("valmarais", bound["brive"], merger, {"act": " "}, NotEligible),
        ("valmarais", bound["brive"], merger, {"file": GivenFile("x.pdf", b"")}, WrongFile),
    )  # fmt: skip
    with at(2027, 1, 4):
        for key, to, kind, more, error in wrong:
            with pytest.raises(error):
                replaced(bound, key, to, kind, **more)
            assert not Substitution.objects.exists()
            assert Member.objects.get(pk=bound[key].pk).replaced_on is None
        replaced(bound, "valmarais", bound["brive"])
        with pytest.raises(AlreadyLeft):
            replaced(bound, "valmarais", bound["brive"])


def test_r032_a_member_that_leaves_is_not_handed_over_in_part(bound: Made) -> None:
    """A withdrawal is the whole member's: it passes to nobody, and nobody's schools pass to a member that leaves."""
    with at(2028, 6, 1):
        withdrawal_record(actor=by(bound), member=bound["valmarais"], posted_on=date(2028, 5, 25))
        for key, to in (("valmarais", "brive"), ("brive", "valmarais")):
            with pytest.raises(NotEligible) as refused:
                replaced(bound, key, bound[to], effective_on=date(2028, 1, 1))
            assert "vaut pour tout le membre (article 3)" in refused.value.sentence


def test_the_island_of_no_epci_is_replaced_by_none(bound: Made) -> None:
    """L’Île-d’Yeu belongs to no EPCI: no transfer reaches it, and its own schools are its own."""
    Commune.objects.filter(pk=bound["valmarais"].commune_id).update(epci=None)
    with at(2027, 1, 4), pytest.raises(NotEligible) as refused:
        replaced(bound, "valmarais", bound["cc"], Succession.TRANSFER)
    assert "n’est pas du territoire" in refused.value.sentence
    assert why_not(bound["cc"], bound.cast.tilleuls)
    assert not why_not(bound["valmarais"], bound.cast.tilleuls)


def test_a_commune_with_no_school_is_there_and_has_nothing_to_choose(group: Made) -> None:
    """Edge case: 203 communes of 1,228 have none."""
    bare = make.commune("44997", "Sans-École")
    member = member_add(
        actor=by(group), market=group.market,
        said=said(MemberKind.COMMUNE, "Commune de Sans-École", siret(siren("21440997")), commune=bare),
    )  # fmt: skip
    assert schools_to_claim(member, "") == []
    assert needs_of(Member.objects.select_related("market").get(pk=member.pk)) == []


def test_an_rpi_over_three_communes_goes_by_school_each_to_its_own_payer_or_all_to_a_sivos(
    group: Made,
) -> None:
    """Edge case: dispersed over three communes, with and without a SIVOS."""
    communes = [make.commune(f"4499{n}", f"Pré-{n}") for n in range(4, 7)]
    schools = [make.school(f"04402{n}0Z", f"École de Pré-{n}", commune=one) for n, one in enumerate(communes)]
    member = member_add(
        actor=by(group), market=group.market,
        said=said(MemberKind.COMMUNE, "Commune de Pré-4", siret(siren("21440994")), commune=communes[0]),
    )  # fmt: skip
    sivos = member_add(
        actor=by(group),
        market=group.market,
        said=said(MemberKind.SYNDICAT, "SIVOS des Prés", siret(siren("99900081"))),
    )
    own = [why_not(member, one) == "" for one in schools]
    assert own == [True, False, False]
    assert all(why_not(sivos, one) == "" for one in schools)
