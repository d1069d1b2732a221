"""What is left to do with meetings, decisions and news. The committee meets at key stages [C 4.2], what it said is
published, what it decided is carried out, and members are told regularly [C 7.2].

Members say whether they come, or who stands for them [C 7.1]: the coordinator reminds them."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.urls import reverse

from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.steering.consortium.coordinator_todo import COORDINATOR, count_of, last_market
from eprimo.steering.consortium.dates import months_after
from eprimo.steering.consortium.market_periods import over_on
from eprimo.steering.consortium.models import Market, Member
from eprimo.steering.consortium.reminder_matters import Matter, register_matter
from eprimo.steering.consortium.todo import ASKED_ROWS, Found, Source, ToDo, cut_of, day_of, first_rows
from eprimo.steering.governance.enums import Progress, Stage
from eprimo.steering.governance.models import Attendance, Meeting, MeetingDecision, Minutes, News
from eprimo.steering.governance.queries import coming_query
from eprimo.ui.french import clock_time, day_month_year, local_day
from eprimo.ui.plurals import NBSP, counted

_DAY = timedelta(days=1)
# « régulièrement » [C 7.2]: the text says no number.
NEWS_EVERY = 2
_FEW = 10
_STAY = "avant que les membres choisissent de rester, convention, articles 3 et 4.2"


def unanswered(now: datetime) -> Q:
    """On Attendance: of a meeting that is to come, and to which the member has not answered as it stands."""
    coming = Q(meeting__convened_at__isnull=False, meeting__cancelled_at=None, meeting__starts_at__gt=now)
    return coming & (Q(answer="") | ~Q(answered_for=F("meeting__starts_at")))


def _unanswering(market: Market) -> list[Member]:
    waiting = Attendance.objects.filter(unanswered(clock.now()), meeting__market=market).values("member")
    return list(Member.objects.filter(pk__in=waiting).order_by("key", "pk"))


def _answers_words(_market: Market, _member: Member | None) -> str:
    return (
        "Une réunion du groupement vient, et vous n’avez pas encore dit si vous y participez. Chaque membre participe, "
        "ou se fait représenter (article 7.1 de la convention)."
    )


register_matter(
    Matter(
        "answers", f"Réunions{NBSP}: sans réponse", f"Groupement e-primo{NBSP}: une réunion attend votre réponse",
        _answers_words, lambda _member: reverse("governance:meetings"), _unanswering,
    )
)  # fmt: skip


def _coordination_query(actor: Actor) -> Subquery:
    kept = Meeting.objects.filter(market=OuterRef("pk"), cancelled_at=None)
    committee = kept.filter(department=None)
    published = Minutes.objects.filter(meeting=OuterRef("pk"), published_at__isnull=False)
    over = kept.filter(convened_at__isnull=False, ends_at__lte=actor.now).exclude(Exists(published))
    news = News.objects.filter(published_at__isnull=False, withdrawn_at=None).order_by("-published_at")
    unwritten = JSONObject(id="public_id", subject="subject", starts="starts_at", stage="stage")
    waiting = Attendance.objects.filter(unanswered(actor.now), meeting__market=OuterRef("pk"))
    said = JSONObject(
        waiting=count_of(waiting),
        waiting_for=Subquery(waiting.order_by("meeting__starts_at").values("meeting__starts_at")[:1]),
        starts="starts_on", months="period_months", reading="end_reading", ended="ended_early_on",
        notified="notified_on",
        start=Exists(committee.filter(stage=Stage.START)), evaluation=Exists(committee.filter(stage=Stage.EVALUATION)),
        unwritten=ArraySubquery(over.order_by("starts_at", "pk").values(row=unwritten)[:_FEW]),
        news=Subquery(news.values("published_at")[:1]),
    )  # fmt: skip
    return Subquery(last_market().values(row=said)[:1])


def _read(actor: Actor, row: dict[str, Any] | None) -> Found:
    if row is None:
        return
    market = Market(
        starts_on=date.fromisoformat(row["starts"]), period_months=row["months"], end_reading=row["reading"],
        ended_early_on=day_of(row["ended"]),
    )  # fmt: skip
    if actor.today >= over_on(market):
        return
    yield from _stages(row, market, actor.today)
    if row["waiting"]:
        title = f"Réunions{NBSP}: {counted(row['waiting'], 'réponse manque', 'réponses manquent')}"
        words = "Un membre dit s’il vient, ou qui le représente (article 7.1)."
        url, day = reverse("governance:meetings"), day_of(row["waiting_for"])
        yield ToDo("", title, words, "Voir les réunions", url, day, happens=True, matter="answers")
    for one in row["unwritten"]:
        yield _minutes(one, market)
    yield from _news(row, actor.today)


def _stages(row: dict[str, Any], market: Market, today: date) -> Iterator[ToDo]:
    """The meetings at which the committee has to meet, from when they make sense on."""
    notified, url = day_of(row["notified"]), reverse("governance:meetings")
    if not row["start"] and notified is not None and notified <= today:
        title = "Réunir le comité de pilotage au lancement"
        words = "Il se réunit au moins à l’initialisation et à l’évaluation du marché."
        yield ToDo(
            "", title, words, "Voir les réunions", url, market.starts_on - _DAY, "convention, article 4.2"
        )
    if not row["evaluation"] and market.starts_on <= today:
        words = (
            f"Une réunion du comité de pilotage, puis son compte rendu{NBSP}: les membres les lisent d’abord."
        )
        yield ToDo("", "Prévoir l’évaluation", words, "Voir les réunions", url, _before_choice(market), _STAY)


def _before_choice(market: Market) -> date:
    """The eve of the first day on which a member may say that it leaves."""
    return market.withdrawal_from - _DAY


def _minutes(one: dict[str, Any], market: Market) -> ToDo:
    due, source = (_before_choice(market), _STAY) if one["stage"] == Stage.EVALUATION else (None, "")
    starts = local_day(datetime.fromisoformat(one["starts"]))
    words = f"La réunion du {day_month_year(starts)} n’a pas de compte rendu publié (article 7.2)."
    url = reverse("governance:meeting", args=[one["id"]])
    return ToDo(
        "", f"Publier un compte rendu{NBSP}: {one['subject']}", words, "Ouvrir la réunion", url, due, source
    )


def _news(row: dict[str, Any], today: date) -> Iterator[ToDo]:
    last = day_of(row["news"])
    due = months_after(last, NEWS_EVERY) if last is not None else None
    if due is not None and today <= due:
        return
    words = "Le rectorat informe régulièrement les membres, sur une page que tous lisent (article 7.2)."
    if last is not None:
        words = f"La dernière est du {day_month_year(last)}. {words}"
    yield ToDo("", "Écrire une actualité", words, "Ouvrir les actualités", reverse("group_news:kept"), due)


COORDINATION = Source("governance_coordination", _coordination_query, _read, roles=COORDINATOR)


def open_decisions() -> QuerySet[MeetingDecision]:
    """Those that published minutes say and that have not ended, by their last day."""
    rows = MeetingDecision.objects.filter(state=Progress.TODO, shown_at__isnull=False)
    return rows.order_by("until", "pk")


def open_decisions_query(_actor: Actor) -> Subquery:
    """Those of the market that runs. A column."""
    row = JSONObject(id="public_id", text="text", who="who", until="until", subject="meeting__subject")
    rows = open_decisions().filter(meeting__market=OuterRef("pk"))
    return Subquery(last_market().values(rows=ArraySubquery(rows.values(row=row)[:ASKED_ROWS]))[:1])


def _read_decisions(_actor: Actor, rows: list[dict[str, Any]] | None) -> Found:
    for row in first_rows(rows):
        yield ToDo(
            "",
            f"Suivre une décision{NBSP}: {row['text']}",
            f"{row['who']}. Réunion «{NBSP}{row['subject']}{NBSP}».",
            "Ouvrir la décision",
            reverse("governance:decision", args=[row["id"]]),
            date.fromisoformat(row["until"]),
            "compte rendu de la réunion",
        )
    yield from cut_of(rows)


DECISIONS = Source("decisions", open_decisions_query, _read_decisions, roles=COORDINATOR)


def _read_meetings(_actor: Actor, rows: list[dict[str, Any]] | None) -> Found:
    for row in rows or ():
        starts = datetime.fromisoformat(row["starts"])
        words = f"{clock_time(starts)}, {row['place']}."
        url = reverse("governance:meeting", args=[row["id"]])
        yield ToDo(
            "",
            f"Réunion\N{NO-BREAK SPACE}: {row['subject']}",
            words,
            "Voir la réunion",
            url,
            local_day(starts),
            happens=True,
            matter="answers",
        )


# Homes show the next ones by a section of their own.
MEETINGS = Source("meetings", coming_query, _read_meetings, on_home=False)
