"""Restrictions, the kind of a guardian, consents."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eprimo.foundation.access.actors import for_person
from eprimo.foundation.directory import actions as act
from eprimo.foundation.directory.enums import (
    ConsentDecision,
    ConsentUse,
    GuardianKindChoice,
    RestrictionLevel,
)
from eprimo.foundation.directory.errors import ReasonMissing
from eprimo.foundation.directory.models import (
    GuardianRestriction,
    Guardianship,
)
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.errors import Conflict, DomainError, Forbidden, NotVisible
from eprimo.foundation.kernel.models import AuditLine
from tests.cast import Cast
from tests.conftest import NOW
from tests.foundation.directory.acting import LATER, TODAY

# --- restrictions ---


def test_restriction_is_for_who_directs(cast: Cast) -> None:
    link = Guardianship.objects.get(adult=cast.paul, child=cast.lea)
    given = {"link": link, "level": RestrictionLevel.NO_INFORMATION, "ends": LATER}
    for who in ("director_verne",):
        with pytest.raises(NotVisible):
            act.restriction_set(actor=cast.actor(who), reason="x", **given)
    for who in ("teacher", "staff", "partner"):
        with pytest.raises(Forbidden):
            act.restriction_set(actor=cast.actor(who), reason="x", **given)
    with pytest.raises(ReasonMissing):
        act.restriction_set(actor=cast.actor("director"), reason=" ", **given)
    row = act.restriction_set(actor=cast.actor("director"), reason="Jugement", **given)
    assert cast.actor("paul").children == ()
    changed = act.restriction_change(
        actor=cast.actor("director"),
        restriction=row,
        level=RestrictionLevel.PROTECTED_CONTACT,
        ends=None,
        reason="Appel",
    )
    assert cast.actor("paul").children[0].restriction == 1
    act.restriction_lift(actor=cast.actor("director"), restriction=changed, reason="Levée")
    assert cast.actor("paul").children[0].restriction == 0
    with pytest.raises(Conflict):
        act.restriction_lift(actor=cast.actor("director"), restriction=changed, reason="Levée")
    assert "Jugement" not in str(list(AuditLine.objects.values_list("details", flat=True)))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
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
    row = act.restriction_set(
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
                    row = act.restriction_confirm_end(actor=cast.actor("director"), restriction=row)
                    assert expected
                    until = max(ends_at, at)
                elif step == "lift":
                    act.restriction_lift(actor=cast.actor("director"), restriction=row, reason="x")
                    assert expected
                    lifted = True
                elif step == "level":
                    row = act.restriction_change(
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


def test_kind_of_a_guardian(cast: Cast) -> None:
    link = Guardianship.objects.get(adult=cast.paul, child=cast.lea)
    act.guardianship_change_kind(actor=cast.actor("director"), link=link, kind=GuardianKindChoice.NO_EXERCISE)
    assert not cast.actor("paul").children[0].may_sign
    with pytest.raises(NotVisible):
        act.guardianship_change_kind(
            actor=cast.actor("director_verne"), link=link, kind=GuardianKindChoice.EXERCISES
        )
    with pytest.raises(Forbidden):
        act.guardianship_change_kind(
            actor=cast.actor("teacher"), link=link, kind=GuardianKindChoice.EXERCISES
        )


def test_consents(cast: Cast) -> None:
    yes, no = ConsentDecision.YES, ConsentDecision.NO
    act.consent_give(actor=cast.actor("samira"), child=cast.lea, use=ConsentUse.IMAGE, decision=yes)
    paper = {
        "actor": cast.actor("director"),
        "school_id": cast.tilleuls.pk,
        "use": ConsentUse.IMAGE,
        "decision": no,
    }
    act.consent_record(**paper, child=cast.lea, guardian=cast.paul)
    for who in ("no_exercise", "in_charge", "teacher", "director", "restricted_2"):
        with pytest.raises(Forbidden):
            act.consent_give(actor=cast.actor(who), child=cast.yanis, use=ConsentUse.IMAGE, decision=yes)
    with pytest.raises(Forbidden):
        act.consent_record(**paper, child=cast.yanis, guardian=cast.no_exercise)
    with pytest.raises(NotVisible):
        act.consent_record(**paper, child=cast.lea, guardian=cast.guardian_verne)
    with pytest.raises(Forbidden):
        act.consent_record(**{**paper, "actor": cast.actor("teacher")}, child=cast.lea, guardian=cast.paul)
