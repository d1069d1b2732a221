"""The words of an e-mail: counts, a day, a link. Never a name, a school or a title, whoever reads over a shoulder."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from eprimo.foundation.notifications.channels import ChannelMessage
from eprimo.foundation.notifications.models import Rhythm
from eprimo.ui.french import weekday_day_month
from eprimo.ui.languages import direction, speaking, spoken

# Where the address that stops an e-mail stands, until it is known whose it is: letters of many people are one text.
_STOP = "https://stop.invalid/"


@dataclass(frozen=True, slots=True)
class LetterLine:
    """A line of a letter, « 2 » and « choses à faire »: the figure stands apart in the drawn version, unless the words
    say it."""

    words: str
    count: int | None
    rest: str
    first_lane: bool = False


@dataclass(frozen=True, slots=True)
class Text:
    subject: str
    text: str
    html: str

    def to(self, stop: str) -> "Text":
        return Text(self.subject, self.text.replace(_STOP, stop), self.html.replace(_STOP, stop))


@dataclass(frozen=True, slots=True)
class LetterKind:
    """The parts that make two e-mails differ but for their address."""

    language: str
    rhythm: Rhythm
    todo: int
    due_on: date | None
    child: int
    life: int
    # Speaks of own children, or of one's classes.
    family: bool

    @classmethod
    def of(cls, word: ChannelMessage, *, language: str, family: bool) -> "LetterKind":
        return cls(language, word.rhythm, word.todo, word.due_on, word.child, word.life, family)


def write(kind: LetterKind) -> Text:
    """Return the e-mail of a kind, in its language."""
    with speaking(kind.language):
        context: dict[str, Any] = {
            "subject": _subject(kind), "lines": _lines(kind), "why": _why(kind.rhythm), "language": spoken(),
            "direction": direction(), "home": settings.PUBLIC_URL.rstrip("/") + "/", "stop": _STOP,
            "choose": settings.PUBLIC_URL.rstrip("/") + reverse("notices:preferences"),
            "greeting": _("Bonjour,") if kind.rhythm == Rhythm.NOW else _("Bonsoir,"),
        }  # fmt: skip
        return Text(
            context["subject"],
            render_to_string("notifications/mail/round.txt", context),
            render_to_string("notifications/mail/round.html", context),
        )


def _subject(kind: LetterKind) -> str:
    if kind.todo:
        return ngettext(
            "%(count)d chose à faire sur e-primo", "%(count)d choses à faire sur e-primo", kind.todo
        ) % {"count": kind.todo}
    news = kind.child + kind.life
    return ngettext("%(count)d nouvelle sur e-primo", "%(count)d nouvelles sur e-primo", news) % {
        "count": news
    }


def _lines(kind: LetterKind) -> list[LetterLine]:
    found = []
    if kind.todo:
        found.append(_line(kind.todo, _todo(kind), first_lane=True))
    if kind.child and kind.family:
        found.append(
            _line(
                kind.child,
                ngettext(
                    "%(count)d nouvelle de vos enfants", "%(count)d nouvelles de vos enfants", kind.child
                ),
            )
        )
    elif kind.child:
        found.append(
            _line(
                kind.child,
                ngettext(
                    "%(count)d nouvelle de vos classes", "%(count)d nouvelles de vos classes", kind.child
                ),
            )
        )
    if kind.life:
        found.append(
            _line(
                kind.life,
                ngettext(
                    "%(count)d nouvelle de la vie de la classe",
                    "%(count)d nouvelles de la vie de la classe",
                    kind.life,
                ),
            )
        )
    return found


def _todo(kind: LetterKind) -> str:
    if kind.due_on is None:
        return ngettext("%(count)d chose à faire", "%(count)d choses à faire", kind.todo)
    words = ngettext(
        "%(count)d chose à faire, avant le %(day)s",
        "%(count)d choses à faire, la première avant le %(day)s",
        kind.todo,
    )
    return words.replace("%(day)s", weekday_day_month(kind.due_on).replace("%", ""))


def _line(count: int, words: str, *, first_lane: bool = False) -> LetterLine:
    """The figure may stand anywhere in a sentence of another language: then it is not drawn apart."""
    sentence = words % {"count": count}
    if not words.startswith("%(count)d"):
        return LetterLine(sentence, None, sentence, first_lane)
    return LetterLine(sentence, count, sentence.removeprefix(str(count)).strip(), first_lane)


def _why(rhythm: Rhythm) -> str:
    if rhythm == Rhythm.NOW:
        return _(
            "Vous recevez ce message quand quelque chose est à faire, jamais la nuit ni le week-end, sauf urgence."
        )
    if rhythm == Rhythm.DAILY:
        return _(
            "Vous recevez ce résumé chaque jour d’école à 18 h, jamais le week-end ni pendant les vacances."
        )
    return _("Vous recevez ce résumé une fois par semaine, le dernier jour d’école à 18 h.")
