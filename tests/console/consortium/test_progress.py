"""How far a member is, and the use of its schools, on its own page."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from eprimo.steering.consortium.actions.needs import needs_write
from eprimo.steering.consortium.actions.schools import school_claim
from eprimo.steering.consortium.models import Passage
from eprimo.steering.statistics.hourly_counts import figures_count
from tests.cast import Cast
from tests.steering.consortium.group import group_of, signed
from tests.steering.orders.ordering import ordering, sent

pytestmark = pytest.mark.django_db


def steps(page: str) -> list[tuple[str, bool, bool]]:
    """(words, done, current)."""
    found = re.findall(r'<li( class="fait")?( aria-current="step")?><span class="et">([^<]+)', page)
    return [(words, bool(done), bool(current)) for done, current, words in found]


def test_the_steps_follow_the_facts_of_the_file(cast: Cast, sign_in: Any) -> None:
    """R019: needs, deposit, signature, then the schools that the contract opened."""
    group = group_of(cast)
    client: Client = sign_in(cast.people["member_rep"])
    address = reverse("consortium:member", args=[group["valmarais"].public_id])

    def done() -> list[str]:
        found = steps(client.get(address).content.decode())
        assert sum(current for _, _, current in found) == (not all(is_done for _, is_done, _ in found))
        return [words for words, is_done, _ in found if is_done]

    assert done() == []
    member = signed(group)
    assert done()[:3] == ["Besoins inscrits", "Dossier déposé", "Adhésion signée"]
    assert "signé" in client.get(reverse("home:home")).content.decode()
    Passage.objects.create(
        member=member, number=9, before="signed", state="withdrawn", reason="letter_in_time",
        effective_on=member.market.joins_until,
    )  # fmt: skip
    assert done() == []


def test_a_member_reads_the_figures_of_its_own_schools_and_the_coordinator_does_not(
    cast: Cast, sign_in: Any
) -> None:
    """The row « figures » of the rights page: schools of the own body, counts under five hidden, no name."""
    group = group_of(cast)
    member, by = group["valmarais"], cast.actor("member_rep")
    school_claim(actor=by, member=member, school=cast.tilleuls)
    needs_write(actor=by, member=member, accounts={cast.tilleuls.pk: 90})
    address = reverse("consortium:member", args=[member.public_id])
    client: Client = sign_in(cast.people["member_rep"])
    assert "À quoi ça sert" not in client.get(address).content.decode()
    figures_count()
    page = client.get(address).content.decode()
    assert "À quoi ça sert" in page
    assert reverse("territory:school", args=[cast.tilleuls.uai]) in page
    # The other school of its commune is not claimed.
    assert cast.verne.uai not in page
    assert "À quoi ça sert" not in sign_in(cast.coordinator).get(address).content.decode()


def test_r072_the_order_that_was_sent_is_a_step_that_is_done(cast: Cast, sign_in: Any) -> None:
    group = ordering(cast)
    client: Client = sign_in(cast.people["member_rep"])
    address = reverse("consortium:member", args=[group["valmarais"].public_id])
    assert ("Bon de commande", False) in [
        (words, is_done) for words, is_done, _ in steps(client.get(address).content.decode())
    ]
    order = sent(group, {"tilleuls": 100, "lettered": 40})
    assert order.number
    assert ("Bon de commande", True) in [
        (words, is_done) for words, is_done, _ in steps(client.get(address).content.decode())
    ]
