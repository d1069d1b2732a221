"""What a copy of one's own data holds of who was at school, and why not.

A guardian reads what the child was, and the reasons that the reader gave; who is under a protected contact, months that
are over, in counts. Nothing tells of another guardian's words.
"""

from collections.abc import Iterator
from datetime import date
from zoneinfo import ZoneInfo

from eprimo.foundation.kernel.copy_chapters import (
    Chapter,
    Code,
    CopyColumn,
    CopyRequest,
    LeftOut,
    Row,
    Viewpoint,
)
from eprimo.foundation.presence.enums import Half, Reason, Source, State, Step, Way
from eprimo.foundation.presence.models import Absence, Arrangement, FollowStep, HalfDay, Hosting
from eprimo.ui.french import DAYS

_FAMILY = frozenset({Viewpoint.PUPIL, Viewpoint.GUARDIAN})


def _half_days(asked: CopyRequest) -> Iterator[Row]:
    """Of those that were called; hours are not told to who is under a protected contact, nor days of this month."""
    hides = asked.hides_places(asked.subject_id)
    month = asked.now.astimezone(ZoneInfo(asked.time_zone)).date().replace(day=1)
    rows = HalfDay.objects.filter(child=asked.subject_id, source=Source.CALL).order_by("day", "half")
    hosted = Hosting.objects.filter(child=asked.subject_id).select_related("host")
    hosts = {(one.day, one.half): one.host.label for one in hosted}
    for one in rows:
        if hides and one.day >= month:
            continue
        day: date | str = one.day.replace(day=1) if hides else one.day
        half = None if hides else Code(one.half, str(Half(one.half).label))
        yield (
            day, half, Code(one.state, str(State(one.state).label)), None if hides else one.arrived_at,
            None if hides else one.left_at, None if hides else hosts.get((one.day, one.half)),
        )  # fmt: skip


def _afternoons(asked: CopyRequest) -> Iterator[Row]:
    """Not to who is under a protected contact: they tell when the child is at school."""
    if asked.hides_places(asked.subject_id):
        return
    for one in Arrangement.objects.filter(child=asked.subject_id).order_by("first", "id"):
        yield one.first, one.last, ", ".join(DAYS[day] for day in one.weekdays), one.decided_on


def _reasons(asked: CopyRequest) -> Iterator[Row]:
    """What the reader said of the child, or, of oneself, of all own children."""
    rows = Absence.objects.filter(said_by=asked.reader_id).exclude(reason="").select_related("child")
    rows = rows.filter(child__in=list(asked.children)) if asked.viewpoint == Viewpoint.OWN else rows.filter(
        child=asked.subject_id
    )  # fmt: skip
    for one in rows.order_by("first", "id"):
        yield (
            one.child.first_name, one.first, one.last, Code(one.reason, str(Reason(one.reason).label)), one.words,
            asked.local(one.said_at),
        )  # fmt: skip


def _steps(asked: CopyRequest) -> Iterator[Row]:
    """Of which somebody was told: to an adult what that adult was told, to a child that its family was. What the school
    wrote is not told to who is under a protected contact: it may say a place."""
    rows = FollowStep.objects.exclude(adult=None).select_related("child").defer("pdf")
    if asked.viewpoint == Viewpoint.OWN:
        rows = rows.filter(adult=asked.subject_id, child__in=list(asked.children))
    elif asked.viewpoint == Viewpoint.GUARDIAN:
        rows = rows.filter(adult=asked.reader_id, child=asked.subject_id)
    else:
        rows = rows.filter(child=asked.subject_id)
    found: dict[object, Row] = {}
    for one in rows.order_by("day", "at", "id"):
        step = Code(one.step, str(Step(one.step).label))
        if asked.viewpoint == Viewpoint.PUPIL:
            found[one.day, one.step] = (one.child.first_name, one.day, step, None, "")
            continue
        way = Code(one.way, str(Way(one.way).label)) if one.way else None
        words = "" if asked.hides_places(one.child_id) else one.words
        found[one.id] = (one.child.first_name, one.day, step, way, words)
    yield from found.values()


CHAPTERS = [
    Chapter(
        "half_days",
        "Présence à l’école",
        "Ce que l’appel a dit, demi-journée par demi-journée.",
        (
            CopyColumn("day", "Jour"),
            CopyColumn("half", "Demi-journée"),
            CopyColumn("state", "État"),
            CopyColumn("arrived_at", "Arrivée"),
            CopyColumn("left_at", "Départ"),
            CopyColumn("host", "Accueilli par la classe"),
        ),
        _half_days,
        ("presence.HalfDay", "presence.Hosting"),
        _FAMILY,
        47,
        child_title="Quand tu étais à l’école",
        child_words="Ce que l’appel a dit, matin et après-midi.",
    ),
    Chapter(
        "afternoons",
        "Après-midi aménagées",
        "Les après-midi de petite section où l’enfant ne vient pas, comme l’inspection l’a décidé.",
        (
            CopyColumn("first", "Du"),
            CopyColumn("last", "Au"),
            CopyColumn("weekdays", "Jours"),
            CopyColumn("decided_on", "Décision du"),
        ),
        _afternoons,
        ("presence.Arrangement",),
        _FAMILY,
        49,
        child_title="Tes après-midi à la maison",
        child_words="Les après-midi où tu ne viens pas à l’école.",
    ),
    Chapter(
        "absences",
        "Absences que vous avez dites",
        "Ce que vous avez dit à l’école, et pourquoi. Ce que d’autres ont dit n’y est pas.",
        (
            CopyColumn("child", "Enfant"),
            CopyColumn("first", "Du"),
            CopyColumn("last", "Au"),
            CopyColumn("reason", "Motif"),
            CopyColumn("words", "Mot", long=True),
            CopyColumn("said_at", "Dit le"),
        ),
        _reasons,
        ("presence.Absence",),
        frozenset({Viewpoint.OWN, Viewpoint.GUARDIAN}),
        48,
    ),
    Chapter(
        "follow_steps",
        "Absences sans motif\u00a0: ce que l’école vous a dit",
        "Les étapes dont l’école vous a parlé\u00a0: dialogue, équipe éducative, mesures, signalement.",
        (
            CopyColumn("child", "Enfant"),
            CopyColumn("day", "Jour"),
            CopyColumn("step", "Étape"),
            CopyColumn("way", "Comment"),
            CopyColumn("words", "Mot de l’école", long=True),
        ),
        _steps,
        ("presence.FollowStep",),
        frozenset({Viewpoint.OWN, Viewpoint.GUARDIAN, Viewpoint.PUPIL}),
        49,
        child_title="Ce que l’école a dit à ta famille de tes absences",
        child_words="Les jours où l’école en a parlé avec elle.",
    ),
]
LEFT_OUT = [
    LeftOut(
        "presence.AbsencePaper",
        "Les papiers joints à une absence\u00a0: chacun s’enregistre depuis l’absence.",
    ),
    LeftOut(
        "presence.HereTouch",
        "Les animaux touchés sur la tablette de la classe\u00a0: qui les a touchés n’est pas connu.",
    ),
    LeftOut(
        "presence.LittleOne",
        "Dit que l’enfant est en toute petite section\u00a0: la direction de l’école le dit.",
    ),
    LeftOut(
        "presence.Register", "Le registre d’un mois nomme toute une classe\u00a0: demandez-le à la direction."
    ),
    LeftOut("presence.RollCall", "Qui a fait l’appel d’une classe\u00a0: le registre de la classe le dit."),
    LeftOut(
        "presence.CallAttempt", "Les appels que l’école a passés\u00a0: son dossier d’absences les garde."
    ),
    LeftOut("presence.Correction", "Les corrections de l’appel\u00a0: le registre de la classe les garde."),
]
