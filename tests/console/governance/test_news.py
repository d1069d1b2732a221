"""The public page of the project: read by everybody, written by the rectorat."""

from datetime import timedelta
from typing import Any
from xml.etree import ElementTree as Xml

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.errors import Forbidden
from eprimo.steering.governance.actions.news import news_publish, news_write
from eprimo.steering.governance.models import News
from tests.cast import Cast
from tests.conftest import NOW
from tests.steering.consortium.group import group_of, manager

pytestmark = pytest.mark.django_db


def test_r078_what_the_rectorat_publishes_is_read_by_everybody_and_followed_by_rss(
    cast: Cast, sign_in: Any, client: Client
) -> None:
    """R078: a draft is nobody's; published, corrected, withdrawn; the feed says the same."""
    group_of(cast)
    manager(cast)
    stranger = Client()
    assert "Aucune actualité" in stranger.get(reverse("group_news:page")).content.decode()
    coordinator: Client = sign_in(cast.coordinator)
    typed = {"title": "Le marché <est> notifié & prêt", "text": "Les écoles ouvrent.\n\nBientôt."}
    coordinator.post(reverse("group_news:write"), typed)
    news = News.objects.get()
    assert "notifié" not in stranger.get(reverse("group_news:page")).content.decode()
    assert "Brouillon" in coordinator.get(reverse("group_news:kept")).content.decode()
    coordinator.post(reverse("group_news:publish", args=[news.public_id]))
    with clock.frozen(NOW + timedelta(days=1)):
        coordinator = sign_in(cast.coordinator)
        coordinator.post(reverse("group_news:correct", args=[news.public_id]), typed | {"text": "En mai."})
    page = stranger.get(reverse("group_news:page")).content.decode()
    assert "Le marché &lt;est&gt; notifié &amp; prêt" in page
    assert "corrigée le" in page
    assert 'type="application/rss+xml"' in page
    feed = stranger.get(reverse("group_news:feed"))
    assert feed["Content-Type"].startswith("application/rss+xml")
    (item,) = Xml.fromstring(feed.content).iter("item")
    assert item.findtext("title") == typed["title"]
    assert item.findtext("description") == "En mai."
    assert (item.findtext("link") or "").startswith(settings.PUBLIC_URL)
    coordinator = sign_in(cast.coordinator)
    coordinator.post(reverse("group_news:withdraw", args=[news.public_id]))
    assert "notifié" not in stranger.get(reverse("group_news:page")).content.decode()
    assert b"<item>" not in stranger.get(reverse("group_news:feed")).content
    # In the frame of the product for who is signed in, with the tabs of the group for its readers.
    assert (
        reverse("governance:meetings")
        in sign_in(cast.people["member_rep"]).get(reverse("group_news:page")).content.decode()
    )


def test_r078_nobody_else_writes_and_publishing_twice_changes_nothing(cast: Cast) -> None:
    group = group_of(cast)
    by = manager(cast)
    news = news_publish(actor=by, news=news_write(actor=by, market=group.market, title="Un", text="Deux"))
    with clock.frozen(NOW + timedelta(days=3)):
        assert news_publish(actor=by, news=news).published_at == news.published_at
    for who in ("member_rep", "managing_body", "contractor", "academy", "platform", "director"):
        with pytest.raises(Forbidden):
            news_write(actor=cast.actor(who), market=group.market, title="Un", text="Deux")
