"""Factors are of the account: the role in use takes nothing from what their change asks."""

from collections.abc import Callable

import pytest
from django.db.models import F

from eprimo.foundation.accounts.models import Session
from eprimo.foundation.factors.models import Factor, FactorCode
from tests.foundation.factors.conftest import Equipped

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", ["teacher", "guardian"])
def test_a_thief_who_switches_to_the_parent_enrols_nothing(
    equipped: Callable[..., Equipped], role: str
) -> None:
    """A teacher who is a parent too: in either role the old factor comes first."""
    one = equipped("teacher_parent")
    school = None if role == "guardian" else F("school_id")
    Session.objects.filter(second_factor_at=None).update(role=role, school_id=school)
    assert one.actor.role == role
    for address in ("/compte/preuve/application", "/compte/preuve/cle"):
        assert one.client.get(address).status_code == 403
    only = Factor.objects.get()
    assert one.client.post(f"/compte/preuve/{only.public_id}/retirer").status_code == 403
    assert one.client.post("/compte/preuve/codes").status_code == 403
    assert FactorCode.objects.filter(used_at=None).count() == 10
    assert one.client.post("/compte/preuve/codes", {"factor_code": one.code()}).status_code == 200
