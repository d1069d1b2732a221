"""Restrictions, the kind of a guardian, consents."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eprimo.console.school.actions import restriction_read_reason
from eprimo.foundation.access.actors import for_person
from eprimo.foundation.accounts.models import Account
from eprimo.foundation.directory.actions import consents, guardians
from eprimo.foundation.directory.enums import (
    KIND_RANK,
    ConsentDecision,
    ConsentUse,
    GuardianKindChoice,
    RestrictionLevel,
)
from eprimo.foundation.directory.errors import ReasonMissing, WrongDates
from eprimo.foundation.directory.models import (
    GuardianRestriction,
    Guardianship,
)
from eprimo.foundation.directory.queries.schools import restrictions_ending, restrictions_standing
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.errors import Conflict, DomainError, Forbidden, NotVisible
from eprimo.foundation.kernel.models import AuditLine
from eprimo.foundation.kernel.outbox import run_due
from tests.cast import Cast
from tests.conftest import NOW
from tests.foundation.directory.acting import LATER, TODAY
from tests.sizes import drawn

# --- restrictions ---


def test_restriction_is_for_who_directs(cast: Cast) -> None:
    link = Guardianship.objects.get(adult=cast.paul, child=cast.lea)
    given = {"link": link, "level": RestrictionLevel.NO_INFORMATION, "ends": LATER}
    for who in ("director_verne",):
        with pytest.raises(NotVisible):
            guardians.restriction_set(actor=cast.actor(who), reason="x", **given)
    for who in ("teacher", "staff", "partner"):
        with pytest.raises(Forbidden):
            guardians.restriction_set(actor=cast.actor(who), reason="x", **given)
    with pytest.raises(ReasonMissing):
        guardians.restriction_set(actor=cast.actor("director"), reason=" ", **given)
    row = guardians.restriction_set(actor=cast.actor("director"), reason="Jugement", **given)
    assert cast.actor("paul").children == ()
    changed = guardians.restriction_change(
        actor=cast.actor("director"),
        restriction=row,
        level=RestrictionLevel.PROTECTED_CONTACT,
        ends=None,
        reason="Appel",
    )
    assert cast.actor("paul").children[0].restriction == 1
    guardians.restriction_lift(actor=cast.actor("director"), restriction=changed, reason="Levée")
    assert cast.actor("paul").children[0].restriction == 0
    with pytest.raises(Conflict):
        guardians.restriction_lift(actor=cast.actor("director"), restriction=changed, reason="Levée")
    assert "Jugement" not in str(list(AuditLine.objects.values_list("details", flat=True)))


@drawn(4, 120)
@given(
    last=st.integers(0, 60),
    steps=st.lists(
        st.tuples(st.integers(0, 90), st.sampled_from(["look", "confirm", "lift", "level"])), max_size=5
    ),
)
def test_restriction_stays_until_confirmed_and_15_days_at_most(
    cast: Cast, last: int, steps: list[tuple[int, str]]
) -> None:
    """Against a small model of the sentence: in force to the end date, then until confirmed, 15 days at most."""
    GuardianRestriction.objects.filter(guardianship__adult=cast.paul).delete()
    link = Guardianship.objects.get(adult=cast.paul, child=cast.lea)
    ends_day = TODAY + timedelta(days=last)
    ends_at = NOW.replace(hour=23, minute=0) + timedelta(days=last)  # midnight in Paris, in winter
    row = guardians.restriction_set(
        actor=cast.actor("director"),
        link=link,
        level=RestrictionLevel.NO_INFORMATION,
        ends=ends_day,
        reason="x",
    )
    until, lifted, level = ends_at + timedelta(days=15), False, 2
    for day, step in sorted(steps, key=lambda pair: pair[0]):
        at = NOW + timedelta(days=day, hours=1)
        with clock.frozen(at):
            expected = not lifted and at < until
            kids = for_person(cast.paul.pk).children
            assert (kids == () if level == 2 else kids[0].restriction == 1) == expected or (
                not expected and kids
            )
            try:
                if step == "confirm":
                    row = guardians.restriction_confirm_end(actor=cast.actor("director"), restriction=row)
                    assert expected
                    until = max(ends_at, at)
                elif step == "lift":
                    guardians.restriction_lift(actor=cast.actor("director"), restriction=row, reason="x")
                    assert expected
                    lifted = True
                elif step == "level":
                    row = guardians.restriction_change(
                        actor=cast.actor("director"), restriction=row, level=RestrictionLevel.PROTECTED_CONTACT,
                        ends=ends_day, reason="x",
                    )  # fmt: skip
                    assert expected
                    level, until = 1, ends_at + timedelta(days=15)
            except DomainError:
                assert not expected or (step == "level" and at >= ends_at)
    with clock.frozen(NOW + timedelta(days=120)):
        assert for_person(cast.paul.pk).children[0].restriction == 0


# --- guardians, consents, settings, entitlements ---


K = GuardianKindChoice


def _kind(cast: Cast, who: str = "director", **given: Any) -> GuardianRestriction:
    link = Guardianship.objects.get(adult=cast.paul, child=cast.lea)
    return guardians.guardianship_change_kind(
        actor=cast.actor(who), link=link, **{"reason": "Jugement", **given}
    )


def _is(cast: Cast) -> str:
    return Guardianship.objects.get(adult=cast.paul, child=cast.lea).kind


def test_kind_of_a_guardian(cast: Cast) -> None:
    with pytest.raises(ReasonMissing):
        _kind(cast, kind=K.NO_EXERCISE, reason=" ")
    _kind(cast, kind=K.NO_EXERCISE)
    assert not cast.actor("paul").children[0].may_sign
    with pytest.raises(NotVisible):
        _kind(cast, "director_verne", kind=K.EXERCISES)
    with pytest.raises(Forbidden):
        _kind(cast, "teacher", kind=K.EXERCISES)


def test_a_lowered_kind_is_a_restriction(cast: Cast) -> None:
    """Reason, dates, sealed document, watch of thirty days, and the person is told."""
    row = _kind(cast, kind=K.NO_EXERCISE, ends=TODAY + timedelta(days=20))
    assert row in restrictions_standing(cast.actor("director"))
    assert row in restrictions_ending(cast.actor("director")), "the watch of thirty days"
    assert "Jugement" not in str(list(AuditLine.objects.values_list("details", flat=True)))
    assert restriction_read_reason(actor=cast.actor("director"), restriction=row) == "Jugement"
    with pytest.raises(Forbidden):
        restriction_read_reason(actor=cast.actor("deputy"), restriction=row)
    run_due()
    account = Account.objects.get(person=cast.paul)
    assert [one.what for one in account.news.all()] == ["decision"]
    assert account.has_news
    assert cast.actor("paul").children[0].restriction == 0, "what he sees stays as it was"


def test_contact_is_for_who_never_was_a_parent(cast: Cast) -> None:
    with pytest.raises(guardians.NotAContact):
        _kind(cast, kind=K.CONTACT)
    _kind(cast, kind=K.IN_CHARGE)
    with pytest.raises(guardians.NotAContact):
        _kind(cast, kind=K.CONTACT)
    assert _is(cast) == K.IN_CHARGE
    tutor = Guardianship.objects.get(adult=cast.in_charge)
    guardians.guardianship_change_kind(
        actor=cast.actor("director"), link=tutor, kind=K.CONTACT, reason="Fin de placement"
    )


def test_more_rights_come_on_a_document_and_without_a_date(cast: Cast) -> None:
    link = Guardianship.objects.get(adult=cast.no_exercise)
    given = {"actor": cast.actor("director"), "link": link, "kind": K.EXERCISES, "reason": "Jugement"}
    with pytest.raises(WrongDates):
        guardians.guardianship_change_kind(**given, ends=LATER)
    row = guardians.guardianship_change_kind(**given)
    assert row.lifted_at == NOW, "it stands no time"
    assert row.reason == "Jugement"
    assert restrictions_standing(cast.actor("director")).filter(pk=row.pk).count() == 0


@drawn(4, 90)
@given(
    steps=st.lists(
        st.tuples(
            st.integers(0, 60),
            st.sampled_from([K.EXERCISES, K.IN_CHARGE, K.NO_EXERCISE, "confirm"]),
            st.one_of(st.none(), st.integers(0, 20)),
        ),
        max_size=6,
    )
)
def test_a_kind_comes_back_when_its_decision_ends(
    cast: Cast, steps: list[tuple[int, str, int | None]]
) -> None:
    """Against a small model: what it was before all decisions, what holds it lower, and until when."""
    GuardianRestriction.objects.filter(guardianship__adult=cast.paul).delete()
    Guardianship.objects.filter(adult=cast.paul).update(kind=K.EXERCISES)
    base, held, ends, until = K.EXERCISES, None, None, None
    for day, step, lasts in sorted(steps, key=lambda one: one[0]):
        at = NOW + timedelta(days=day)
        with clock.frozen(at):
            guardians.kinds_given_back()
            if held is not None and until is not None and until <= at:
                held, ends, until = None, None, None
            assert _is(cast) == (held or base)
            try:
                if step == "confirm":
                    row = guardians.lowered(Guardianship.objects.get(adult=cast.paul, child=cast.lea), at)
                    if row is None:
                        continue
                    guardians.restriction_confirm_end(actor=cast.actor("director"), restriction=row)
                    until = max(ends, at) if ends else None
                    held = None if until is not None and until <= at else held
                    continue
                kind = GuardianKindChoice(step)
                last = None if lasts is None else (at + timedelta(days=lasts)).date()
                _kind(cast, kind=kind, ends=last)
            except DomainError:
                continue
            if kind == base or KIND_RANK[kind] <= KIND_RANK[base]:
                base, held, ends, until = kind, None, None, None
            else:
                held = kind
                ends = None if lasts is None else NOW.replace(hour=23) + timedelta(days=day + lasts)
                until = None if ends is None else ends + timedelta(days=15)
    with clock.frozen(NOW + timedelta(days=200)):
        guardians.kinds_given_back()
        assert _is(cast) == (held if held and until is None else base)


def test_consents(cast: Cast) -> None:
    yes, no = ConsentDecision.YES, ConsentDecision.NO
    consents.consent_give(actor=cast.actor("samira"), child=cast.lea, use=ConsentUse.IMAGE, decision=yes)
    paper = {
        "actor": cast.actor("director"),
        "school_id": cast.tilleuls.pk,
        "use": ConsentUse.IMAGE,
        "decision": no,
    }
    consents.consent_record(**paper, child=cast.lea, guardian=cast.paul)
    for who in ("no_exercise", "in_charge", "teacher", "director", "restricted_2"):
        with pytest.raises(Forbidden):
            consents.consent_give(actor=cast.actor(who), child=cast.yanis, use=ConsentUse.IMAGE, decision=yes)
    with pytest.raises(Forbidden):
        consents.consent_record(**paper, child=cast.yanis, guardian=cast.no_exercise)
    with pytest.raises(NotVisible):
        consents.consent_record(**paper, child=cast.lea, guardian=cast.guardian_verne)
    with pytest.raises(Forbidden):
        consents.consent_record(
            **{**paper, "actor": cast.actor("teacher")}, child=cast.lea, guardian=cast.paul
        )
