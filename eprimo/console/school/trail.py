"""The audit trail in plain words: sentences come from each app's `audit_fr.py`, names are resolved at reading.

Families read theirs in their language: `audit_fr` marks for translation what a guardian or a pupil may do, and what
the school's adults do stays in French, as their pages are.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django.apps import apps
from django.db.models import Q, QuerySet
from django.template.defaultfilters import capfirst
from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from eprimo.foundation.directory.models import (
    Affiliation,
    ClassGroup,
    CommuneService,
    Group,
    Person,
    School,
)
from eprimo.foundation.directory.policies.places import audit_parts, links_of_directed
from eprimo.foundation.directory.policies.scope import people_visible_to
from eprimo.foundation.directory.queries.merges import with_absorbed
from eprimo.foundation.kernel.actor import ROLE_LABELS, Actor, Role
from eprimo.foundation.kernel.models import AuditLine, Outcome
from eprimo.foundation.kernel.pagination import Page, paginate_any
from eprimo.ui.french import of
from eprimo.ui.languages import SOURCE, speaking, spoken
from eprimo.ui.plurals import counted
from eprimo.ui.screens import component

ERASED = _("personne effacée")
UNNAMED = _("une personne")
# Of a pupil's own act that has no sentence of its own: nobody reads of oneself in the third person.
OWN = _("Tu as fait quelque chose dans ton espace.")
RESULTS: dict[str, str] = {
    Outcome.DONE: _("Fait"),
    Outcome.REFUSED: _("Refusé"),
    Outcome.STOPPED: _("Arrêté, faute de deuxième preuve"),
}


@cache
def sentences() -> dict[str, str]:
    """Every act that has a sentence, from the `audit_fr` modules of the apps."""
    return {act: text for module in _modules() for act, text in module.SENTENCES.items()}


@cache
def to_child() -> dict[str, str]:
    """What a pupil is told of its own acts, as a whole sentence: « Tu as choisi ton animal. » (`TO_CHILD`)."""
    return {act: text for module in _modules() for act, text in getattr(module, "TO_CHILD", {}).items()}


@cache
def _detail_words() -> dict[tuple[str, str], Callable[[Any], str]]:
    """(app, detail) → words: the same detail may mean another thing in another app."""
    found = {}
    for module in _modules():
        heads = {act.split(".")[0] for act in module.SENTENCES}
        for detail, words in getattr(module, "DETAILS", {}).items():
            found.update({(head, detail): words for head in heads})
    return found


@cache
def _objects() -> dict[str, Callable[[Actor, set[int]], dict[int, str]]]:
    """Kind of object → its names: apps that have things of their own say how they are called (`OBJECTS`), and leave
    out what a right that is gone no longer shows."""
    return {kind: names for module in _modules() for kind, names in getattr(module, "OBJECTS", {}).items()}


@cache
def _modules() -> tuple[Any, ...]:
    names = [
        f"{config.name}.audit_fr" for config in apps.get_app_configs() if config.name.startswith("eprimo.")
    ]
    return tuple(import_module(name) for name in names if find_spec(name) is not None)


@dataclass(frozen=True, slots=True)
class TrailFilter:
    """`act`: the head of acts (`directory.class`); `person`: who acted or whom it is about; `result`: an Outcome, or
    empty; days of the school."""

    act: str = ""
    person_id: int | None = None
    result: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class TrailRow:
    """One line: when, who in which role, what, and what became of it; `done`: it was done."""

    at: datetime
    who: str
    role: str
    what: str
    result: str
    done: bool


class _Number(int):
    """A number of a line. `{pupils:élève}` is « 1 élève », « 3 élèves »; `{back:lien rétabli,liens rétablis}` too."""

    def __format__(self, words: str) -> str:
        return counted(self, *words.split(",")) if words else str(self)


class _Nothing(str):
    """A detail that a line does not have, whatever words were to go with it."""

    __slots__ = ()

    def __format__(self, words: str) -> str:
        return ""


class _Blank(dict[str, Any]):
    """A detail that a line does not have reads as nothing; `of_subject` is « de Léa », « d’Alma »."""

    def __missing__(self, key: str) -> str:
        return of(self[key.removeprefix("of_")]) if key.startswith("of_") else _Nothing()


def trail(actor: Actor, what: TrailFilter, *, after: str = "", before: str = "") -> Page[TrailRow]:
    """A page of the lines the actor may read, newest first, in the language of the page."""
    narrow = _narrow(what, actor)
    parts = [AuditLine.objects.filter(part, narrow) for part in audit_parts(actor)]
    page = paginate_any(parts, ("-at", "-id"), after=after, before=before)
    names = Names(actor, page.items)
    return Page([_row(line, names) for line in page.items], page.after, page.before)


def team_of(actor: Actor) -> QuerySet[Person]:
    """Whose acts the trail of the school may be narrowed to in its form: those who work there, or did."""
    links = Affiliation.objects.filter(links_of_directed(actor))
    return Person.objects.filter(pk__in=links.values("person_id"), erased_at=None).order_by("sort_key", "pk")


def _narrow(what: TrailFilter, actor: Actor) -> Q:
    zone = ZoneInfo(actor.time_zone)
    q = Q()
    if what.act:
        q &= Q(act__startswith=f"{what.act}.")
    if what.result:
        q &= Q(result=what.result)
    if what.person_id is not None:
        # The acts of a row that was made one with this one are this person's.
        whole = with_absorbed([what.person_id])
        q &= Q(person_id__in=whole) | Q(subject_id__in=whole)
    if what.since:
        q &= Q(at__gte=datetime.combine(what.since, datetime.min.time(), zone))
    if what.until:
        q &= Q(at__lt=datetime.combine(what.until + timedelta(days=1), datetime.min.time(), zone))
    return q


def _row(line: AuditLine, names: "Names") -> TrailRow:
    role = str(ROLE_LABELS[Role(line.role)]) if line.role else ""
    return TrailRow(
        line.at,
        names.person(line.person_id) or "Le système",
        role,
        _what(line, names),
        gettext(RESULTS[line.result]),
        line.result == Outcome.DONE,
    )


def _what(line: AuditLine, names: "Names") -> str:
    """The sentence of a line; in a page of another language that of an adult of the school stands as French."""
    text = sentences().get(line.act, "a agi")
    if names.child_id is not None and names.child_id == line.person_id:
        text = to_child().get(line.act, OWN)
    if spoken() == SOURCE:
        return text.format_map(_given(line, names))
    said = gettext(text)
    if said != text:
        return SafeString(escape(said).format_map(_isolated(line, _given(line, names))))
    with speaking(SOURCE):
        french = capfirst(text.format_map(_given(line, names)))
    return component("author")(french)


def _given(line: AuditLine, names: "Names") -> _Blank:
    words = _detail_words()
    head = line.act.split(".")[0]
    given = _Blank(subject=names.person(line.subject_id), object=names.of(line))
    for key, value in line.details.items():
        say: Callable[[Any], Any] = words.get((head, key)) or _plainly
        if value is not None:
            given[key] = say(value)
    return given


def _plainly(value: Any) -> Any:
    return _Number(value) if isinstance(value, int) and not isinstance(value, bool) else str(value)


def _isolated(line: AuditLine, given: _Blank) -> _Blank:
    """A name or a title keeps its own order inside a sentence that may read from the other side."""
    safe = _Blank({key: conditional_escape(value) for key, value in given.items()})
    person = line.object_type == "directory.person"
    for key, named in (("subject", True), ("object", person)):
        if given[key]:
            safe[key] = component("isolated" if named else "author")(given[key])
    return safe


class Names:
    """Names of the people and things of a page of lines: one statement for each kind of thing.

    A head reads everybody of the trail of the school; others only those they may see now; a platform administrator
    reads numbers.
    """

    KINDS: ClassVar[dict[str, tuple[type[ClassGroup | Group | CommuneService | School], str]]] = {
        "directory.classgroup": (ClassGroup, "label"),
        "directory.group": (Group, "label"),
        "directory.communeservice": (CommuneService, "name"),
        "directory.school": (School, "name"),
    }

    def __init__(self, actor: Actor, lines: Iterable[AuditLine]) -> None:
        rows = list(lines)
        self.numbers = actor.role == Role.PLATFORM
        # A pupil who reads, of whom nothing is said in the third person.
        self.child_id = actor.person_id if actor.is_pupil else None
        self.things: dict[tuple[str, int], str] = {}
        self.people: dict[int, str] = {}
        if self.numbers:
            return
        for kind, (model, column) in self.KINDS.items():
            ids = {line.object_id for line in rows if line.object_type == kind and line.object_id}
            found = model.objects.filter(pk__in=ids).values_list("pk", column) if ids else ()
            self.things.update({(kind, pk): name for pk, name in found})
        for kind, names in _objects().items():
            asked = {
                line.object_id for line in rows if line.object_type == kind and line.object_id is not None
            }
            self.things.update(
                {(kind, pk): name for pk, name in names(actor, asked).items()} if asked else {}
            )
        wanted = {line.person_id for line in rows} | {line.subject_id for line in rows}
        wanted |= {line.object_id for line in rows if line.object_type == "directory.person"}
        everybody = Person.objects.filter(pk__in=[pk for pk in wanted if pk is not None])
        named = (
            everybody if actor.heads else everybody.filter(people_visible_to(actor) | Q(pk=actor.person_id))
        )
        known = set(everybody.values_list("pk", flat=True)) if not actor.heads else set()
        self.people = dict.fromkeys(known, UNNAMED) | {person.pk: person.full_name for person in named}

    def person(self, pk: int | None) -> str:
        if pk is None:
            return ""
        if self.numbers:
            return f"personne n° {pk}"
        name = self.people.get(pk, ERASED)
        return gettext(name) if name in {ERASED, UNNAMED} else name

    def of(self, line: AuditLine) -> str:
        if line.object_id is None:
            return ""
        if self.numbers:
            return f"n° {line.object_id}"
        if line.object_type == "directory.person":
            return self.person(line.object_id)
        return self.things.get((line.object_type, line.object_id), "")


ACT_FAMILIES = (
    ("", "Tout"),
    ("directory.class", "Classes"),
    ("directory.adult", "Adultes ajoutés"),
    ("directory.person", "Fiches réunies"),
    ("directory.agent", "Agents"),
    ("directory.restriction", "Restrictions"),
    ("directory.consent", "Accords"),
    ("directory.support", "Assistance"),
    ("directory.settings", "Réglages"),
    ("directory.year", "Changement d’année"),
    ("accounts", "Fiches et comptes"),
    ("factors", "Deuxième preuve et refus"),
    ("switches", "Actes suspendus"),
    ("privacy", "Données personnelles"),
    ("intake", "Imports"),
    ("liaison", "Mots"),
    ("messages", "Échanges"),
    ("console", "Bureau de l’école"),
)
