"""What a copy of one's own data says of the account; and what of it one may erase at once."""

from collections.abc import Iterator

from django.db.models import Q
from django.utils.translation import gettext as _

from eprimo.foundation.accounts.enums import Animations, Font, Language, Reading, TextSize, Theme
from eprimo.foundation.accounts.models import Account, AccountNews, ScopedSecret, Session, SignInCode
from eprimo.foundation.kernel.copy_chapters import (
    Chapter,
    Cleared,
    Code,
    CopyColumn,
    CopyRequest,
    LeftOut,
    Row,
    Viewpoint,
)

_OWN = frozenset({Viewpoint.OWN})
_SELF = frozenset({Viewpoint.OWN, Viewpoint.PUPIL})
_USUAL = {
    "language": Language.DEVICE,
    "theme": Theme.DEVICE,
    "reading": Reading.NORMAL,
    "font": Font.DEFAULT,
    "text_size": TextSize.NORMAL,
    "animations": Animations.DEVICE,
}


def _account(asked: CopyRequest) -> Iterator[Row]:
    for one in Account.objects.filter(person=asked.subject_id):
        yield (
            one.login,
            asked.local(one.activated_at),
            asked.local(one.charter_at),
            one.recovery_email,
            one.recovery_email_pending,
        )


def _comfort(asked: CopyRequest) -> Iterator[Row]:
    for one in Account.objects.filter(person=asked.subject_id):
        yield tuple(
            Code(getattr(one, name), str(type(usual)(getattr(one, name)).label))
            for name, usual in _USUAL.items()
        )


def _sessions(asked: CopyRequest) -> Iterator[Row]:
    rows = Session.objects.filter(account__person=asked.subject_id, expires_at__gt=asked.now)
    for one in rows.order_by("created_at", "pk"):
        yield (
            _("L’agenda, sur un téléphone") if one.feed else one.device or _("Appareil inconnu"),
            *map(asked.local, (one.created_at, one.seen_at, one.expires_at)),
        )


def _news(asked: CopyRequest) -> Iterator[Row]:
    for one in AccountNews.objects.filter(account__person=asked.subject_id).order_by("at", "pk"):
        yield (Code(one.what, str(one.get_what_display())), asked.local(one.at), asked.local(one.read_at))


def _codes(asked: CopyRequest) -> Iterator[Row]:
    """That a sheet was printed, and used; never the code, of which only a hash is kept."""
    rows = SignInCode.objects.filter(account__person=asked.subject_id).select_related("school")
    for one in rows.order_by("made_at", "pk"):
        school = one.school.name if one.school else ""
        yield (one.purpose, school, *map(asked.local, (one.made_at, one.used_at, one.expires_at)))


def _secrets(asked: CopyRequest) -> Iterator[Row]:
    """Which schools' sheets open something, since when; never what was chosen."""
    rows = ScopedSecret.objects.filter(account__person=asked.subject_id).select_related("school")
    for one in rows.order_by("since", "pk"):
        yield (one.school.name if one.school else "", *map(asked.local, (one.since, one.used_at)))


def _is_chosen() -> Q:
    chosen = Q()
    for name, usual in _USUAL.items():
        chosen |= ~Q(**{name: usual})
    return chosen


def _comfort_count(person_id: int) -> int:
    return Account.objects.filter(_is_chosen(), person=person_id).count()


def _comfort_clear(person_id: int) -> int:
    return Account.objects.filter(_is_chosen(), person=person_id).update(**_USUAL)


CHAPTERS = [
    Chapter(
        "account",
        "Votre compte",
        ("Ce qui sert à entrer. Votre mot de passe n’y est pas\u00a0: personne ne peut le lire."),
        (
            CopyColumn("login", "Identifiant"),
            CopyColumn("activated_at", "Première entrée"),
            CopyColumn("charter_at", "Charte acceptée"),
            CopyColumn("recovery_email", "Adresse de secours"),
            CopyColumn("pending_email", "Adresse qui attend son code"),
        ),
        _account,
        ("accounts.Account", "accounts.AccountSecret"),
        _SELF,
        20,
        child_title="Ta porte d’entrée",
        child_words="Ce qui te laisse entrer. Tes mots secrets n’y sont pas.",
    ),
    Chapter(
        "comfort",
        "Confort de lecture",
        "Vos réglages d’écran.",
        (
            CopyColumn("language", "Langue"),
            CopyColumn("theme", "Couleurs"),
            CopyColumn("reading", "Espacement"),
            CopyColumn("font", "Lettres"),
            CopyColumn("text_size", "Taille"),
            CopyColumn("animations", "Mouvements"),
        ),
        _comfort,
        ("accounts.Account",),
        _SELF,
        21,
        child_title="Ton écran",
        child_words="Comment tu aimes lire.",
    ),
    Chapter(
        "sessions",
        "Appareils connectés",
        "Les appareils où votre espace est ouvert.",
        (
            CopyColumn("device", "Appareil"),
            CopyColumn("since", "Depuis le"),
            CopyColumn("seen_at", "Vu le"),
            CopyColumn("until", "Jusqu’au"),
        ),
        _sessions,
        ("accounts.Session", "classroom.ClassSession"),
        _SELF,
        22,
        child_title="Tes appareils",
        child_words="Les tablettes et les ordinateurs où tu es entré.",
    ),
    Chapter(
        "sheets",
        "Fiches imprimées pour vous",
        "Quand une fiche a été faite, et utilisée. Le code n’est pas gardé.",
        (
            CopyColumn("purpose", "Pour quoi"),
            CopyColumn("school", "École"),
            CopyColumn("made_at", "Faite le"),
            CopyColumn("used_at", "Utilisée le"),
            CopyColumn("expires_at", "Valable jusqu’au"),
        ),
        _codes,
        ("accounts.SignInCode",),
        _OWN,
        23,
    ),
    Chapter(
        "scoped_secrets",
        "Ce que les fiches ouvrent",
        "Les écoles dont une fiche a ouvert une entrée\u00a0: elle montre ce qui est de cette école.",
        (
            CopyColumn("school", "École"),
            CopyColumn("since", "Depuis le"),
            CopyColumn("used_at", "Dernière entrée"),
        ),
        _secrets,
        ("accounts.ScopedSecret",),
        _SELF,
        24,
        child_title="Les cartes de tes écoles",
        child_words="Les écoles dont une carte t’ouvre la porte.",
    ),
    Chapter(
        "account_news",
        "Ce qui est arrivé à votre compte",
        "Ce que la page de votre compte vous a dit.",
        (CopyColumn("what", "Quoi"), CopyColumn("at", "Le"), CopyColumn("read_at", "Lu le")),
        _news,
        ("accounts.AccountNews",),
        _SELF,
        25,
        child_title="Ce qui est arrivé",
        child_words="Ce que ton espace t’a dit.",
    ),
]

LEFT_OUT = [
    LeftOut(
        "accounts.KnownAddress",
        (
            "Les réseaux d’où vous êtes déjà entré\u00a0: il n’en reste qu’une empreinte, "
            "que personne ne sait relire."
        ),
    ),
]

CLEARED = [
    Cleared(
        "comfort",
        "Mes réglages d’écran",
        "Couleurs, lettres, taille, langue\u00a0: tout redevient comme au début.",
        _comfort_count,
        _comfort_clear,
        10,
    ),
]
