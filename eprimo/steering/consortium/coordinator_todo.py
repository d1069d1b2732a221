"""What is left to do for the coordinator with files and points of the convention; and whom it reminded of what."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, F, Func, IntegerField, Max, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, JSONObject
from django.urls import reverse

from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.steering.consortium.enums import FileState, Lack, MemberKind, Outcome
from eprimo.steering.consortium.gaps import GAPS
from eprimo.steering.consortium.member_todo import FILE
from eprimo.steering.consortium.models import (
    Decision,
    Market,
    Member,
    Reminder,
    Representation,
    Withdrawal,
)
from eprimo.steering.consortium.policies import files_visible_to
from eprimo.steering.consortium.states import counted_by_state
from eprimo.steering.consortium.todo import ACTING, Found, Reminded, Source, ToDo, day_of
from eprimo.ui.plurals import NBSP, counted

COORDINATOR = frozenset({Role.COORDINATOR})
_ARTICLE_2 = "convention, article 2"
_FEW = 10
# So long somebody is told that the coordinator wrote about it.
_TOLD_FOR = timedelta(days=60)


def last_market() -> QuerySet[Market]:
    """The market that runs, for a column: `Subquery(last_market().values(…))`."""
    return Market.objects.order_by("-starts_on", "-pk")


def count_of(rows: QuerySet[Any]) -> Subquery:
    """How many rows, of a query that names what is outside by `OuterRef`: a column."""
    # Not an aggregate for the ORM: it would group by every column of the rows.
    counted = rows.order_by().values(n=Func(F("pk"), function="COUNT", output_field=IntegerField()))
    return Subquery(counted, output_field=IntegerField())


# --- files ----------------------------------------------------------------------------------------------------------


def _query(actor: Actor) -> Subquery:
    late = Q(letter__posted_on__gt=Coalesce("market__extended_until", "market__joins_until"))
    files = Member.objects.filter(market=OuterRef("pk")).exclude(kind=MemberKind.RECTORAT).exclude(late)
    decided = Decision.objects.filter(market=OuterRef("pk")).order_by().values("market")
    undecided = Withdrawal.objects.filter(member__market=OuterRef("pk"), outcome=Outcome.UNDECIDED)
    signs = Representation.objects.in_force(actor.now).filter(
        member__market=OuterRef("pk"), may_sign=True, acknowledged_at=None
    )
    one = JSONObject(id="member__public_id", name="member__name")
    said = JSONObject(
        until=Coalesce("extended_until", "joins_until"), published="published_on", admits_late="admits_late",
        files=ArraySubquery(counted_by_state(files)),
        decided=Coalesce(Subquery(decided.annotate(n=Count("gap", distinct=True)).values("n")), 0),
        undecided=count_of(undecided),
        signs=ArraySubquery(signs.order_by("member__key", "pk").values(row=one)[:_FEW]),
    )  # fmt: skip
    return Subquery(last_market().values(row=said)[:1])


def _read(actor: Actor, row: dict[str, Any] | None) -> Found:
    if row is None:
        words = f"Les dates de la convention y sont déjà écrites{NBSP}: relisez-les."
        yield ToDo("", "Ouvrir le calendrier", words, "Ouvrir", reverse("consortium:members"))
        return
    yield from _files(row, actor.today)
    if len(GAPS) > row["decided"]:
        left = counted(len(GAPS) - row["decided"], "point")
        words = "La convention les laisse ouverts. La valeur du départ s’applique tant que rien n’est décidé."
        yield ToDo("", f"Décider de {left} à arbitrer", words, "Voir les points", reverse("consortium:gaps"))
    if row["undecided"]:
        title = f"Trancher {counted(row['undecided'], 'retrait')}"
        words = "Une lettre est du jour que le texte laisse ouvert."
        yield ToDo("", title, words, "Voir les retraits", reverse("consortium:withdrawals"))
    for one in row["signs"]:
        words = f"Le membre lui donne la signature des bons{NBSP}: elle vaut une fois que vous l’actez."
        url = reverse("consortium:member", args=[one["id"]])
        yield ToDo(
            "",
            f"Acter le mandat d’un prestataire{NBSP}: {one['name']}",
            words,
            "Ouvrir le dossier",
            url,
        )


def _files(row: dict[str, Any], today: date) -> Iterator[ToDo]:
    """While members may still join [C 2]."""
    published = day_of(row["published"])
    if published is not None and published <= today and not row["admits_late"]:
        return
    counts, until = {one["state"]: one["n"] for one in row["files"]}, day_of(row["until"])
    list_of = reverse("consortium:members")
    for state, matter, verb, words in (
        (FileState.DRAFT, Lack.FILING, "à faire déposer", "Ils sont encore au brouillon."),
        (FileState.INCOMPLETE, Lack.INCOMPLETE, "à faire compléter", "Ils sont déposés, et il y manque quelque chose."),
    ):  # fmt: skip
        if counts.get(state):
            title = f"{counted(counts[state], 'dossier')} {verb}"
            url = f"{list_of}?dossier={state.value}"
            yield ToDo("", title, words, "Voir les dossiers", url, until, _ARTICLE_2, matter=matter.value)
    if counts.get(FileState.COMPLETE):
        title = f"Signer {counted(counts[FileState.COMPLETE], 'dossier complet', 'dossiers complets')}"
        words = f"Avant la publication du marché{NBSP}: ensuite, plus personne n’adhère (article 2)."
        url = f"{list_of}?dossier={FileState.COMPLETE.value}"
        yield ToDo("", title, words, "Voir les dossiers", url)


# --- reminders ------------------------------------------------------------------------------------------------------


def _reminders(actor: Actor) -> ArraySubquery:
    """By the coordinator: the last of each matter. To who acts for members: of each of these. To the contractor."""
    found = Reminder.objects.filter(day__gt=actor.today - _TOLD_FOR).order_by()
    if actor.role in ACTING:
        own = Member.objects.filter(files_visible_to(actor))
        rows: QuerySet[Any] = found.filter(member__in=own).values("matter", "member__name")
    elif actor.role == Role.CONTRACTOR:
        rows = found.filter(member=None).values("matter", "member__name")
    else:
        rows = found.filter(market=Subquery(last_market().values("pk")[:1])).values("matter")
    name = F("member__name") if actor.role != Role.COORDINATOR else Value("")
    said = JSONObject(matter="matter", day="on", name=name)
    return ArraySubquery(rows.annotate(on=Max("day")).values(row=said))


def _read_reminders(actor: Actor, rows: list[dict[str, Any]] | None) -> Found:
    for row in rows or ():
        matter = FILE if row["matter"] in Lack.values and actor.role in ACTING else row["matter"]
        yield Reminded(row["name"] or "", matter, date.fromisoformat(row["day"]))


COORDINATION = Source("coordination", _query, _read, roles=COORDINATOR)
REMINDERS = Source(
    "reminders", _reminders, _read_reminders, roles=ACTING | {Role.COORDINATOR, Role.CONTRACTOR}
)
