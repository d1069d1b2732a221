"""What the coordinator reminds members of, of meetings: whether they come, or who stands for them [C 7.1]."""

from datetime import datetime

from django.db.models import F, Q
from django.urls import reverse

from eprimo.foundation.kernel import clock
from eprimo.steering.consortium.matters import Matter, register_matter
from eprimo.steering.consortium.models import Market, Member
from eprimo.steering.governance.models import Attendance
from eprimo.ui.plurals import NBSP


def unanswered(now: datetime) -> Q:
    """On Attendance: of a meeting that is to come, and to which the member has not answered as it stands."""
    coming = Q(meeting__convened_at__isnull=False, meeting__cancelled_at=None, meeting__starts_at__gt=now)
    return coming & (Q(answer="") | ~Q(answered_for=F("meeting__starts_at")))


def _members(market: Market) -> list[Member]:
    waiting = Attendance.objects.filter(unanswered(clock.now()), meeting__market=market).values("member")
    return list(Member.objects.filter(pk__in=waiting).order_by("key", "pk"))


def _words(_market: Market, _member: Member | None) -> str:
    return (
        "Une réunion du groupement vient, et vous n’avez pas encore dit si vous y participez. Chaque membre participe, "
        "ou se fait représenter (article 7.1 de la convention)."
    )


register_matter(
    Matter(
        "answers", f"Réunions{NBSP}: sans réponse", f"Groupement e-primo{NBSP}: une réunion attend votre réponse",
        _words, lambda _member: reverse("governance:meetings"), _members,
    )
)  # fmt: skip
