"""What the worker does for notices: rings, digests, sending, reports."""

import logging

from django.conf import settings

from eprimo.foundation.kernel.periodic import every
from eprimo.foundation.notifications import (  # noqa: F401 - registers the channel, what listens
    account_news,
    author_notices,
    family_notices,
    push,
)
from eprimo.foundation.notifications.mail import report_take
from eprimo.foundation.notifications.round_delivery import rounds_send
from eprimo.foundation.notifications.rounds import digests_plan, rings_plan
from eprimo.foundation.transport.mailbox import Mailbox, MailboxAway, read_reports

logger = logging.getLogger("eprimo.mail")


@every(2)
def ring() -> int:
    return rings_plan()


@every(60)
def digest() -> int:
    return digests_plan()


@every(0)
def send() -> int:
    return rounds_send()


@every(300)
def reports() -> int:
    if not settings.BOUNCE_IMAP_URL:
        return 0
    try:
        return read_reports(Mailbox.of(settings.BOUNCE_IMAP_URL), report_take)
    except MailboxAway as error:
        logger.warning("the mailbox of reports does not answer: %s", error)
        return 0
