"""The two known lists of schools, by their headers: the trimmed one, and the directory of the ministry (72 columns)."""

from collections.abc import Iterable
from dataclasses import dataclass

from eprimo.foundation.kernel.text import fold

# What is read → the header of the trimmed list, and the one of the ministry's (whose words changed with the years).
_TRIMMED = {
    "uai": "uai", "name": "nom", "kind": "niveau", "sector": "secteur", "insee": "code_insee",
    "insee_now": "code_insee_commune_actuelle", "city": "ville", "epci": "siren_epci", "latitude": "latitude",
    "longitude": "longitude", "district": "circonscription", "state": "etat", "siret": "siret",
    "successor": "uai_successeur",
}  # fmt: skip
_OFFICIAL = {
    "uai": "Identifiant_de_l_etablissement", "name": "Nom_etablissement", "type": "Type_etablissement",
    "sector": "Statut_public_prive", "contract": "Type_contrat_prive", "insee": "Code_commune", "city": "Nom_commune",
    "nursery": "Ecole_maternelle", "elementary": "Ecole_elementaire", "nature": "code_nature",
    "siret": "SIREN_SIRET", "district": "nom_circonscription", "latitude": "latitude", "longitude": "longitude",
    "state": "etat",
}  # fmt: skip
_NEEDED = {
    False: ("uai", "name", "kind", "sector", "insee"),
    True: ("uai", "name", "type", "sector", "insee", "nursery", "elementary"),
}


@dataclass(frozen=True, slots=True)
class Columns:
    """The place of each thing in the file that was given."""

    official: bool
    headers: dict[str, str]
    """What is read → header as written in the file."""
    missing: tuple[str, ...]
    """Headers without which nothing can be read."""


def columns_of(headers: Iterable[str]) -> Columns:
    """Recognize the list by its headers; case, spaces and underscores do not count."""
    written = {_bare(header): header for header in headers}
    official = _bare(_OFFICIAL["uai"]) in written
    wanted = _OFFICIAL if official else _TRIMMED
    found = {name: written[_bare(header)] for name, header in wanted.items() if _bare(header) in written}
    missing = tuple(wanted[name] for name in _NEEDED[official] if name not in found)
    return Columns(official, found, missing)


def _bare(header: str) -> str:
    return fold(header).replace("_", "").replace(" ", "")
