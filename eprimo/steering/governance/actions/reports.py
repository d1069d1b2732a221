"""The yearly report of activity: prepared, written, then sent once to every member that is engaged [C 4.1, 7.2]."""

import hashlib
from collections.abc import Mapping
from datetime import date, timedelta

from django.db import transaction

from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.outbox import emit
from eprimo.foundation.kernel.rights import require
from eprimo.foundation.printing.writings import writing_pdf
from eprimo.steering.consortium.models import Market, Member
from eprimo.steering.consortium.states import BOUND, ZONE, in_states
from eprimo.steering.governance.errors import AlreadySent, WrongReport
from eprimo.steering.governance.events import ReportTold
from eprimo.steering.governance.models import ActivityReport, ReportCopy
from eprimo.steering.governance.policies import can_write_minutes
from eprimo.steering.governance.report_paper import report_texts, report_writing

_LONGEST = timedelta(days=366)
_ORDER = "Le dernier jour vient après le premier."
_TO_COME = "Un rapport dit ce qui s’est passé\N{NO-BREAK SPACE}: son dernier jour n’est pas à venir."
_LONG = "Un rapport annuel couvre un an au plus."
_AGAIN = "Un autre rapport couvre déjà une partie de ces jours."
_WHY = "Ce rapport est envoyé\N{NO-BREAK SPACE}: une nouvelle version dit pourquoi."


@transaction.atomic
def report_prepare(*, actor: Actor, market: Market, starts_on: date, ends_on: date) -> ActivityReport:
    """A draft that only the coordinator reads. Raises WrongReport for days that do not fit, or that another covers."""
    require(can_write_minutes, actor)
    if ends_on <= starts_on:
        raise WrongReport(_ORDER, field="ends_on")
    if ends_on > clock.today(ZONE):
        raise WrongReport(_TO_COME, field="ends_on")
    if ends_on - starts_on >= _LONGEST:
        raise WrongReport(_LONG, field="ends_on")
    if market.activity_reports.filter(starts_on__lte=ends_on, ends_on__gte=starts_on).exists():
        raise WrongReport(_AGAIN, field="starts_on")
    made = ActivityReport.objects.create(market=market, starts_on=starts_on, ends_on=ends_on)
    audit(actor, "governance.report.prepared", made)
    return made


@transaction.atomic
def report_write(*, actor: Actor, report: ActivityReport, texts: Mapping[str, str]) -> ActivityReport:
    """The words of the coordinator around the figures; those of a chapter that is not there any more stay. Raises
    AlreadySent."""
    require(can_write_minutes, actor)
    report = _draft(report)
    known = {key: text.strip() for key, text in texts.items() if key in {one.key for one in report_texts()}}
    report.texts = {key: text for key, text in {**report.texts, **known}.items() if text}
    report.written_at = clock.now()
    report.save(update_fields=["texts", "written_at"])
    audit(actor, "governance.report.written", report)
    return report


@transaction.atomic
def report_correct(*, actor: Actor, report: ActivityReport, reason: str) -> ActivityReport:
    """Another version of a report that was sent, with the same words, until it is sent too. Raises WrongReport
    without a reason, AlreadySent when a version waits."""
    require(can_write_minutes, actor)
    if not reason.strip():
        raise WrongReport(_WHY, field="reason")
    same = ActivityReport.objects.select_for_update().filter(
        market=report.market_id, starts_on=report.starts_on
    )
    last = same.order_by("-version")[0]
    if last.sent_at is None:
        raise AlreadySent("Une version attend déjà\N{NO-BREAK SPACE}: continuez-la.")
    made = ActivityReport.objects.create(
        market=report.market, starts_on=last.starts_on, ends_on=last.ends_on, version=last.version + 1,
        reason=reason.strip(), texts=last.texts,
    )  # fmt: skip
    audit(actor, "governance.report.prepared", made)
    return made


@transaction.atomic
def report_drop(*, actor: Actor, report: ActivityReport) -> None:
    """A draft that is not needed. Raises AlreadySent."""
    require(can_write_minutes, actor)
    report = _draft(report)
    audit(actor, "governance.report.dropped", report)
    report.delete()


@transaction.atomic
def report_send(*, actor: Actor, report: ActivityReport) -> int:
    """The draft becomes a PDF that nothing changes any more; every engaged member reads it from now on, and is told at
    its address. How many members. Raises AlreadySent: a report is sent once."""
    require(can_write_minutes, actor)
    report = _draft(report)
    report.sent_at = clock.now()
    report.content = writing_pdf(report_writing(report))
    report.sha256 = hashlib.sha256(report.content).hexdigest()
    report.save(update_fields=["sent_at", "content", "sha256"])
    members = in_states(Member.objects.filter(market=report.market_id), BOUND).order_by("pk")
    copies = ReportCopy.objects.bulk_create(ReportCopy(report=report, member=one) for one in members)
    for copy in copies:
        emit(ReportTold(copy.pk))
    audit(actor, "governance.report.sent", report, members=len(copies))
    return len(copies)


def _draft(report: ActivityReport) -> ActivityReport:
    """The row, locked until the end of the transaction; raises AlreadySent."""
    rows = ActivityReport.objects.select_for_update(of=("self",)).select_related("market__academy")
    found = rows.get(pk=report.pk)
    if found.sent_at is not None:
        raise AlreadySent
    return found
