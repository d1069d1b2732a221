"""The news of the project: a public page and its RSS feed, written by the rectorat [C 7.2]."""

from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.feedgenerator import Rss201rev2Feed
from django.views.decorators.http import require_POST, require_safe

from eprimo.console.consortium.views.common import running_market
from eprimo.console.governance.forms import NewsForm
from eprimo.console.pages import actor_as, handle_form, run_and_notify
from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.foundation.kernel.errors import NotVisible
from eprimo.foundation.kernel.views import always_open, before_charter, french_only, public
from eprimo.steering.consortium.policies import READERS
from eprimo.steering.governance.actions.news import news_correct, news_publish, news_withdraw, news_write
from eprimo.steering.governance.policies import can_write_news
from eprimo.steering.governance.queries import news_of, one_news, published_news

_TITLE = "Actualités d’e‑primo"
_ABOUT = "Où en est l’environnement numérique de travail des écoles de l’académie."
_SHOWN, _IN_FEED = 60, 20
_INTRO = "Tout le monde lit cette page, sans se connecter\N{NO-BREAK SPACE}: n’y nommez ni élève ni famille."


@require_safe
@public
@always_open
@before_charter
@french_only
def page(request: HttpRequest) -> HttpResponse:
    """What was published, the last one first; in the frame of the product for who is signed in."""
    actor: Actor | None = getattr(request, "actor", None)
    context = {
        "layout": "layouts/app.html" if actor else "layouts/door.html",
        "tabs": actor is not None and actor.role in READERS,
        "writes": actor is not None and can_write_news(actor),
        "rows": list(published_news()[:_SHOWN]),
        "about": _ABOUT,
        "title": _TITLE,
    }
    return render(request, "governance/news.html", context)


@require_safe
@public
@always_open
@before_charter
def feed(request: HttpRequest) -> HttpResponse:
    """The same as RSS 2.0. Addresses are the product's own, never the request's."""
    base, home = settings.PUBLIC_URL.rstrip("/"), reverse("group_news:page")
    out = Rss201rev2Feed(
        title=_TITLE, link=f"{base}{home}", description=_ABOUT, language="fr",
        feed_url=f"{base}{reverse('group_news:feed')}",
    )  # fmt: skip
    for one in published_news()[:_IN_FEED]:
        out.add_item(
            title=one.title, link=f"{base}{home}#n-{one.public_id}", description=one.text, pubdate=one.published_at,
            updateddate=one.corrected_at or one.published_at, unique_id=str(one.public_id),
            unique_id_is_permalink=False,
        )  # fmt: skip
    return HttpResponse(out.writeString("utf-8"), content_type="application/rss+xml; charset=utf-8")


@require_safe
def kept(request: HttpRequest) -> HttpResponse:
    """Drafts, what is published, what was withdrawn."""
    actor = actor_as(request, Role.COORDINATOR)
    context = {"rows": list(news_of(actor)[:_SHOWN]), "writes": can_write_news(actor)}
    return render(request, "governance/news_kept.html", context)


def write(request: HttpRequest) -> HttpResponse:
    actor = _writer(request)
    market = running_market(actor)
    form = NewsForm(request.POST or None)
    return handle_form(
        request, form, lambda: news_write(actor=actor, market=market, **form.cleaned_data),
        done="Le brouillon est gardé\N{NO-BREAK SPACE}: relisez-le, puis publiez.",
        title="Écrire une actualité", submit="Garder le brouillon", back=reverse("group_news:kept"),
        intro=_INTRO,
    )  # fmt: skip


def correct(request: HttpRequest, public_id: UUID) -> HttpResponse:
    actor = _writer(request)
    found = one_news(actor, public_id)
    form = NewsForm(request.POST or None, initial={"title": found.title, "text": found.text})
    return handle_form(
        request, form, lambda: news_correct(actor=actor, news=found, **form.cleaned_data),
        done="C’est corrigé.", title="Corriger l’actualité", submit="Corriger",
        back=reverse("group_news:kept"), intro=_INTRO,
    )  # fmt: skip


@require_POST
def publish(request: HttpRequest, public_id: UUID) -> HttpResponse:
    actor = _writer(request)
    found = one_news(actor, public_id)
    run_and_notify(request, lambda: news_publish(actor=actor, news=found), "L’actualité est publiée.")
    return redirect("group_news:kept")


@require_POST
def withdraw(request: HttpRequest, public_id: UUID) -> HttpResponse:
    actor = _writer(request)
    found = one_news(actor, public_id)
    run_and_notify(request, lambda: news_withdraw(actor=actor, news=found), "L’actualité est retirée.")
    return redirect("group_news:kept")


def _writer(request: HttpRequest) -> Actor:
    """A coordinator who manages; for the others these pages do not exist."""
    actor = actor_as(request, Role.COORDINATOR)
    if not can_write_news(actor):
        raise NotVisible
    return actor
