"""Pages that everybody may read, signed in or not: help, legal notices, privacy, accessibility, state."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from eprimo.foundation.accounts.addresses import address_hash, client_address
from eprimo.foundation.accounts.paths import absolute
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.foundation.kernel.audit_checkpoints import head_line
from eprimo.foundation.kernel.errors import NotVisible, TooManyTries
from eprimo.foundation.kernel.models import AuditHead
from eprimo.foundation.kernel.requests import actor_of
from eprimo.foundation.kernel.services import Retention, discover, retentions
from eprimo.foundation.kernel.throttle import Limit, take
from eprimo.foundation.kernel.views import always_open, before_charter, fragment, french_only, public
from eprimo.foundation.printing.cells import content_disposition
from eprimo.services.information.register import TITLE, TYPES, file_of, register_of
from eprimo.services.information.reports import LARGEST, noted
from eprimo.services.information.table_names import words_of


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


# Reports of one network, and of all of them.
OF_A_NETWORK, OF_ALL = Limit(burst=10, seconds_each=60), Limit(burst=200, seconds_each=5)
# What the file of contacts says holds so long, and is said anew with each reading.
SAID_FOR = timedelta(days=30)


def _page(request: HttpRequest, template: str, context: dict[str, Any] | None = None) -> HttpResponse:
    """In the frame of the product for who is signed in, in the frame of the door for the others."""
    layout = "layouts/app.html" if getattr(request, "actor", None) else "layouts/door.html"
    return render(request, template, {"layout": layout, **(context or {})})


@require_safe
@public
@always_open
@before_charter
def help_page(request: HttpRequest) -> HttpResponse:
    """How to do the ordinary things, a chapter for each trade: the one that is asked for, else the reader's own."""
    own = chapter_of(getattr(request, "actor", None))
    asked = next((one for one in CHAPTERS if one.key == request.GET.get("chapitre")), own)
    return _page(request, "information/help.html", {"chapters": CHAPTERS, "chapter": asked})


@require_safe
@public
@always_open
@before_charter
def legal(request: HttpRequest) -> HttpResponse:
    """Who publishes and who hosts."""
    return _page(request, "information/legal.html")


@require_safe
@public
@always_open
@before_charter
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept of whom, how long and why, as each part of the product declares it."""
    discover()
    return _page(
        request,
        "information/privacy.html",
        {
            "lines": [(_what(line), line) for line in retentions()],
            "signed_in": getattr(request, "actor", None) is not None,
        },
    )


HEADS_SHOWN = timedelta(days=7)
_REGISTER_WORDS = {
    "basis": "Base légale", "people": "Personnes", "recipients": "Destinataires", "measures": "Sécurité",
    "data": "Donnée", "kept": "Gardée", "why": "Pourquoi",
}  # fmt: skip
_FILES = (("pdf", "Imprimer (PDF)"), ("ods", "Tableur (ODS)"), ("csv", "Tableur (CSV)"))


@require_safe
@always_open
@french_only
def register(request: HttpRequest) -> HttpResponse:
    """The register of processing, as the law names it: everyone signed in reads it."""
    context = {
        "title": TITLE, "entries": register_of(), "files": _FILES, "words": _REGISTER_WORDS,
        "intro": "Ce que le RGPD (article 30) demande d’écrire de chaque traitement. Cette page est tirée de ce que le "
        "logiciel fait\u00a0: les durées qu’elle donne sont celles que le travail de chaque nuit applique.",
    }  # fmt: skip
    return render(request, "information/register.html", context)


@require_safe
@always_open
@fragment
def register_file(request: HttpRequest, kind: str) -> HttpResponse:
    """The same to print, or as a sheet."""
    if kind not in TYPES:
        raise NotVisible
    body = file_of(kind, clock.today(actor_of(request).time_zone))
    response = HttpResponse(body, content_type=TYPES[kind])
    response["Content-Disposition"] = content_disposition("registre des traitements", kind)
    return response


def _what(line: Retention) -> str:
    return words_of(line.model)


@require_safe
@public
@always_open
@before_charter
def accessibility(request: HttpRequest) -> HttpResponse:
    """What was tested, what is known not to be reached, whom to write to."""
    return _page(request, "information/accessibility.html")


@require_safe
@public
@always_open
@before_charter
def status(request: HttpRequest) -> HttpResponse:
    """For people and probes: 200 when pages and database answer, 503 otherwise. No detail, no figure."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("indisponible\n", status=503, content_type="text/plain; charset=utf-8")
    return HttpResponse("tout va bien\n", content_type="text/plain; charset=utf-8")


@csrf_exempt
@require_POST
@public
@always_open
@before_charter
def reports(request: HttpRequest) -> HttpResponse:
    """What a browser refused. Nothing is said of whether it was noted; beyond the quota nothing is."""
    network = address_hash(client_address(request))
    try:
        take(f"report:{network}", OF_A_NETWORK)
        take("report:", OF_ALL)
    except TooManyTries:
        return HttpResponse(status=204)
    said = request.META.get("CONTENT_LENGTH") or ""
    if said.isdecimal() and int(said) <= LARGEST:
        noted(request.body)
    return HttpResponse(status=204)


@require_safe
@public
@always_open
@before_charter
def heads(request: HttpRequest) -> HttpResponse:
    """What the audit trail was at each hour of the last week, for whoever keeps it elsewhere: numbers and hashes."""
    since = clock.now() - HEADS_SHOWN
    lines = [head_line(head) for head in AuditHead.objects.filter(at__gte=since).order_by("pk")]
    return HttpResponse("".join(f"{line}\n" for line in lines), content_type="text/plain; charset=utf-8")


@require_safe
@public
@always_open
@before_charter
def security_txt(request: HttpRequest) -> HttpResponse:
    """Whom to write to about a weakness (RFC 9116); 404 where nobody was named."""
    if not settings.SECURITY_CONTACTS:
        raise NotVisible
    contacts = [one if ":" in one else f"mailto:{one}" for one in settings.SECURITY_CONTACTS]
    lines = [
        *(f"Contact: {one}" for one in contacts),
        f"Expires: {(clock.now() + SAID_FOR).isoformat(timespec='seconds')}",
        "Preferred-Languages: fr, en",
        f"Canonical: {absolute('information:security_txt')}",
    ]
    if settings.SECURITY_POLICY:
        lines.append(f"Policy: {settings.SECURITY_POLICY}")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
