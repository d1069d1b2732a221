"""What is left to do for who acts for members: what a file still lacks before the last day to join, and who signs for
it after the elections.

A letter of withdrawal that came too early is without effect [R031]: its member is told to send it again, as long as
that helps."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, When
from django.db.models.functions import Coalesce, JSONObject
from django.urls import reverse

from eprimo.foundation.directory.actions.dates import first_instant
from eprimo.foundation.kernel.actor import Actor
from eprimo.steering.consortium import convention
from eprimo.steering.consortium.dossier import Facts, facts_columns
from eprimo.steering.consortium.enums import FileState, Item, MemberKind, Outcome
from eprimo.steering.consortium.kinds import wording_of
from eprimo.steering.consortium.market_periods import withdrawal_window
from eprimo.steering.consortium.models import Market, Member, Signatory, Withdrawal
from eprimo.steering.consortium.policies import files_visible_to
from eprimo.steering.consortium.signatures import ELECTED
from eprimo.steering.consortium.states import BOUND, OPEN, ZONE, in_states, with_state
from eprimo.steering.consortium.todo import (
    ASKED_ROWS,
    Done,
    Found,
    Source,
    ToDo,
    cut_of,
    day_of,
    first_rows,
)
from eprimo.ui.french import day_month_year
from eprimo.ui.plurals import NBSP, counted

_SOURCE = "convention, article 2"
# Whatever of a file somebody was reminded of, it is said of all that it lacks.
FILE = "file"
# Of each thing that may lack: what is done about it, where, and the words of its button.
_WAYS: dict[Item, tuple[str, str, str]] = {
    Item.SCHOOLS: ("Choisir les écoles", "consortium:schools", "Choisir les écoles"),
    Item.NEEDS: ("Dire combien de comptes il faut", "consortium:needs", "Remplir l’annexe 2"),
    Item.RETURNED: ("Répondre sur les besoins renvoyés", "consortium:needs", "Répondre"),
    Item.SIGNATORY: ("Dire qui signe", "consortium:signatory", "Noter qui signe"),
    Item.ACT: ("Faire délibérer", "consortium:deliberation", "Noter la délibération"),
    Item.RECEPTION: (
        "Faire recevoir la délibération", "consortium:reception", "Noter sa réception",
    ),
    Item.SIGNATURE: ("Faire signer la convention", "consortium:member_sign", "Noter la signature"),
    Item.LETTER: ("Poster la convention signée", "consortium:papers", "Voir les documents"),
}  # fmt: skip

# What helps more than « il manque … ».
_SAID = {
    Item.SCHOOLS: "Vous seul dites lesquelles de vos écoles entrent dans le groupement.",
    Item.SIGNATURE: "Imprimez-la, faites-la signer, puis notez le jour.",
    Item.LETTER: "En recommandé avec accusé de réception, avec ses annexes. Le jour où elle part compte.",
}

_AFTER_RECEPTION = (
    f"Elle se signe une fois la délibération reçue par le contrôle de légalité{NBSP}: notez d’abord cette "
    "réception."
)


def _query(actor: Actor) -> ArraySubquery:
    last = Market.objects.order_by("-starts_on", "-pk").values("pk")[:1]
    signs = Signatory.objects.filter(member=OuterRef("pk"), ends=None).order_by("starts")
    rows = with_state(Member.objects.filter(files_visible_to(actor), market=Subquery(last)))
    rows = rows.annotate(signs_since=Subquery(signs.values("starts")[:1]))
    rows = rows.annotate(left=Case(When(_may_lack(actor.today), then=True), default=False)).order_by(
        "-left", "key", "pk"
    )
    said = JSONObject(
        id="public_id", name="name", state="state", facts=JSONObject(**facts_columns()), left="left",
        signs_since="signs_since", published="market__published_on",
        admits_late="market__admits_late", until=Coalesce("market__extended_until", F("market__joins_until")),
    )  # fmt: skip
    return ArraySubquery(rows.values(row=said)[:ASKED_ROWS])


def _may_lack(today: date) -> Q:
    """On Member: those of whom `_read` may say that something is left come before those that are cut off."""
    closed = Q(market__published_on__lte=today, market__admits_late=False)
    found = Q(state__in=[one.value for one in (FileState.DRAFT, *OPEN)]) & ~closed
    if today >= convention.ELECTIONS_ON:
        since = first_instant(convention.ELECTIONS_ON, ZONE)
        states = [one.value for one in (*OPEN, *BOUND)]
        found |= Q(kind__in=ELECTED, state__in=states, signs_since__lt=since)
    return found


def _read(actor: Actor, rows: list[dict[str, Any]] | None) -> Found:
    yield from cut_of(rows)
    for row in first_rows(rows):
        facts, state = _facts(row["facts"]), FileState(row["state"])
        if state == FileState.DRAFT or state in OPEN:
            yield from _behind(row["name"], facts)
            if not facts.late and not _is_closed(row, actor.today):
                yield from _lacking(row, facts, state)
        elif state in BOUND:
            yield Done(row["name"], "L’adhésion", "La convention est signée par les deux.")
        if state in {*OPEN, *BOUND}:
            yield from _after_elections(row, facts, actor.today)


def _facts(told: dict[str, Any]) -> Facts:
    days = {"adopted_on", "posted_on", "joins_until", "late_from"}
    read: dict[str, Any] = {name: day_of(value) if name in days else value for name, value in told.items()}
    return Facts(**read)


def _is_closed(row: dict[str, Any], today: date) -> bool:
    """Nobody joins any more [C 2]."""
    published = day_of(row["published"])
    return published is not None and published <= today and not row["admits_late"]


def _lacking(row: dict[str, Any], facts: Facts, state: FileState) -> Iterator[ToDo]:
    until, name = day_of(row["until"]), row["name"]
    for item, words in facts.lacking.items():
        title, route, verb = _WAYS[item]
        if item == Item.ACT and facts.kind == MemberKind.PRIVATE:
            title, verb = "Faire décider le conseil de l’OGEC", "Noter la décision"
        also = None
        if item == Item.SIGNATURE:
            also = ("Imprimer la convention", reverse("consortium:papers", args=[row["id"]]))
        said = _SAID.get(item, f"Il manque {words}.")
        if item == Item.SIGNATURE and Item.RECEPTION in facts.lacking:
            said = _AFTER_RECEPTION
        url = reverse(route, args=[row["id"]])
        yield ToDo(name, title, said, verb, url, until, _SOURCE, also, matter=FILE)
    if state == FileState.DRAFT:
        page = reverse("consortium:member", args=[row["id"]])
        words = "La coordination le lit dès qu’il est déposé, même s’il y manque encore quelque chose."
        yield ToDo(name, "Déposer le dossier", words, "Ouvrir le dossier", page, until, _SOURCE, matter=FILE)


def _behind(name: str, facts: Facts) -> Iterator[Done]:
    if facts.schools:
        yield Done(name, "Les écoles", f"{counted(facts.schools, 'école choisie', 'écoles choisies')}.")
    if facts.adopted_on is not None:
        received = ", reçue par le contrôle de légalité" if facts.received else ""
        words = f"Du {day_month_year(facts.adopted_on)}{received}."
        yield Done(name, wording_of(facts.kind).the_act.capitalize(), words, facts.adopted_on)
    if facts.signed:
        yield Done(name, "La signature du membre", "Elle est notée au dossier.")
    if facts.posted_on is not None:
        words = f"Postée le {day_month_year(facts.posted_on)}."
        yield Done(name, "La lettre recommandée", words, facts.posted_on)


def _after_elections(row: dict[str, Any], facts: Facts, today: date) -> Iterator[ToDo]:
    """As `signing.to_confirm`: what was signed stays valid, who signs from now on is asked again."""
    since = day_of(row["signs_since"])
    asks = since is not None and since < convention.ELECTIONS_ON <= today
    if facts.kind in ELECTED and asks:
        url = reverse("consortium:signatory", args=[row["id"]])
        words = "La personne notée l’est depuis avant les élections. Ce qu’elle a signé garde sa valeur."
        yield ToDo(row["name"], "Dire qui signe désormais", words, "Noter qui signe", url)


FILES = Source("files", _query, _read)


_COUNTS = (Outcome.ACCEPTED, Outcome.UNDECIDED)


def _query_withdrawals(actor: Actor) -> ArraySubquery:
    last = Market.objects.order_by("-starts_on", "-pk").values("pk")[:1]
    letters = Withdrawal.objects.filter(member=OuterRef("pk"))
    rows = Member.objects.filter(
        files_visible_to(actor), Exists(letters.filter(outcome=Outcome.TOO_EARLY)),
        ~Exists(letters.filter(outcome__in=_COUNTS)), market=Subquery(last),
    )  # fmt: skip
    rows = in_states(rows, {FileState.SIGNED, FileState.IN_FORCE}).order_by("key", "pk")
    market = {
        name: F(f"market__{name}") for name in ("starts_on", "period_months", "end_reading", "ended_early_on")
    }
    return ArraySubquery(rows.values(row=JSONObject(id="public_id", name="name", **market))[:ASKED_ROWS])


def _read_withdrawals(actor: Actor, rows: list[dict[str, Any]] | None) -> Found:
    yield from cut_of(rows)
    for row in first_rows(rows):
        market = Market(
            starts_on=date.fromisoformat(row["starts_on"]), period_months=row["period_months"],
            end_reading=row["end_reading"], ended_early_on=day_of(row["ended_early_on"]),
        )  # fmt: skip
        window = withdrawal_window(market)
        if not window.first <= actor.today <= window.last:
            continue
        words = (
            f"La vôtre est venue trop tôt{NBSP}: elle est sans effet. Sans une autre, l’adhésion continue."
        )
        yield ToDo(
            row["name"], "Renvoyer la lettre de retrait, si vous partez", words, "Voir le retrait",
            reverse("consortium:withdrawal", args=[row["id"]]), window.last, "convention, article 3",
        )  # fmt: skip


WITHDRAWALS = Source("withdrawals", _query_withdrawals, _read_withdrawals)
