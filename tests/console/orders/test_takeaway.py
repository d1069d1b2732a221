"""Reversibility: a member takes everything of its own away, and nobody else does."""

import io
from typing import Any
from zipfile import ZipFile

import pytest
from django.urls import reverse

from eprimo.foundation.kernel.models import AuditLine
from eprimo.steering.orders.invoice.actions.invoices import invoice_issue
from tests.cast import Cast
from tests.steering.consortium.group import complete, group_of, manager
from tests.steering.orders.billed import acknowledged, notified

pytestmark = pytest.mark.django_db


def test_a_member_takes_its_file_orders_and_invoices_away_in_one_archive(cast: Cast, sign_in: Any) -> None:
    by = manager(cast)
    group = group_of(cast, by)
    complete(group)
    notified(group, by)
    order = acknowledged(group.market, group["valmarais"], {cast.tilleuls: 85}, 1)
    invoice_issue(actor=cast.actor("contractor"), order=order, year=0)
    answer = sign_in(cast.people["member_rep"]).post(
        reverse("orders:take_away", args=[group["valmarais"].public_id])
    )
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    archive = ZipFile(io.BytesIO(answer.content))
    assert archive.testzip() is None
    names = set(archive.namelist())
    assert {
        "lisez-moi.txt",
        "membre.csv",
        "dossier.csv",
        "besoins.csv",
        "commandes.csv",
        "factures.csv",
    } <= names
    assert any(name.startswith("pièces/") and name.endswith("délibération.pdf") for name in names)
    assert any(name.startswith("factures/") and name.endswith("FAC-00001.pdf") for name in names)
    needs = archive.read("besoins.csv").decode("utf-8-sig")
    assert cast.tilleuls.uai in needs
    assert "FAC-00001" in archive.read("factures.csv").decode("utf-8-sig")
    # Of this member alone.
    assert group["brive"].siret not in "".join(
        archive.read(one).decode("utf-8-sig") for one in names if one.endswith(".csv")
    )
    line = AuditLine.objects.get(act="orders.member.taken_away")
    assert line.details["files"] == len(names)
