"""E-mail as a channel: to confirmed addresses only, under a name of ours, with a way out that asks for nothing."""

import hashlib
import hmac
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.urls import reverse
from django.utils.translation import pgettext_lazy

from eprimo.foundation.accounts.actions.recovery import email_refused
from eprimo.foundation.notifications.channels import Channel, ChannelMessage, Outcome, register_channel
from eprimo.foundation.notifications.letters import LetterKind, Text, write
from eprimo.foundation.notifications.models import Lane, Preference, Rhythm, Round
from eprimo.foundation.transport.mail import Fate, Letter, configured, mailer
from eprimo.foundation.transport.reports import Report

KEY = "mail"

# On `p.id`: an adult whose address is confirmed and did not refuse.
REACHES = """
EXISTS (SELECT FROM accounts_account a WHERE a.person_id = p.id AND a.state = 'active'
        AND NOT EXISTS (SELECT FROM accounts_accountsecret s WHERE s.account_id = a.id AND s.words IS NOT NULL)
        AND a.recovery_email <> '' AND a.recovery_email_confirmed_at IS NOT NULL
        AND a.recovery_email_refused_at IS NULL)
"""
_ADDRESSES = f"""
SELECT p.id, a.id, a.recovery_email, a.language,
       EXISTS (SELECT FROM directory_guardianship g WHERE g.adult_id = p.id AND g.ends IS NULL)
FROM directory_person p JOIN accounts_account a ON a.person_id = p.id
WHERE p.id = ANY(%s) AND {REACHES}
"""  # noqa: S608 - a piece of ours; values go as parameters

DEFAULTS = {Lane.TO_DO: Rhythm.NOW, Lane.MY_CHILD: Rhythm.DAILY, Lane.CLASS_LIFE: Rhythm.WEEKLY}

_OUTCOMES = {
    Fate.SENT: Outcome.SENT,
    Fate.LATER: Outcome.LATER,
    Fate.REFUSED: Outcome.REFUSED,
    Fate.AWAY: Outcome.AWAY,
}


def send(words: Sequence[ChannelMessage]) -> Iterable[tuple[ChannelMessage, Outcome]]:
    """Write to the people of these words, over one connection."""
    with connection.cursor() as cursor:
        cursor.execute(_ADDRESSES, [[word.person_id for word in words]])
        found = {row[0]: row[1:] for row in cursor.fetchall()}
    letters: list[Letter] = []
    of: list[tuple[ChannelMessage, int]] = []
    written: dict[LetterKind, Text] = {}
    ringing = _told_of_what_rings(words)
    for word in words:
        if word.person_id not in found:
            yield word, Outcome.REFUSED
            continue
        account, address, language, family = found[word.person_id]
        kind = LetterKind.of(word, language=language, family=family)
        text = written.get(kind) or written.setdefault(kind, write(kind))
        letters.append(_letter(word, address, text, ringing=word.person_id in ringing))
        of.append((word, account))
    for (word, account), result in zip(of, mailer().send(letters), strict=True):
        if result.fate == Fate.REFUSED:
            email_refused(account_id=account, address=result.letter.to, code=result.code)
        yield word, _OUTCOMES[result.fate]


def _told_of_what_rings(words: Sequence[ChannelMessage]) -> set[int]:
    """Who wants no digest, and gets one for what could not ring (in holidays): its way out stops what rings, or it
    would stop nothing."""
    people = {one.person_id for one in words if one.rhythm == Rhythm.DAILY and not (one.child or one.life)}
    if not people:
        return set()
    usual = dict.fromkeys((lane for lane, rhythm in DEFAULTS.items() if rhythm == Rhythm.DAILY), Rhythm.DAILY)
    general: dict[int, dict[Lane, Rhythm]] = {person: dict(usual) for person in people}
    wanted = set()
    for row in Preference.objects.filter(person__in=people, channel=KEY):
        if row.child_id is None:
            general[row.person_id][Lane(row.lane)] = Rhythm(row.rhythm)
        elif row.rhythm == Rhythm.DAILY:
            wanted.add(row.person_id)
    return {person for person in people - wanted if Rhythm.DAILY not in general[person].values()}


def _letter(word: ChannelMessage, address: str, text: Text, *, ringing: bool) -> Letter:
    stop = settings.PUBLIC_URL.rstrip("/") + reverse("notices:stop", args=[word.key]) + ("?a-faire" * ringing)
    own = text.to(stop)
    headers = {
        "List-Unsubscribe": f"<{stop}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    return Letter(address, own.subject, own.text, own.html, token_of(word.key, word.until, address), headers)


def token_of(key: UUID, until: datetime, address: str) -> str:
    """The name of one sending to one address: the round's key (drawn, 122 bits), the instant, a seal of the address."""
    return f"{key.hex}.{int(until.timestamp() * 1000):x}.{_seal(key, address)}"


def _seal(key: UUID, address: str) -> str:
    what = b"mail:" + key.bytes + address.lower().encode()
    return hmac.new(settings.SECRET_KEY.encode(), what, hashlib.sha256).hexdigest()[:16]


def report_take(report: Report) -> bool:
    """Hold a lasting failure against the address it was sealed for. True: the report was about a sending of ours."""
    for token in report.tokens:
        key, _, rest = token.partition(".")
        round_ = _round_of(key)
        if round_ is None:
            continue
        account = getattr(round_.person, "account", None)
        seal = rest.rpartition(".")[2]
        if (
            account
            and report.lasting
            and hmac.compare_digest(seal, _seal(round_.key, account.recovery_email))
        ):
            email_refused(account_id=account.pk, address=account.recovery_email, code=report.status)
        return True
    return False


def _round_of(key: str) -> Round | None:
    try:
        value = UUID(hex=key)
    except ValueError:
        return None
    return Round.objects.select_related("person__account").filter(key=value, channel=KEY).first()


register_channel(
    Channel(
        key=KEY,
        label=pgettext_lazy("way of telling", "E-mail"),
        rhythms=(Rhythm.NOW, Rhythm.DAILY, Rhythm.WEEKLY, Rhythm.NEVER),
        send=send,
        reaches=REACHES,
        defaults=DEFAULTS,
        gather=timedelta(minutes=2),
        apart=timedelta(minutes=15),
        order=10,
        available=configured,
    )
)
