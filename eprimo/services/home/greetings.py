"""What the home says."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.ui.addresses import reverse

EVENING_FROM = 18


@dataclass(frozen=True, slots=True)
class Means:
    """Something that a role without lists of its own can do, with a sentence on what it is for."""

    icon: str
    title: str
    words: str
    url: str


type _Line = tuple[str, str, str, str]

_ACCOUNT: _Line = (
    "user-round",
    "Mon compte",
    "Mot de passe, adresse e-mail, appareils connectés.",
    "accounts:me",
)
_HELP: _Line = (
    "circle-help",
    "L’aide",
    "À qui s’adresser, et comment se servir d’e‑primo.",
    "information:help",
)
_SEARCH: _Line = (
    "search", "Chercher une personne", "Les enseignants et les directions des écoles de votre territoire.",
    "people:search",
)  # fmt: skip
_OPENINGS: _Line = (
    "building-2",
    "Les écoles ouvertes",
    "Leurs dates d’ouverture ; en ouvrir une sans bon de commande.",
    "school:entitlements",
)
_MERGES: _Line = (
    "users-round",
    "Les fiches réunies",
    "Les personnes qui étaient deux fois ; ce qui a été réuni se sépare pendant un an.",
    "school:merges",
)
_AGENTS: _Line = (
    "users-round", "Les agents de vos services", "Ajouter, prolonger ou arrêter un accès.", "school:adults",
)  # fmt: skip
_MEANS: dict[Role, tuple[_Line, ...]] = {
    Role.PARTNER: (_ACCOUNT, _HELP),
    Role.INSPECTOR: (_SEARCH, _ACCOUNT, _HELP),
    Role.ACADEMY: (_OPENINGS, _MERGES, _SEARCH, _ACCOUNT, _HELP),
    Role.COORDINATOR: (_OPENINGS, _ACCOUNT, _HELP),
    Role.MEMBER_REP: (
        _AGENTS, _ACCOUNT, _HELP,
    ),
    Role.MANAGING_BODY: (_ACCOUNT, _HELP),
    Role.COMMISSION: (_ACCOUNT, _HELP),
    Role.CONTRACTOR: (_ACCOUNT, _HELP),
    Role.PLATFORM: (_ACCOUNT, _HELP),
}  # fmt: skip
# What these roles do not see, said plainly.
_NO_CONTENT = gettext_lazy(
    "Vous ne voyez ni les mots aux familles, ni les élèves\u00a0: ils restent entre l’école et les familles."
)
CALM = {
    Role.PARTNER: gettext_lazy(
        "Vous lisez vos interventions et ce qui est adressé à vos groupes\u00a0; des enfants, les prénoms de ceux qui "
        "sont là, pendant l’heure."
    ),
    Role.INSPECTOR: _NO_CONTENT,
    Role.ACADEMY: _NO_CONTENT,
    Role.COORDINATOR: _NO_CONTENT,
    Role.MEMBER_REP: _NO_CONTENT,
    Role.MANAGING_BODY: _NO_CONTENT,
    Role.COMMISSION: _NO_CONTENT,
    Role.CONTRACTOR: _NO_CONTENT,
    Role.PLATFORM: _NO_CONTENT,
}


def means_of(actor: Actor) -> list[Means]:
    """What the role can do here, when it has no list of its own. An OGEC has no services, nor agents."""
    lines = [one for one in _MEANS.get(actor.role, ()) if actor.of_place or one != _AGENTS]
    return [Means(icon, _(title), _(words), reverse(route)) for icon, title, words, route in lines]


def greeting(name: str, now: datetime, zone: str) -> str:
    """« Bonjour Samira », « Bonsoir Samira » from six in the evening, in the zone of the school."""
    first = name.split(" ", maxsplit=1)[0]
    evening = now.astimezone(ZoneInfo(zone)).hour >= EVENING_FROM
    words = _("Bonsoir %(name)s") if evening else _("Bonjour %(name)s")
    return (words % {"name": first}).strip()


def hello(name: str) -> str:
    """« Salut Inaya »: to a pupil, the whole day."""
    return _("Salut %(name)s") % {"name": name.split(" ", maxsplit=1)[0]}
