"""What is read of the meetings: the list, one meeting, who took part in how many."""

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, When
from django.db.models.functions import JSONObject

from eprimo.foundation.directory.models import Department, Mandate
from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.foundation.kernel.errors import NotVisible
from eprimo.foundation.kernel.text import fold
from eprimo.steering.consortium.models import Market, Member
from eprimo.steering.consortium.policies import files_visible_to
from eprimo.steering.governance.enums import KEY_STAGES, TOOK_PART, Answer, Capacity, Progress, Stage
from eprimo.steering.governance.guests import named
from eprimo.steering.governance.models import (
    ActivityReport,
    Attendance,
    Guest,
    Meeting,
    MeetingDecision,
    MeetingFigures,
    MeetingFile,
    Minutes,
    News,
)
from eprimo.steering.governance.policies import (
    can_read_meeting,
    can_read_minutes,
    is_guest,
    meetings_visible_to,
    news_visible_to,
    reads_letter,
)

MOST = 60
_ON_A_HOME = 3
_NEWS_ON_A_HOME, _NEWS_LAST = 2, timedelta(days=92)


def meetings_of(actor: Actor, market: Market) -> QuerySet[Meeting]:
    """Those that the actor sees, the last one first, with `invited` and whether minutes are published."""
    rows = Meeting.objects.filter(meetings_visible_to(actor), market=market).select_related("department")
    return rows.annotate(
        invited=Count("attendances", distinct=True),
        published=Count("minutes", filter=Q(minutes__published_at__isnull=False), distinct=True),
    ).order_by("-starts_at", "-pk")


def meeting_of(actor: Actor, public_id: UUID) -> Meeting:
    """One of them; raises NotVisible."""
    rows = Meeting.objects.select_related("department", "market__academy")
    found = rows.filter(public_id=public_id).first()
    if found is None or not can_read_meeting(actor, found):
        raise NotVisible
    return found


def missing_stages(market: Market) -> list[Stage]:
    """Key stages at which the steering committee has no meeting yet [C 4.2]."""
    rows = Meeting.objects.filter(market=market, department=None, cancelled_at=None).order_by()
    held = set(rows.values_list("stage", flat=True))
    return [stage for stage in KEY_STAGES if stage not in held]


def departments_of(market: Market) -> QuerySet[Department]:
    """Each has its own group."""
    return Department.objects.filter(academy=market.academy_id).order_by("code")


def invitable(meeting: Meeting) -> QuerySet[Member]:
    """Members who have no seat at it yet: of the department, or all."""
    rows = Member.objects.filter(market=meeting.market_id)
    if meeting.department_id is not None:
        rows = rows.filter(department=meeting.department_id)
    return rows.exclude(pk__in=meeting.attendances.values("member")).order_by("key", "pk")


@dataclass(frozen=True, slots=True)
class Tally:
    """What was answered to an invitation, of members and of guests together, as the meeting stands now."""

    invited: int
    present: int
    represented: int
    excused: int

    @property
    def silent(self) -> int:
        """How many have not answered."""
        return self.invited - self.present - self.represented - self.excused


def tally_of(meeting: Meeting) -> Tally:
    """Two statements, whatever the number of those invited."""
    found: Counter[str] = Counter()
    for rows in (meeting.attendances.all(), meeting.guests.all()):
        stands = Q(answered_for=meeting.starts_at)
        answers = {one: Count("pk", filter=stands & Q(answer=one)) for one in Answer.values}
        found.update(rows.aggregate(invited=Count("pk"), **answers))
    return Tally(found["invited"], found[Answer.PRESENT], found[Answer.REPRESENTED], found[Answer.EXCUSED])


def guests_of(meeting: Meeting, words: str = "") -> list[Guest]:
    """In the order of `Capacity`, then by function; those of a mandate bear their name (`shown`) where the session
    finds it in the directory. Narrowed by some letters of function or name."""
    rows = named(meeting.guests.order_by("function", "pk"))
    wanted = fold(words).split()
    found = [one for one in rows if all(word in fold(f"{one.function} {one.shown}") for word in wanted)]
    return sorted(found, key=lambda one: Capacity.values.index(one.capacity))[:MOST]


def guest_of(actor: Actor, public_id: UUID) -> Guest:
    """An invitation whose letter the actor reads; raises NotVisible."""
    rows = Guest.objects.select_related("meeting__department", "meeting__market__academy")
    found = rows.filter(public_id=public_id).first()
    if found is None or not reads_letter(actor, found):
        raise NotVisible
    return found


def letters_to_print(meeting: Meeting) -> tuple[QuerySet[Attendance], QuerySet[Guest]]:
    """Those whom no mail reaches: without an address, or whose address refused it. By name, then by function."""
    refused = Q(refused=True)
    seats = meeting.attendances.filter(refused | Q(member__email="")).select_related("member")
    by_mandate = Q(mandate__isnull=False, unaddressed=True)
    guests = meeting.guests.filter(refused | by_mandate | Q(mandate=None, email=""))
    return seats.order_by("member__key", "pk"), guests.order_by("function", "pk")


def letters_left(meeting: Meeting) -> int:
    """How many letters are to be printed."""
    seats, guests = letters_to_print(meeting)
    return seats.count() + guests.count()


def own_invitations(actor: Actor, meeting: Meeting, words: str = "") -> tuple[list[Attendance], list[Guest]]:
    """Those that the actor answers: of the members that it acts for, by name, at most MOST; its own as a guest. The
    coordinator's, all of them."""
    if actor.role == Role.COORDINATOR:
        return attendances_of(meeting, words), guests_of(meeting, words)
    own = Member.objects.filter(files_visible_to(actor))
    seats = meeting.attendances.select_related("member").filter(member__in=own)
    if words:
        seats = seats.filter(member__key__contains=fold(words))
    guests = meeting.guests.filter(mandate__in=actor.mandate_ids)
    own_guests = [one for one in named(guests) if is_guest(actor, one)]
    return list(seats.order_by("member__key", "pk")[:MOST]), own_guests


def attendances_of(meeting: Meeting, words: str = "") -> list[Attendance]:
    """By name; at most MOST, narrowed by some letters."""
    rows = meeting.attendances.select_related("member").order_by("member__key", "pk")
    if words:
        rows = rows.filter(member__name__icontains=words)
    return list(rows[:MOST])


def figures_shown(actor: Actor, meeting: Meeting) -> list[MeetingFigures]:
    """The sets that were joined to a meeting, the last first: to who reads its minutes, and to the academy whose
    department it is; nothing for the others."""
    mandates = Mandate.objects.filter(pk__in=actor.mandate_ids)
    own = Q(department=meeting.department_id) | Q(academy=meeting.market.academy_id, department=None)
    if can_read_minutes(actor) or (actor.role == Role.ACADEMY and mandates.filter(own).exists()):
        return list(meeting.figures.order_by("-day"))
    return []


def decisions_followed(actor: Actor, market: Market) -> QuerySet[MeetingDecision]:
    """Those that published minutes say: to do first, by their last day; then those that ended, the last first. Raises
    NotVisible for who does not read minutes."""
    if not can_read_minutes(actor):
        raise NotVisible
    rows = MeetingDecision.objects.filter(meeting__market=market, shown_at__isnull=False)
    rows = rows.select_related("meeting__department")
    is_open = Case(When(state=Progress.TODO, then=0), default=1, output_field=IntegerField())
    due = Case(When(state=Progress.TODO, then=F("until")))
    return rows.order_by(is_open, due, F("ended_on").desc(nulls_last=True), "meeting__starts_at", "number")


def decision_read(actor: Actor, public_id: UUID) -> MeetingDecision:
    """One of them; raises NotVisible."""
    rows = MeetingDecision.objects.select_related("meeting__department")
    found = rows.filter(public_id=public_id, shown_at__isnull=False).first()
    if found is None or not can_read_minutes(actor) or not can_read_meeting(actor, found.meeting):
        raise NotVisible
    return found


def reports_of(actor: Actor, market: Market) -> QuerySet[ActivityReport]:
    """Those that were sent, the last first; the coordinator's drafts too. Without the files. Raises NotVisible for who
    does not read minutes."""
    if not can_read_minutes(actor):
        raise NotVisible
    rows = ActivityReport.objects.filter(market=market)
    if actor.role != Role.COORDINATOR:
        rows = rows.filter(sent_at__isnull=False)
    return rows.defer("content").order_by("-starts_on", "-version")


def report_read(actor: Actor, public_id: UUID) -> ActivityReport:
    """One of them; raises NotVisible."""
    found = ActivityReport.objects.select_related("market__academy").filter(public_id=public_id).first()
    if found is None or not can_read_minutes(actor):
        raise NotVisible
    if found.sent_at is None and actor.role != Role.COORDINATOR:
        raise NotVisible
    return found


def minutes_read(actor: Actor, public_id: UUID) -> Minutes:
    """Published minutes; raises NotVisible."""
    rows = Minutes.objects.select_related("meeting")
    found = rows.filter(public_id=public_id, published_at__isnull=False).first()
    if found is None or not can_read_minutes(actor) or not can_read_meeting(actor, found.meeting):
        raise NotVisible
    return found


def file_read(actor: Actor, public_id: UUID) -> MeetingFile:
    """A document of a meeting; raises NotVisible."""
    found = MeetingFile.objects.select_related("meeting").filter(public_id=public_id).first()
    if found is None or not can_read_minutes(actor) or not can_read_meeting(actor, found.meeting):
        raise NotVisible
    return found


@dataclass(frozen=True, slots=True)
class Participation:
    """Of the meetings at which a member's presence was noted, those in which it took part [C 7.1]."""

    member: str
    took: int
    noted: int


def participation_of(actor: Actor, market: Market) -> list[Participation]:
    """The coordinator reads every member that was invited once; a member and who acts for it, its own."""
    if not can_read_minutes(actor) or actor.role == Role.COMMISSION:
        return []
    rows = (
        Attendance.objects.filter(
            member__in=Member.objects.filter(files_visible_to(actor), market=market),
            meeting__cancelled_at=None,
        )
        .exclude(presence="")
        .order_by()
        .values("member__name", "member__key")
        .annotate(took=Count("pk", filter=Q(presence__in=TOOK_PART)), noted=Count("pk"))
        .order_by("member__key")
    )
    return [Participation(row["member__name"], row["took"], row["noted"]) for row in rows]


def published_news() -> QuerySet[News]:
    """What anybody reads, the last one first; of every market: the project goes on."""
    return News.objects.filter(news_visible_to(None)).order_by("-published_at", "-pk")


def last_news_query(actor: Actor) -> ArraySubquery:
    """What a home names of the news: the last two, as long as they are news. A column."""
    since = actor.now - _NEWS_LAST
    rows = News.objects.filter(news_visible_to(None), published_at__gt=since).order_by("-published_at", "-pk")
    said = JSONObject(id="public_id", title="title", published="published_at")
    return ArraySubquery(rows.values(row=said)[:_NEWS_ON_A_HOME])


def news_of(actor: Actor) -> QuerySet[News]:
    """All of it, drafts first."""
    return News.objects.filter(news_visible_to(actor)).order_by("-written_at", "-pk")


def one_news(actor: Actor, public_id: UUID) -> News:
    """One of them; raises NotVisible."""
    found = news_of(actor).filter(public_id=public_id).first()
    if found is None:
        raise NotVisible
    return found


def coming_query(actor: Actor) -> ArraySubquery:
    """The next meetings as a home names them: those that the members one acts for are invited to, those that one is
    invited to by a mandate of the territory; the coordinator's, all of them. A column."""
    rows = Meeting.objects.filter(convened_at__isnull=False, cancelled_at=None, ends_at__gt=actor.now)
    if actor.role in {Role.INSPECTOR, Role.ACADEMY}:
        rows = rows.filter(
            Exists(Guest.objects.filter(meeting=OuterRef("pk"), mandate__in=actor.mandate_ids))
        )
    elif actor.role != Role.COORDINATOR:
        own = Member.objects.filter(files_visible_to(actor))
        rows = rows.filter(Exists(Attendance.objects.filter(meeting=OuterRef("pk"), member__in=own)))
    values = JSONObject(
        id="public_id", subject="subject", place="place", starts="starts_at", department="department__name"
    )
    return ArraySubquery(rows.order_by("starts_at", "pk").values(row=values)[:_ON_A_HOME])
