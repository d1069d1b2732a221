"""The control of legality receives the act before anybody signs by it (annexe 1)."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse

from eprimo.steering.consortium.actions.dossier import deliberation_record, reception_record
from eprimo.steering.consortium.actions.needs import needs_write
from eprimo.steering.consortium.actions.representation import GivenFile, signatory_name
from eprimo.steering.consortium.actions.schools import school_claim
from eprimo.steering.consortium.actions.signatures import member_sign
from eprimo.steering.consortium.enums import MemberKind, Side
from eprimo.steering.consortium.errors import NotEligible, NotSignable, WrongOrder
from eprimo.steering.consortium.legality import before_reception, told_of
from eprimo.steering.consortium.models import Deliberation, Signature
from eprimo.steering.consortium.signatures import signature_of
from tests.steering.consortium.group import PDF, Made

FILE = GivenFile("délibération.pdf", PDF)
ADOPTED, SIGNED = date(2026, 1, 12), date(2026, 1, 20)


@pytest.mark.django_db
def test_r011_nobody_signs_before_the_control_of_legality_received_the_act(group: Made, sign_in: Any) -> None:
    """Of a public body; its day is added alone. An OGEC is not asked. A signature of before is told, not undone."""
    cast, member, by = group.cast, group["valmarais"], group.cast.actor("member_rep")
    school_claim(actor=by, member=member, school=cast.tilleuls)
    needs_write(actor=by, member=member, accounts={cast.tilleuls.pk: 90})
    signatory_name(actor=by, member=member, first_name="J", last_name="M", function="Maire", starts=ADOPTED)
    with pytest.raises(NotEligible, match="Aucun acte"):
        reception_record(actor=by, member=member, received_on=SIGNED)
    act = deliberation_record(
        actor=by, member=member, number="1", assembly="Conseil", adopted_on=ADOPTED, file=FILE
    )
    with pytest.raises(NotSignable, match="exécutoire"):
        member_sign(actor=by, member=member, signed_on=SIGNED)
    client, page = sign_in(cast.member_rep), reverse("consortium:member", args=[member.public_id])
    assert "Noter la réception de la délibération" in client.get(page).content.decode()
    url = reverse("consortium:reception", args=[member.public_id])
    refused = client.post(url, {"received_on": ADOPTED - timedelta(days=1)})
    assert "avant d’être adopté" in refused.content.decode()
    assert client.post(url, {"received_on": SIGNED, "act": "044-1"}).status_code == 302
    assert "Noter la réception de la délibération" not in client.get(page).content.decode()
    kept = Deliberation.objects.get(member=member)
    assert (kept.pk, kept.received_on, kept.act, kept.piece_id) == (act.pk, SIGNED, "044-1", act.piece_id)
    with pytest.raises(WrongOrder, match="déjà notée"):
        reception_record(actor=by, member=member, received_on=SIGNED)
    with pytest.raises(NotSignable, match="ce jour-là au plus tôt"):
        member_sign(actor=by, member=member, signed_on=SIGNED - timedelta(days=1))
    member_sign(actor=by, member=member, signed_on=SIGNED)
    assert "avant la réception" not in client.get(page).content.decode()
    # As it was recorded before this was asked.
    for received, words in ((SIGNED + timedelta(days=2), "avant que le contrôle"), (None, "n’est pas notée")):
        Deliberation.objects.filter(member=member).update(received_on=received)
        told = client.get(page).content.decode()
        assert "Signée avant la réception de la délibération" in told
        assert words in told
    assert signature_of(member, Side.MEMBER) is not None


@pytest.mark.parametrize("kind", MemberKind.values)
def test_r011_whose_acts_are_transmitted(kind: str) -> None:
    """A commune, an EPCI, a syndicat, another public body; neither an OGEC nor the rectorat."""
    act = Deliberation(number="1", adopted_on=ADOPTED)
    asked = kind not in {MemberKind.PRIVATE, MemberKind.RECTORAT}
    assert bool(before_reception(kind, act, SIGNED)) is asked
    assert bool(told_of(kind, act, Signature(signed_on=SIGNED))) is asked
    act.received_on = SIGNED
    assert before_reception(kind, act, SIGNED) == ""
    assert told_of(kind, act, Signature(signed_on=SIGNED)) == ""
