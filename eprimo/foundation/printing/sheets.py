"""Sign-in sheets: pupils' cards, four a page, and one letter for each adult.

They hold a secret: who asks for them writes the print in the audit trail, and nothing here keeps the bytes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import translation
from django.utils.translation import gettext as _

from eprimo.foundation.printing.prose import breakable, in_words, long_date, qr_svg, sentence
from eprimo.foundation.printing.typesetting import typeset
from eprimo.ui.french import of

# The longest address that stays whole on a line, in letters.
KEPT_ADDRESS = 40


@dataclass(frozen=True, kw_only=True)
class PupilCard:
    """What a child needs to enter. No birth date: the card is lost sooner or later."""

    first_name: str
    last_name: str
    class_label: str
    school_name: str
    login: str
    words: tuple[str, str, str]
    # The host to type, without scheme: « e-primo.fr ».
    address: str


@dataclass(frozen=True, kw_only=True)
class AdultLetter:
    """First visit of a guardian (`children` given) or of a member of staff (`role` given).

    `school_name` is empty for who belongs to no school: an inspector, an agent of a commune.
    """

    full_name: str
    school_name: str
    login: str
    # As printed and typed, in groups.
    code: str
    # Last day on which the code opens.
    expires_on: date
    made_on: date
    # The host to type, without scheme.
    url: str
    # `https://host/activation#CODE`: the fragment never reaches a server's journal.
    qr_payload: str
    civility: str = ""
    school_address: str = ""
    # « Léa (CP) », in the order of the school's choice.
    children: Sequence[str] = ()
    # « enseignante, CE1-A »; shown when there are no children.
    role: str = ""
    # When and where the school helps with the first visit; a general sentence when empty.
    help_text: str = ""
    # Of this letter; that of the print when empty.
    lang: str = ""
    # A tie that its reader accepts: with a new account, or in the own one. No login then.
    proposed: bool = False


def pupil_cards_pdf(cards: Sequence[PupilCard], *, lang: str = "fr") -> bytes:
    """A4 sheets of four cards to cut, in the order given. ValueError when there is nobody."""
    if not cards:
        raise ValueError("No card to print.")
    with translation.override(lang):
        data = {
            "labels": {
                "address": _("Adresse"),
                "login": _("Mon identifiant"),
                "words": _("Mes trois mots"),
                "secret": _("C’est ton secret\u00a0: ne le montre pas aux autres."),
                "lost": _("Carte perdue\u00a0? Dis-le vite à l’école."),
            },
            "cards": [
                {
                    "first_name": breakable(card.first_name),
                    "last_name": breakable(card.last_name),
                    "place": breakable(f"{card.class_label} · {card.school_name}"),
                    "login": breakable(card.login),
                    "words": list(card.words),
                    "address": breakable(card.address),
                }
                for card in cards
            ],
        }
        return typeset("cards", data, title=_("Cartes des élèves"), lang=lang)


def letters_pdf(letters: Sequence[AdultLetter], *, lang: str = "fr") -> bytes:
    """One A4 page a letter, in the order given. ValueError when there is nobody."""
    if not letters:
        raise ValueError("No letter to print.")
    with translation.override(lang):
        data = {"letters": [_letter(letter, letter.lang or lang) for letter in letters]}
        return typeset("letters", data, title=_("Fiches de première visite"), lang=lang)


def _letter(letter: AdultLetter, lang: str) -> dict[str, object]:
    with translation.override(lang):
        return {
            "lang": lang,
            "labels": {
                "title": _("Votre entrée dans e-primo"),
                "login": _("Votre identifiant"),
                "code": _("Votre code personnel"),
                "help": _("Besoin d’aide\u00a0?"),
                "paper": _("Je souhaite recevoir les mots sur papier"),
                "return": _("Vous préférez le papier\u00a0? Cochez, découpez et rendez ce coupon à l’école."),
                "qr": _("Carré à viser avec l’appareil photo\u00a0: il ouvre la page de première visite."),
            },
            **_words(letter),
        }


def _words(letter: AdultLetter) -> dict[str, object]:
    name = breakable(f"{letter.civility} {letter.full_name}".strip())
    expires = long_date(letter.expires_on)
    return {
        "school": breakable(letter.school_name),
        "school_address": breakable(letter.school_address),
        "name": name,
        "to": _addressee(letter, name),
        "intro": _intro(letter),
        "steps": _steps(letter),
        "login": breakable(letter.login),
        "code": letter.code,
        "qr": qr_svg(letter.qr_payload),
        "valid": _(
            "Valable jusqu’au {day}, une seule fois. Ne le prêtez à personne\u00a0: il est à vous."
        ).format(day=expires),
        "help": letter.help_text or _help(letter),
        "paper": bool(letter.children),
        "footer": [
            _("Fiche faite le {made}. Elle ne sert qu’une fois.").format(made=long_date(letter.made_on)),
            _again(letter).format(expires=expires),
        ],
    }


def _help(letter: AdultLetter) -> str:
    if letter.proposed and not letter.school_name:
        return _("Demandez à qui vous a remis cette fiche.")
    if not letter.school_name:
        return _("Demandez à l’académie, qui a fait cette fiche.")
    return _("Venez à l’école avec cette fiche\u00a0: on fait la première visite ensemble.")


def _again(letter: AdultLetter) -> str:
    if letter.proposed and not letter.school_name:
        return _(
            "Elle n’est plus valable après le {expires}\u00a0: demandez-en une autre à qui vous l’a remise."
        )
    if not letter.school_name:
        return _("Elle n’est plus valable après le {expires}\u00a0: demandez-en une autre à l’académie.")
    return _("Elle n’est plus valable après le {expires}\u00a0: demandez-en une autre à l’école.")


def _addressee(letter: AdultLetter, name: str) -> list[object]:
    if letter.children:
        children = breakable(in_words(letter.children))
        return [
            *sentence(_("Pour **{name}**, responsable {of_children}"), name=name, of_children=of(children))
        ]
    if letter.role:
        return [*sentence(_("Pour **{name}**, {role}"), name=name, role=breakable(letter.role))]
    return [*sentence(_("Pour **{name}**"), name=name)]


def _intro(letter: AdultLetter) -> str:
    if not letter.school_name:
        return _("Ce que vous suivez dans les écoles, dans un seul endroit.")
    if not letter.children:
        return _("Les mots aux familles et la vie de l’école, dans un seul endroit.")
    if len(letter.children) == 1:
        return _("Le cahier de liaison de votre enfant et la vie de l’école, dans un seul endroit.")
    return _("Le cahier de liaison de vos enfants et la vie de l’école, dans un seul endroit.")


def _steps(letter: AdultLetter) -> list[object]:
    # The same for all: whether somebody has children, and where, is not written on a paper that others hold.
    confirm = _(
        "**Confirmez** que c’est bien vous, avec les dates de naissance de vos enfants si vous en avez."
    )
    aim = sentence(
        _(
            "**Visez ce carré** avec l’appareil photo de votre téléphone. Ou ouvrez **{url}** "
            "sur un ordinateur, puis «\u00a0J’ai reçu une fiche de l’école\u00a0»."
        ),
        url=breakable(letter.url),
    )
    for run in aim:
        # An address cut at its hyphen is typed without it.
        run["keep"] = run["text"] == letter.url and len(letter.url) <= KEPT_ADDRESS
    if letter.proposed:
        return [
            aim,
            sentence(_("**Lisez** ce qui vous est proposé. Rien ne s’ouvre sans votre accord.")),
            sentence(
                _(
                    "**Acceptez** avec le compte que vous avez déjà, ou ouvrez-en un en choisissant un mot de passe."
                )
            ),
        ]
    return [
        aim,
        sentence(confirm),
        sentence(_("**Choisissez** votre mot de passe. L’adresse électronique est facultative.")),
    ]
