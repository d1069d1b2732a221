"""What a copy of one's own data says of homework: what a teacher gave, which weeks a head consulted, and for a child
the work that it was given."""

from collections.abc import Iterator

from django.db.models import Q

from eprimo.foundation.content.kinds import To
from eprimo.foundation.directory.models import ClassMembership, GroupMembership
from eprimo.foundation.kernel.copy_chapters import (
    Chapter,
    Code,
    CopyColumn,
    CopyRequest,
    LeftOut,
    Row,
    Viewpoint,
)
from eprimo.services.homework.enums import Subject, Work
from eprimo.services.homework.models import Consultation, Homework


def _row(one: Homework) -> Row:
    return (
        one.due_on, one.given_on, Code(one.subject, str(Subject(one.subject).label)),
        Code(one.verb, str(Work(one.verb).label)), one.text, ", ".join(one.levels),
    )  # fmt: skip


def _given(asked: CopyRequest) -> Iterator[Row]:
    """What the person gave, taken back or not."""
    for one in Homework.objects.filter(author=asked.subject_id).order_by("due_on", "pk"):
        yield _row(one)


def _received(asked: CopyRequest) -> Iterator[Row]:
    """What was given to the child's classes and groups while the child was in them, of the child's level."""
    found = Q(pk__in=[])
    for member in ClassMembership.objects.filter(person=asked.subject_id):
        week = Q(resource__homeworkweek__to=To.CLASS, resource__homeworkweek__target=member.class_group_id)
        level = Q(levels=[]) | Q(levels__contains=[member.level]) if member.level else Q()
        found |= week & level & _while(member)
    for grouped in GroupMembership.objects.filter(person=asked.subject_id):
        week = Q(resource__homeworkweek__to=To.GROUP, resource__homeworkweek__target=grouped.group_id)
        found |= week & _while(grouped)
    rows = Homework.objects.filter(found, removed_at=None).order_by("due_on", "pk")
    for one in rows:
        yield _row(one)


def _while(member: ClassMembership | GroupMembership) -> Q:
    since = Q(due_on__gte=member.starts.date())
    return since & Q(made_at__lt=member.ends) if member.ends is not None else since


def _consulted(asked: CopyRequest) -> Iterator[Row]:
    rows = Consultation.objects.filter(person=asked.subject_id).select_related("resource__homeworkweek")
    for one in rows.order_by("at", "pk"):
        yield one.resource.homeworkweek.monday, asked.local(one.at)


_ITEMS = (
    CopyColumn("due_on", "Pour le"),
    CopyColumn("given_on", "Donné le"),
    CopyColumn("subject", "Matière"),
    CopyColumn("verb", "À faire"),
    CopyColumn("text", "Travail", long=True),
    CopyColumn("levels", "Niveaux"),
)
CHAPTERS = [
    Chapter(
        "homework_given",
        "Les devoirs que vous avez donnés",
        "Chaque ligne, pour quand, et pour quels niveaux.",
        _ITEMS,
        _given,
        ("homework.Homework",),
        frozenset({Viewpoint.OWN}),
        43,
    ),
    Chapter(
        "homework",
        "Les devoirs",
        "Le travail donné à la classe et aux groupes de l’enfant pendant qu’il y était.",
        _ITEMS,
        _received,
        ("homework.Homework",),
        frozenset({Viewpoint.PUPIL, Viewpoint.GUARDIAN, Viewpoint.LEAVING}),
        44,
        child_title="Tes devoirs",
        child_words="Le travail donné à ta classe et à tes groupes pendant que tu y étais.",
    ),
    Chapter(
        "homework_consulted",
        "Les devoirs que vous avez consultés",
        "Les semaines d’une classe que vous avez ouvertes comme direction.",
        (CopyColumn("week", "Semaine du"), CopyColumn("at", "Consultée le")),
        _consulted,
        ("homework.Consultation",),
        frozenset({Viewpoint.OWN}),
        45,
    ),
]
LEFT_OUT = [
    LeftOut(
        "homework.HomeworkFile",
        "Les fichiers et les voix joints aux devoirs\N{NO-BREAK SPACE}: un fichier s’enregistre depuis sa page, une "
        "voix s’écoute sur sa ligne et n’est pas dans la copie.",
    ),
    LeftOut(
        "homework.HomeworkWeek", "Les semaines\N{NO-BREAK SPACE}: chacune est dans la copie par ses lignes."
    ),
]
