"""The documents of the market that a member was sent, and did not open; for the coordinator, how many there are."""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Subquery
from django.db.models.functions import JSONObject
from django.urls import reverse

from eprimo.foundation.kernel.actor import Actor
from eprimo.steering.consortium.coordinator_todo import COORDINATOR, count_of, last_market
from eprimo.steering.consortium.models import Market, Member
from eprimo.steering.consortium.policies import files_visible_to
from eprimo.steering.consortium.reminder_matters import Matter, register_matter
from eprimo.steering.consortium.states import BOUND, in_states
from eprimo.steering.consortium.todo import ASKED_ROWS, Found, Source, ToDo, cut_of, day_of, first_rows
from eprimo.steering.tender.models import Delivery
from eprimo.ui.plurals import NBSP, counted


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
        url = reverse("tender:record")
        yield ToDo(row["name"], title, words, "Ouvrir les documents", url, matter="documents")


def _coordinator_query(_actor: Actor) -> Subquery:
    unopened = Delivery.objects.filter(member__market=OuterRef("pk"), opened_at=None)
    bound = in_states(Member.objects.filter(market=OuterRef("pk"), deliveries=None), BOUND)
    said = JSONObject(unopened=count_of(unopened), unsent=count_of(bound), notified="notified_on")
    return Subquery(last_market().values(row=said)[:1])


def _coordinator_read(actor: Actor, row: dict[str, Any] | None) -> Found:
    if row is None:
        return
    notified, url = day_of(row["notified"]), reverse("tender:deliveries")
    if row["unsent"] and notified is not None and notified <= actor.today:
        title = f"Envoyer les documents d’exécution à {counted(row['unsent'], 'membre')}"
        words = "La septième mission du coordonnateur (article 4.1)."
        yield ToDo("", title, words, "Ouvrir le marché", reverse("tender:record"))
    if row["unopened"]:
        who = counted(row["unopened"], "membre n’a pas", "membres n’ont pas")
        words = f"{who} ouvert les documents d’exécution."
        title = f"Documents du marché{NBSP}: à faire ouvrir"
        yield ToDo("", title, words, "Voir les envois", f"{url}?seuls=unopened", matter="documents")


def _unopened(market: Market) -> list[Member]:
    rows = Member.objects.filter(market=market, deliveries__isnull=False, deliveries__opened_at=None)
    return list(rows.distinct().order_by("key", "pk"))


def _words(_market: Market, _member: Member | None) -> str:
    return (
        "Les documents d’exécution du marché de l’ENT e‑primo sont dans votre espace, et personne ne les a encore "
        "ouverts. Ils disent comment commander et comment payer (article 4.1 de la convention)."
    )


register_matter(
    Matter(
        "documents", f"Documents du marché{NBSP}: pas ouverts",
        f"Groupement e-primo{NBSP}: les documents du marché vous attendent", _words,
        lambda _member: reverse("tender:record"), _unopened,
    )
)  # fmt: skip
DOCUMENTS_SENT = Source("documents_sent", _coordinator_query, _coordinator_read, roles=COORDINATOR)
DOCUMENTS = Source("documents", _query, _read)
