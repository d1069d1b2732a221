"""The chapters of help: whom each is for, and where it stands."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from eprimo.foundation.kernel.actor import Actor, Role


@dataclass(frozen=True, slots=True)
class HelpChapter:
    """`key`: its name in the address (`?chapitre=familles`); those of `work/` are French, as their screens."""

    key: str
    title: Promise
    template: str
    roles: frozenset[Role]


CHAPTERS = (
    HelpChapter("familles", _("Familles"), "information/help/_families.html", frozenset({Role.GUARDIAN})),
    HelpChapter("eleves", _("Élèves"), "information/help/_pupils.html", frozenset({Role.PUPIL})),
    HelpChapter("enseignants", _("Enseignants"), "information/help/_teachers.html", frozenset({Role.TEACHER})),
    HelpChapter("personnels", _("Personnels de l’école"), "information/work/_staff.html",
            frozenset({Role.STAFF, Role.COMMUNE_AGENT})),
    HelpChapter("intervenants", _("Intervenants"), "information/work/_partners.html", frozenset({Role.PARTNER})),
    HelpChapter("direction", _("Direction"), "information/help/_direction.html",
            frozenset({Role.DIRECTOR, Role.DEPUTY})),
    HelpChapter("commune", _("Mairie, intercommunalité, OGEC"), "information/work/_clerks.html",
            frozenset({Role.MEMBER_REP, Role.MANAGING_BODY})),
    HelpChapter("groupement", _("Groupement de commandes"), "information/work/_group.html",
            frozenset({Role.COORDINATOR, Role.COMMISSION, Role.CONTRACTOR})),
    HelpChapter("territoire", _("Inspection, académie"), "information/work/_territory.html",
            frozenset({Role.INSPECTOR, Role.ACADEMY, Role.PLATFORM})),
)  # fmt: skip


def chapter_of(actor: Actor | None) -> HelpChapter:
    """The chapter for the role in use; that of families for who is not signed in, or in no role."""
    role = actor.role if actor is not None else None
    return next((one for one in CHAPTERS if role in one.roles), CHAPTERS[0])
