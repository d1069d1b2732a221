"""Meetings of the group for the matrix: one held, with minutes and a document; one to come; one being prepared."""

from datetime import date, timedelta
from typing import TYPE_CHECKING

from eprimo.foundation.directory.models import Mandate
from eprimo.foundation.kernel import clock
from eprimo.steering.consortium.actions.representation import GivenFile
from eprimo.steering.consortium.models import Representation
from eprimo.steering.governance.actions.decisions import decision_end
from eprimo.steering.governance.actions.invitations import guest_add, guests_invite
from eprimo.steering.governance.actions.meetings import meeting_convene, meeting_plan, members_invite
from eprimo.steering.governance.actions.minutes import meeting_file_add, minutes_publish, minutes_write
from eprimo.steering.governance.actions.news import news_publish, news_write
from eprimo.steering.governance.actions.reports import report_prepare, report_send
from eprimo.steering.governance.enums import Progress
from eprimo.steering.governance.models import Guest, Meeting, MeetingDecision, Minutes
from eprimo.steering.statistics.models import SchoolFigures
from tests.conftest import NOW
from tests.steering.consortium.group import PDF
from tests.steering.governance.test_meetings import SAID
from tests.steering.written import like

if TYPE_CHECKING:
    from tests.matrix.scene import Scene


def meetings_of(scene: "Scene") -> None:
    group, by = scene["group"], scene.cast.actor("coordinator_manager")
    past = like(SAID, starts_at=NOW - timedelta(days=2), ends_at=NOW - timedelta(days=2, hours=-2))

    def planned(said: object = SAID) -> Meeting:
        made = meeting_plan(actor=by, market=group.market, said=said)  # type: ignore[arg-type]
        members_invite(actor=by, meeting=made, members=[group["valmarais"], group["brive"]])
        return made

    with clock.frozen(NOW - timedelta(days=9)):
        held = meeting_convene(actor=by, meeting=planned(past))
    decided = [
        MeetingDecision(text="Ouvrir en mai", who="Titulaire", until=date(2027, 5, 3)),
        MeetingDecision(text="Former", who="DRANE", until=date(2027, 5, 3)),
    ]
    minutes_write(actor=by, meeting=held, text="Ce qui s’est dit.", decisions=decided)
    scene.things["minutes"] = minutes_publish(actor=by, meeting=held)
    scene.things["decision"], ended = held.decisions.order_by("number")
    scene.things["ended_decision"] = decision_end(
        actor=by, decision=ended, state=Progress.DONE, on=clock.today("Europe/Paris")
    )
    scene.things["meeting_file"] = meeting_file_add(
        actor=by, meeting=held, file=GivenFile("support.pdf", PDF)
    )
    scene.things["held"] = held
    report = report_prepare(
        actor=by, market=group.market, starts_on=date(2025, 9, 1), ends_on=date(2026, 6, 30)
    )
    report_send(actor=by, report=report)
    scene.things["report"] = report
    scene.things["draft_report"] = report_prepare(
        actor=by, market=group.market, starts_on=date(2026, 7, 1), ends_on=date(2026, 8, 31)
    )
    draft = scene.things["draft_news"] = news_write(actor=by, market=group.market, title="Un", text="Deux")
    other = news_write(actor=by, market=group.market, title=f"{draft} bis", text="Trois")
    scene.things["news"] = news_publish(actor=by, news=other)
    coming, prepared = planned(), planned()
    inspector = Mandate.objects.get(person=scene.cast.inspector)
    guests_invite(actor=by, meeting=coming, mandates=[inspector])
    scene.things["inspector_guest"] = Guest.objects.get(meeting=coming)
    on_paper = Guest(function="Délégué départemental", address="2 rue du Port")
    scene.things["letter_guest"] = guest_add(actor=by, meeting=coming, said=on_paper)
    scene.things["prepared_guest"] = guest_add(actor=by, meeting=prepared, said=on_paper)
    scene.things["coming"], scene.things["prepared"] = meeting_convene(actor=by, meeting=coming), prepared


def drafted(scene: "Scene") -> object:
    """A second version waits."""
    return Minutes.objects.create(meeting=scene["held"], version=2, text="Autre", reason="Une date")


def told_yesterday(scene: "Scene") -> None:
    """The inspection has its invitation since yesterday, and has not answered."""
    Guest.objects.filter(pk=scene["inspector_guest"].pk).update(
        told_at=clock.now() - timedelta(days=1), unaddressed=False
    )


def represented(scene: "Scene") -> object:
    """The mandate of the managing body began before the meeting that was held."""
    rows = Representation.objects.filter(member=scene["group"]["brive"], managing_body__isnull=False)
    return rows.update(starts=NOW - timedelta(days=30))


def of_a_department(scene: "Scene") -> object:
    """The meeting is of the group of a department, one of whose schools was counted."""
    school = scene.cast.tilleuls
    SchoolFigures.objects.get_or_create(school=school, day=NOW.date())
    return Meeting.objects.filter(pk=scene["coming"].pk).update(department=school.commune.department)
