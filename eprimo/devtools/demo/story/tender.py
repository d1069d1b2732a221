"""The consultation: from January to May 2026."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from eprimo.devtools.demo.story.stage import Stage, Step, paper
from eprimo.steering.tender.actions import consultation_prepare, documents_send, piece_give, task_do
from eprimo.steering.tender.enums import DCE, DocumentKind, TaskKind

_OFFERS_UNTIL = datetime(2026, 3, 12, 12, tzinfo=ZoneInfo("Europe/Paris"))


def _begin(stage: Stage) -> None:
    """Three pieces of the five, one of them in its second version."""
    by, market = stage.by("coordinator"), stage.market
    consultation_prepare(actor=by, market=market, offers_until=_OFFERS_UNTIL)
    for kind, versions in ((DocumentKind.CCTP, 2), (DocumentKind.CCAP, 1), (DocumentKind.BPU, 1)):
        for version in range(1, versions + 1):
            piece_give(actor=by, market=market, kind=kind, file=paper(f"{kind.name} v{version}"))


def _publish(stage: Stage) -> None:
    by, market, today = stage.by("coordinator"), stage.market, date(2026, 2, 2)
    for kind in DCE:
        if kind in {DocumentKind.RC, DocumentKind.AE}:
            piece_give(actor=by, market=market, kind=kind, file=paper(f"{kind.name} v1"))
    for task in (TaskKind.COLLECT, TaskKind.DCE):
        task_do(actor=by, market=market, kind=task, done_on=today)
    task_do(actor=by, market=market, kind=TaskKind.PUBLISH, done_on=today, file=paper("avis de publication"))


def _task(kind: TaskKind, day: date, face: str, name: str) -> Step:
    def act(stage: Stage) -> None:
        task_do(actor=stage.by(face), market=stage.market, kind=kind, done_on=day, file=paper(name))

    return Step(day, act)


def _send(stage: Stage) -> None:
    documents_send(actor=stage.by("coordinator"), market=stage.market)


STEPS = (
    Step(date(2026, 1, 5), _begin),
    Step(date(2026, 2, 2), _publish),
    _task(TaskKind.REPORT, date(2026, 4, 10), "coordinator", "rapport d’analyse des offres"),
    _task(TaskKind.SIGN, date(2026, 4, 24), "signing", "acte d’engagement signé"),
    _task(TaskKind.NOTIFY, date(2026, 4, 30), "coordinator", "preuve de la notification"),
    Step(date(2026, 5, 4), _send),
)
