"""The public news of the project: « Il informe régulièrement les membres du groupement » [C 7.2]."""

from django.db import transaction

from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.rights import require
from eprimo.steering.consortium.models import Market
from eprimo.steering.governance.models import News
from eprimo.steering.governance.policies import can_write_news


@transaction.atomic
def news_write(*, actor: Actor, market: Market, title: str, text: str) -> News:
    """A draft: nobody but the coordinator reads it."""
    require(can_write_news, actor)
    made = News.objects.create(market=market, title=title.strip(), text=text.strip())
    audit(actor, "governance.news.written", made)
    return made


@transaction.atomic
def news_correct(*, actor: Actor, news: News, title: str, text: str) -> News:
    """Other words; of a published one it is said that, and when, it was corrected."""
    require(can_write_news, actor)
    news = _locked(news)
    if (news.title, news.text) == (title.strip(), text.strip()):
        return news
    news.title, news.text = title.strip(), text.strip()
    news.corrected_at = clock.now() if news.published_at is not None else None
    news.save(update_fields=["title", "text", "corrected_at"])
    audit(actor, "governance.news.corrected", news)
    return news


@transaction.atomic
def news_publish(*, actor: Actor, news: News) -> News:
    """Everybody reads it from now on; withdrawn before, it comes back at its first day. A second time, nothing."""
    require(can_write_news, actor)
    news = _locked(news)
    if news.published_at is not None and news.withdrawn_at is None:
        return news
    news.published_at, news.withdrawn_at = news.published_at or clock.now(), None
    news.save(update_fields=["published_at", "withdrawn_at"])
    audit(actor, "governance.news.published", news)
    return news


@transaction.atomic
def news_withdraw(*, actor: Actor, news: News) -> News:
    """Nobody reads it any more; it stays among the coordinator's."""
    require(can_write_news, actor)
    news = _locked(news)
    if news.published_at is None or news.withdrawn_at is not None:
        return news
    news.withdrawn_at = clock.now()
    news.save(update_fields=["withdrawn_at"])
    audit(actor, "governance.news.withdrawn", news)
    return news


def _locked(news: News) -> News:
    return News.objects.select_for_update(of=("self",)).get(pk=news.pk)
