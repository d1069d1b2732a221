"""The documents of the market that a member was sent, and did not open."""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Subquery
from django.db.models.functions import JSONObject
from django.urls import reverse

from eprimo.foundation.kernel.actor import Actor
from eprimo.steering.consortium.models import Market, Member
from eprimo.steering.consortium.policies import files_visible_to
from eprimo.steering.consortium.todo import ASKED_ROWS, Found, Source, ToDo, cut_of, first_rows
from eprimo.steering.tender.models import Delivery


def _query(actor: Actor) -> ArraySubquery:
    # The record that it opens is that of the last market.
    last = Market.objects.order_by("-starts_on", "-pk").values("pk")[:1]
    own = Member.objects.filter(files_visible_to(actor), market=Subquery(last))
    rows = Delivery.objects.filter(member__in=own, opened_at=None).order_by("member__key", "pk")
    return ArraySubquery(rows.values(row=JSONObject(name="member__name"))[:ASKED_ROWS])


def _read(_actor: Actor, rows: list[dict[str, Any]] | None) -> Found:
    yield from cut_of(rows)
    for row in first_rows(rows):
        words = "Les documents d’exécution sont là\N{NO-BREAK SPACE}: dites que vous les avez reçus."
        title = "Accuser réception des documents du marché"
        yield ToDo(row["name"], title, words, "Ouvrir les documents", reverse("tender:record"))


DOCUMENTS = Source("documents", _query, _read)
