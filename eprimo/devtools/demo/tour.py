"""The guided tour, each step as somebody, on a page of the product: the life of the group in ten steps, each at a date,
then the stops that services declare in their folders, as things are today."""

from dataclasses import dataclass
from functools import cache

from eprimo.devtools.demo.scenes import SCENES, TODAY, Scene
from eprimo.foundation.content.samples import stops


@dataclass(frozen=True, slots=True)
class Stop:
    """A step of the tour: what there is to see or to do there; `page` is the name of an address, perhaps one of the
    member that the person acts for."""

    number: int
    title: str
    words: str
    date: str
    face: str
    page: str

    @property
    def scene(self) -> Scene:
        return SCENES[self.date]


_JANUARY, _SEPTEMBER, _WINDOW, _END = "2026-01", "2026-09", "2028-05", "2030-07"
_NBSP = "\N{NO-BREAK SPACE}"
_STOPS = (
    (
        "Les dates du groupement",
        f"La coordination ouvre le calendrier{_NBSP}: le reste s’en déduit, et dix points restent à arbitrer.",
        _JANUARY, "coordinator", "consortium:calendar",
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
        "Facturer", "Le titulaire émet ses factures (Factur-X), la commune atteste le service fait.", TODAY,
        "contractor", "orders:invoices",
    ),
    (
        "Se retirer, ou rester", "Deux mois s’ouvrent en mai 2028. Sans lettre, l’adhésion continue.", _WINDOW, "epci",
        "consortium:withdrawal",
    ),
    (
        "Finir", f"Le marché s’achève{_NBSP}: les écoles ferment, tout s’emporte, un certificat le dit.", _END,
        "member", "orders:of_member",
    ),
)  # fmt: skip
TOUR = {number: Stop(number, *stop) for number, stop in enumerate(_STOPS, 1)}


@cache
def of_services() -> dict[int, Stop]:
    """The steps found in the folders of services, numbered after those of the group."""
    return {
        number: Stop(number, one.title, one.words, TODAY, one.face, one.page)
        for number, one in enumerate(stops(), len(TOUR) + 1)
    }


def step(number: int) -> Stop | None:
    return TOUR.get(number) or of_services().get(number)
