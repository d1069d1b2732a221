"""The meetings of the group: its beginning, a department's group in December 2026, its evaluation before the choice to
stay."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from eprimo.devtools.demo.story.papers import paper
from eprimo.devtools.demo.story.stage import Stage, Step
from eprimo.foundation.kernel import clock
from eprimo.steering.consortium.models import Member
from eprimo.steering.governance.actions.decisions import decision_end
from eprimo.steering.governance.actions.figures import figures_take
from eprimo.steering.governance.actions.invitations import (
    answers_note,
    guest_add,
    guests_invite,
    members_represent,
)
from eprimo.steering.governance.actions.meetings import (
    attendance_note,
    meeting_convene,
    meeting_plan,
    members_invite,
)
from eprimo.steering.governance.actions.minutes import meeting_file_add, minutes_publish, minutes_write
from eprimo.steering.governance.actions.news import news_publish, news_write
from eprimo.steering.governance.actions.reports import report_prepare, report_send, report_write
from eprimo.steering.governance.enums import Answer, Presence, Progress
from eprimo.steering.governance.enums import Stage as Of
from eprimo.steering.governance.figures import department_figures
from eprimo.steering.governance.guests import mandates_to_invite
from eprimo.steering.governance.models import Guest, Meeting, MeetingDecision

_ZONE = ZoneInfo("Europe/Paris")
# A day that has passed when the demo is looked at in December: one decision is late.
_AID = date(2026, 11, 30)
# Without an account: a letter on paper.
_MAYORS = Guest(
    function="Association départementale des maires (inventée)",
    name="Jeanne Pontreau",
    address="1 place du Pont",
)
_START, _GROUP, _EVALUATION = "Lancement du marché", "Les écoles ouvertes à la rentrée", "Deux ans d’usages"


def _said(stage: Stage, kind: Of, subject: str, day: date, place: str, agenda: str) -> Meeting:
    return Meeting(
        stage=kind, subject=subject, place=place, agenda=agenda,
        starts_at=datetime.combine(day, time(14), _ZONE), ends_at=datetime.combine(day, time(16), _ZONE),
        department=stage.territory.department if kind == Of.FOLLOW_UP else None,
    )  # fmt: skip


def _convene(called: date, day: date, kind: Of, subject: str, place: str, agenda: str) -> Step:
    """Prepared and convened on the same day, with every member that has signed by then."""

    def act(stage: Stage) -> None:
        by = stage.by("coordinator")
        said = _said(stage, kind, subject, day, place, agenda)
        meeting = meeting_plan(actor=by, market=stage.market, said=said)
        signed = [one.pk for key, one in stage.members.items() if stage.signed(key)]
        members_invite(actor=by, meeting=meeting, members=Member.objects.filter(pk__in=signed))
        guests_invite(actor=by, meeting=meeting, mandates=mandates_to_invite(meeting))
        guest_add(actor=by, meeting=meeting, said=_MAYORS)
        if signed:
            meeting_convene(actor=by, meeting=meeting)

    return Step(called, act)


def join_figures(stage: Stage) -> None:
    """To each meeting of a department's group, those of the day on which it was convened: the story is played before
    figures are counted."""
    by = stage.by("coordinator")
    for meeting in Meeting.objects.exclude(department=None).filter(convened_at__isnull=False, figures=None):
        if meeting.convened_at is not None:
            with clock.frozen(meeting.convened_at):
                if department_figures(meeting) is not None:
                    figures_take(actor=by, meeting=meeting)


def _answer(day: date, subject: str) -> Step:
    """A member comes, another is excused, the provider stands for those whom it represents; Valmarais has still to
    answer."""

    def act(stage: Stage) -> None:
        by = stage.by("coordinator")
        meeting = Meeting.objects.filter(subject=subject, convened_at__isnull=False).first()
        if meeting is None:
            return
        seats = set(meeting.attendances.values_list("member", flat=True))
        answers = {"epci": (Answer.PRESENT, ""), "ogec": (Answer.EXCUSED, "")}
        said = {
            stage.members[key].pk: (str(how), who)
            for key, (how, who) in answers.items()
            if key in stage.members and stage.members[key].pk in seats
        }
        answers_note(actor=by, meeting=meeting, members=said)
        members_represent(actor=stage.by("managing_body"), meeting=meeting)

    return Step(day, act)


def _decided(text: str, who: str, until: date) -> MeetingDecision:
    return MeetingDecision(text=text, who=who, until=until)


def _write(day: date, subject: str, text: str, decisions: list[MeetingDecision]) -> Step:
    """Attendance and minutes; the provider stands for the members that it acts for."""

    def act(stage: Stage) -> None:
        by = stage.by("coordinator")
        meeting = Meeting.objects.filter(subject=subject, convened_at__isnull=False).first()
        if meeting is None:
            return
        states = {
            "brive": (Presence.REPRESENTED, ""),
            "ogec": (Presence.ABSENT, ""),
        }
        said = {
            one.pk: (str(states.get(key, (Presence.PRESENT, ""))[0]), states.get(key, ("", ""))[1])
            for key, one in stage.members.items()
        }
        attendance_note(actor=by, meeting=meeting, said=said)
        meeting_file_add(actor=by, meeting=meeting, file=paper("diaporama"))
        minutes_write(actor=by, meeting=meeting, text=text, decisions=decisions)
        minutes_publish(actor=by, meeting=meeting)

    return Step(day, act)


def _end(day: date, text: str) -> Step:
    def act(stage: Stage) -> None:
        found = MeetingDecision.objects.filter(text=text, shown_at__isnull=False).first()
        if found is not None:
            decision_end(actor=stage.by("coordinator"), decision=found, state=Progress.DONE, on=day)

    return Step(day, act)


def _steps() -> tuple[Step, ...]:
    begun, group, judged = date(2026, 5, 20), date(2026, 12, 8), date(2028, 4, 5)
    return (
        _convene(
            begun - timedelta(days=15), begun, Of.START, _START, "Rectorat, salle Loire",
            "Le titulaire et son offre\n\nLe calendrier d’ouverture des écoles\n\nLa formation des enseignants",
        ),
        _write(
            begun + timedelta(days=9), _START,
            "Le rectorat présente le marché et son calendrier.\n\nLes membres demandent que les écoles ouvrent avant "
            "la rentrée ; le titulaire s’y engage pour les commandes reçues avant le 3 juillet.",
            [
                _decided("Les bons de commande partent.", "Chaque membre", date(2026, 7, 3)),
                _decided("La formation des directions commence.", "Rectorat (DRANE)", date(2026, 9, 30)),
                _decided("Une aide de proximité est proposée aux petites écoles.", "Rectorat (DRANE)", _AID),
            ],
        ),
        _end(date(2026, 7, 2), "Les bons de commande partent."),
        _convene(
            date(2026, 11, 19), group, Of.FOLLOW_UP, _GROUP, "En visioconférence",
            "Les usages depuis la rentrée\n\nLes écoles à accompagner",
        ),
        _answer(date(2026, 11, 24), _GROUP),
        _write(
            date(2027, 1, 4), _GROUP,
            "Les écoles ouvertes à la rentrée écrivent aux familles chaque semaine.\n\nTrois écoles demandent une "
            "visite ; la référente numérique y passe en janvier.",
            [_decided("Une visite est faite dans les trois écoles.", "Rectorat (DRANE)", date(2027, 1, 29))],
        ),
        _convene(
            judged - timedelta(days=21), judged, Of.EVALUATION, _EVALUATION, "Rectorat, salle Loire",
            "Les chiffres\n\nLa synthèse des corps d’inspection\n\nRester ou se retirer : ce que dit l’article 3",
        ),
        _write(
            judged + timedelta(days=9), _EVALUATION,
            "Les familles viennent davantage qu’au début ; les petites écoles demandent une aide de proximité.",
            [_decided("Le bilan est envoyé à chaque assemblée.", "Rectorat (DRANE)", date(2028, 4, 28))],
        ),
    )  # fmt: skip


def _report(day: date, starts_on: date, ends_on: date, texts: dict[str, str]) -> Step:
    """Prepared, written and sent to the members on that day."""

    def act(stage: Stage) -> None:
        by = stage.by("coordinator")
        made = report_prepare(actor=by, market=stage.market, starts_on=starts_on, ends_on=ends_on)
        report_send(actor=by, report=report_write(actor=by, report=made, texts=texts))

    return Step(day, act)


def _publish(day: date, title: str, text: str) -> Step:
    def act(stage: Stage) -> None:
        by = stage.by("coordinator")
        news_publish(actor=by, news=news_write(actor=by, market=stage.market, title=title, text=text))

    return Step(day, act)


STEPS = (
    *_steps(),
    _report(
        date(2026, 9, 14), date(2025, 9, 1), date(2026, 8, 31),
        {
            "opening": "Le groupement s’est constitué en janvier, le marché a été notifié en mai, et les premières "
            "écoles ont ouvert en juillet.",
            "outlook": "Les groupes départementaux se réunissent à l’automne ; la formation des directions continue.",
        },
    ),
    _publish(
        date(2026, 5, 4), "Le marché est notifié",
        "Le titulaire est choisi pour quatre ans, en deux périodes de deux ans.\n\nChaque membre reçoit les documents "
        "pour passer sa commande.",
    ),
    _publish(
        date(2026, 9, 7), "Les écoles sont ouvertes",
        "Familles et enseignants retrouvent leurs classes. La formation commence dans chaque circonscription.",
    ),
)  # fmt: skip
