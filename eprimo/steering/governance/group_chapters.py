"""What members, schools, meetings and news tell the yearly report."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Count, Q, QuerySet, Sum

from eprimo.steering.consortium.enums import MemberKind
from eprimo.steering.consortium.models import Market, Member, Representation, SchoolClaim
from eprimo.steering.consortium.states import BOUND, ZONE, in_states
from eprimo.steering.governance.chapters import Chapter, Fact, Period
from eprimo.steering.governance.enums import TOOK_PART, Progress
from eprimo.steering.governance.models import Attendance, Meeting, MeetingDecision, News
from eprimo.steering.statistics.models import SchoolFigures
from eprimo.steering.statistics.wording import Share, count_words, spaced
from eprimo.ui.french import day_month_year
from eprimo.ui.plurals import counted

_MOST_NEWS = 20


def instants_of(period: Period) -> tuple[datetime, datetime]:
    """The first instant of the period, and the first after it."""
    zone = ZoneInfo(ZONE)
    after = period.last + timedelta(days=1)
    return datetime.combine(period.first, time(), zone), datetime.combine(after, time(), zone)


def _members(market: Market, period: Period) -> list[Fact]:
    bound = in_states(Member.objects.filter(market=market), BOUND).order_by()
    kinds = bound.values("kind").annotate(n=Count("pk"))
    counts = {row["kind"]: row["n"] for row in kinds}
    _, end = instants_of(period)
    acting = Representation.objects.in_force(end).filter(
        member__in=bound.values("pk"), managing_body__isnull=False
    )
    claims = SchoolClaim.objects.in_force(end).filter(member__in=bound.values("pk"))
    facts = [("Membres engagés", spaced(sum(counts.values())))]
    facts += [(kind.label, spaced(counts[kind])) for kind in MemberKind if counts.get(kind)]
    facts.append(("Membres représentés par un prestataire de gestion", spaced(acting.count())))
    facts.append(("Écoles des membres", spaced(claims.count())))
    return facts


def _schools(market: Market, period: Period) -> list[Fact]:
    rows = SchoolFigures.objects.filter(
        school__academy=market.academy_id, day__gte=period.first, day__lte=period.last
    )
    day: date | None = rows.order_by("-day").values_list("day", flat=True).first()
    if day is None:
        return []
    found = rows.filter(day=day).aggregate(
        schools=Count("pk"), opened=Count("pk", filter=Q(open_until__isnull=False)), pupils=Sum("pupils"),
        families=Sum("families"), families_came=Sum("families_came"), adults=Sum("adults"),
        adults_came=Sum("adults_came"),
    )  # fmt: skip
    return [
        ("Comptés le", day_month_year(day)),
        ("Écoles ouvertes", f"{spaced(found['opened'])} sur {spaced(found['schools'])}"),
        ("Élèves", count_words(found["pupils"] or 0)),
        ("Familles jointes", Share(found["families_came"] or 0, found["families"] or 0).words),
        (
            "Adultes des écoles qui ont activé leur compte",
            Share(found["adults_came"] or 0, found["adults"] or 0).words,
        ),
    ]


def _held(market: Market, period: Period) -> QuerySet[Meeting]:
    begins, end = instants_of(period)
    rows = Meeting.objects.filter(market=market, convened_at__isnull=False, cancelled_at=None)
    return rows.filter(starts_at__gte=begins, starts_at__lt=end)


def _meetings(market: Market, period: Period) -> list[Fact]:
    held = _held(market, period)
    counts = held.aggregate(n=Count("pk"), committee=Count("pk", filter=Q(department=None)))
    seats = Attendance.objects.filter(meeting__in=held.values("pk")).exclude(presence="")
    noted = seats.aggregate(n=Count("pk"), took=Count("pk", filter=Q(presence__in=TOOK_PART)))
    decided = MeetingDecision.objects.filter(meeting__in=held.values("pk"), shown_at__isnull=False)
    by_state = {row["state"]: row["n"] for row in decided.order_by().values("state").annotate(n=Count("pk"))}
    facts = [
        ("Réunions du comité de pilotage", spaced(counts["committee"])),
        ("Réunions de groupes départementaux", spaced(counts["n"] - counts["committee"])),
    ]
    if noted["n"]:
        facts.append(
            ("Participations, présentes ou représentées", f"{spaced(noted['took'])} sur {spaced(noted['n'])}")
        )
    if by_state:
        facts.append(("Décisions prises", spaced(sum(by_state.values()))))
        facts += [(f"Décisions\N{NO-BREAK SPACE}: {state.label.lower()}", spaced(by_state.get(state, 0)))
                  for state in Progress]  # fmt: skip
    return facts


def _meeting_items(market: Market, period: Period) -> list[str]:
    rows = _held(market, period).select_related("department").order_by("starts_at", "pk")
    return [f"{one.day_in_words.capitalize()}\N{NO-BREAK SPACE}: {one.body}, {one.subject}" for one in rows]


def _published(market: Market, period: Period) -> QuerySet[News]:
    begins, end = instants_of(period)
    rows = News.objects.filter(
        market=market, published_at__gte=begins, published_at__lt=end, withdrawn_at=None
    )
    return rows.order_by("published_at", "pk")


def _news(market: Market, period: Period) -> list[Fact]:
    return [("Actualités publiées", counted(_published(market, period).count(), "actualité"))]


def _news_items(market: Market, period: Period) -> list[str]:
    return [
        f"{day_month_year(one.published_at)}\N{NO-BREAK SPACE}: {one.title}"
        for one in _published(market, period)[:_MOST_NEWS]
        if one.published_at is not None
    ]


CHAPTERS = (
    Chapter("members", "Les membres", _members, order=10),
    Chapter("schools", "Les écoles et leurs comptes", _schools, order=20),
    Chapter("meetings", "Les réunions et leurs décisions", _meetings, _meeting_items, order=50),
    Chapter("news", "L’information des membres", _news, _news_items, order=60),
)
