"""The guided tour, each step as somebody, on a page of the product: a day at the Tilleuls, hour by hour; the life of
the group in steps, each at a date; then what else services show, as things are today. Steps of the day and of
services are declared in the folders of services (`demo.py`)."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import cache

from eprimo.devtools.demo.clock import ZONE, is_school_day
from eprimo.devtools.demo.scenes import SCENES, TODAY, Scene
from eprimo.foundation.content.samples import View, stops
from eprimo.ui.french import clock_time


@dataclass(frozen=True, slots=True)
class Stop:
    """A step of the tour: what there is to see or to do there; `page` is the name of an address, perhaps one of the
    member that the person acts for, or of the thing that `about` names. `at`, `beside`: of a step of the day."""

    number: int
    title: str
    words: str
    date: str
    face: str
    page: str
    about: str = ""
    at: time | None = None
    beside: View | None = None

    @property
    def scene(self) -> Scene:
        return SCENES[self.date]

    @property
    def hour(self) -> str:
        """« 7 h 30 »; empty without one."""
        return clock_time(self.at) if self.at is not None else ""


_JANUARY, _SEPTEMBER, _WINDOW, _END = "2026-01", "2026-09", "2028-05", "2030-07"
_NBSP = "\N{NO-BREAK SPACE}"
_STOPS = (
    (
        "Les dates du groupement",
        f"La coordination ouvre le calendrier{_NBSP}: le reste s’en déduit, et dix points restent à arbitrer.",
        _JANUARY, "coordinator", "consortium:calendar",
    ),
    (
        "Importer des membres",
        f"Une liste attend d’être relue{_NBSP}: chaque ligne, ce qu’elle ferait. Puis les lettres, en un seul tirage.",
        _JANUARY, "coordinator", "consortium:member_lists",
    ),
    (
        "Inviter un organisme",
        f"Une lettre porte un code{_NBSP}: un OGEC, un syndicat ouvrent ainsi leur dossier.",
        _JANUARY, "coordinator", "consortium:invitations",
    ),
    (
        "Dire ses besoins", "La commune choisit ses écoles, et dit combien de comptes chacune demande (annexe 2).",
        _JANUARY, "member", "consortium:needs",
    ),
    (
        "Ce qu’il reste à faire", f"La page de la mairie{_NBSP}: ce qui manque, à sa date, et le bouton qui y mène.",
        _JANUARY, "member", "consortium:todo",
    ),
    (
        "Déposer le dossier", "Le président de l’OGEC imprime ses documents, lit ce qui manque, et dépose.",
        _JANUARY, "ogec", "consortium:papers",
    ),
    (
        "Signer", "La rectrice signe les dossiers complets, postés le 24 janvier au plus tard.", _JANUARY, "signing",
        "consortium:sign_all",
    ),
    (
        "Consulter et choisir", "Les cinq pièces, les quantités de toutes les annexes 2, le rapport, la notification.",
        _SEPTEMBER, "coordinator", "tender:record",
    ),
    (
        "Commander", "La communauté de communes n’a pas encore commandé. Jamais moins que son besoin.", _SEPTEMBER,
        "epci", "orders:of_member",
    ),
    (
        "Mener le groupement",
        f"Dossiers, bons et factures en retard, comptés{_NBSP}; « Relancer » montre qui, et dans quels mots.",
        _SEPTEMBER, "coordinator", "consortium:todo",
    ),
    (
        "Facturer", "Le titulaire émet ses factures (Factur-X), la commune atteste le service fait.", TODAY,
        "contractor", "orders:invoices",
    ),
    (
        "Ce que le titulaire a à faire",
        f"Recevoir, émettre, déposer{_NBSP}; ce qui n’est pas payé à sa date se lit des trois côtés.", TODAY,
        "contractor", "consortium:todo",
    ),
    (
        "Payer et déduire",
        f"Payée une semaine trop tard{_NBSP}: intérêts et 40 € sont comptés. Une réfaction attend, contestée.", TODAY,
        "member", "orders:deductions",
    ),
    (
        "Suivre un litige",
        f"Ce que la réfaction n’a pas réglé{_NBSP}: le dossier, ses lettres, une rencontre. Le tribunal vient après.",
        TODAY, "member", "orders:disputes",
    ),
    (
        "Répondre à une invitation",
        f"Le groupe départemental se réunit{_NBSP}: la commune dit si elle vient, ou qui la représente.", TODAY,
        "member", "governance:meetings",
    ),
    (
        "Lire le rapport d’activité",
        f"Le rectorat l’envoie chaque année à tous{_NBSP}: membres, écoles, bons, réunions, et ce qu’il en dit.", TODAY,
        "member", "governance:reports",
    ),
    (
        "Se retirer, ou rester", "Deux mois s’ouvrent en mai 2028. Sans lettre, l’adhésion continue.", _WINDOW, "epci",
        "consortium:withdrawal",
    ),
    (
        "Signer un bon de commande",
        f"Celui de la deuxième période attend{_NBSP}: le président signe, ou joint le bon signé à la main.", _WINDOW,
        "ogec", "consortium:todo",
    ),
    (
        "Ce qu’il reste avant la fin",
        f"Trois mois avant, chaque membre lit qu’il doit tout emporter{_NBSP}; la coordination, qui ne l’a pas fait.",
        _END, "coordinator", "consortium:todo",
    ),
    (
        "Finir", f"Le marché s’achève{_NBSP}: les écoles ferment, tout s’emporte, un certificat le dit.", _END,
        "member", "orders:of_member",
    ),
)  # fmt: skip
TOUR = {number: Stop(number, *stop) for number, stop in enumerate(_STOPS, 1)}


# So long after its hour a step is still at its time.
_LASTS = timedelta(minutes=40)
# Many schools are closed then.
_WEDNESDAY = 2


@cache
def _declared() -> dict[int, Stop]:
    """The steps found in the folders of services, numbered after those of the group: by the hour, then the others."""
    found = sorted(stops(), key=lambda one: one.at or time.max)
    return {
        number: Stop(number, one.title, one.words, TODAY, one.face, one.page, one.about, one.at, one.beside)
        for number, one in enumerate(found, len(TOUR) + 1)
    }


def of_the_day() -> dict[int, Stop]:
    return {number: one for number, one in _declared().items() if one.at is not None}


def of_services() -> dict[int, Stop]:
    return {number: one for number, one in _declared().items() if one.at is None}


def step(number: int) -> Stop | None:
    return TOUR.get(number) or _declared().get(number)


def instant_of(at: time, now: datetime) -> datetime:
    """When it is that hour at school: now, when it has just been; later today; or on the next day with school."""
    local = now.astimezone(ZONE)
    day = local.date()
    while True:
        then = datetime.combine(day, at, ZONE)
        if is_school_day(day) and day.weekday() != _WEDNESDAY and then + _LASTS > now:
            return max(then, now)
        day += timedelta(days=1)
