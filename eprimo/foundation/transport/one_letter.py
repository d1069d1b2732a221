"""The letter of an event. An event that fails is carried on again, whole: of two letters, the one that was taken would
go twice. So an event has one letter, and who tells several emits an event for each."""

import hashlib
import hmac
from dataclasses import replace
from email.utils import parseaddr

from django.conf import settings

from eprimo.foundation.kernel.outbox import in_hand
from eprimo.foundation.transport.mail import Fate, Letter, mailer
from eprimo.foundation.transport.tokens import message_id


class MailAway(Exception):
    """No server takes the letter now: the event comes again later."""


class SecondLetter(RuntimeError):
    """The event has sent its letter: the other one is of an event of its own."""


def only_letter() -> None:
    """Say that the event that is carried on sends a letter now. Raises SecondLetter."""
    carried = in_hand()
    if carried is not None:
        if carried.has_sent:
            raise SecondLetter
        carried.has_sent = True


def post(letter: Letter) -> Fate:
    """Hand the letter of the event over: SENT or REFUSED. Raises MailAway, SecondLetter.

    Between the server's « 250 » and our commit it may go again; then it has the same Message-ID, which servers and mail
    programs take for one.
    """
    only_letter()
    result = next(iter(mailer().send([_named(letter)])))
    if result.fate in {Fate.LATER, Fate.AWAY}:
        raise MailAway
    return result.fate


def _named(letter: Letter) -> Letter:
    carried = in_hand()
    if carried is None:
        return letter
    seal = hmac.new(settings.SECRET_KEY.encode(), b"event:%d" % carried.event_id, hashlib.sha256).hexdigest()[
        :32
    ]
    name = message_id(seal, parseaddr(settings.DEFAULT_FROM_EMAIL)[1])
    return replace(letter, headers={"Message-ID": name, **letter.headers})
