"""E-mails to the own address of an account, in the language that it chose."""

from dataclasses import dataclass

from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils.translation import gettext

from eprimo.foundation.accounts.models import Account
from eprimo.foundation.transport.one_letter import only_letter
from eprimo.ui.languages import speaking


@dataclass(frozen=True, slots=True)
class Letter:
    """`subject`: a text that `gettext_noop` marks; `template`: the words, which may read what is given to `send`."""

    subject: str
    template: str


def send(letter: Letter, account: Account, to: str, **words: object) -> None:
    """Send the one letter of an event; a code is drawn anew at each try, so that its letter is another one. Raises
    SecondLetter."""
    only_letter()
    with speaking(account.language):
        text = render_to_string(letter.template, words)
        EmailMessage(gettext(letter.subject), text, to=[to]).send()
