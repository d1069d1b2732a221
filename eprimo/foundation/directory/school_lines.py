"""One line of a list of schools, value by value: what is taken, and a sentence for what is not."""

import re
from dataclasses import dataclass

from eprimo.foundation.directory.actions.school_setup import INSEE, UAI, SchoolFacts
from eprimo.foundation.directory.communes import commune_name, commune_now, epci_of, geography
from eprimo.foundation.directory.enums import SchoolKind, Sector
from eprimo.foundation.directory.french_territory import place_of
from eprimo.foundation.directory.school_columns import Columns
from eprimo.foundation.directory.uai import is_lettered, letter_of
from eprimo.foundation.kernel.text import fold

_KINDS = {
    "maternelle": SchoolKind.NURSERY,
    "elementaire": SchoolKind.ELEMENTARY,
    "primaire": SchoolKind.PRIMARY,
}
_BY_FLAGS = {
    ("1", "0"): SchoolKind.NURSERY,
    ("0", "1"): SchoolKind.ELEMENTARY,
    ("1", "1"): SchoolKind.PRIMARY,
}
_BY_NATURE = {"101": SchoolKind.NURSERY, "151": SchoolKind.ELEMENTARY}
# Without the column of contracts it stays not known which one a private school has.
_SECTORS = {"public": Sector.PUBLIC, "prive": Sector.PRIVATE}
_CONTRACTS = (
    ("contrat d'association", Sector.PRIVATE_ASSOCIATION),
    ("contrat simple", Sector.PRIVATE_SIMPLE),
)
_CLOSED = frozenset({"ferme", "fermee", "ferme definitivement"})
# What precedes the name; an article that is a capital's belongs to the name (« La Flèche »).
_DISTRICT = re.compile(
    r"(?i:circonscription\s+d.inspection\s+du\s+1er\s+degr[eé])\s+"
    r"(?:de la |de l.|des |du |de |d.(?=[A-ZÀ-Ü])|DU |DE |D['’])?"
)
_SCIENTIFIC = re.compile(r"\d[.,]?\d*E\+?\d+", re.IGNORECASE)
_DIGITS_BUT_ONE = re.compile(r"[0-9]{6}[A-Z]")
_LONGEST_NAME, _LONGEST_CITY, _LONGEST_DISTRICT = 160, 120, 120
_SIREN, _SIRET, _INSEE = 9, 14, 5


@dataclass(frozen=True, slots=True)
class LineProblem:
    """One remark on one line, with a sentence in French."""

    line: int
    column: str
    message: str


def _said(text: str) -> str:
    return f"«\N{NO-BREAK SPACE}{text}\N{NO-BREAK SPACE}»"


class SchoolLine:
    """A line being read; `problems` and `mangled` fill meanwhile."""

    def __init__(self, row: dict[str, str | None], number: int, columns: Columns) -> None:
        self.row = row
        self.number = number
        self.columns = columns
        self.problems: list[LineProblem] = []
        # A spreadsheet took digits away.
        self.mangled = False

    def text(self, name: str) -> str:
        return " ".join((self.row.get(self.columns.headers.get(name, "")) or "").split())

    def wrong(self, name: str, sentence: str) -> None:
        self.problems.append(LineProblem(self.number, self.columns.headers.get(name, name), sentence))

    @property
    def is_other(self) -> bool:
        """It is no school of the first degree: the ministry lists colleges and offices too."""
        return self.columns.official and fold(self.text("type")) != "ecole"

    def read(self) -> SchoolFacts | None:
        """The school of this line, or nothing when one of its first facts cannot be read."""
        uai, name, kind, sector, insee = (
            self._uai(),
            self._name(),
            self._kind(),
            self._sector(),
            self._insee(),
        )
        if not uai or not name or kind is None or sector is None or not insee:
            return None
        self._siret()
        if uai.startswith("0") and place_of(insee) != place_of(uai[1:6]):
            self.wrong(
                "insee",
                f"La commune {insee} n’est pas du département du numéro {uai}\N{NO-BREAK SPACE}: à vérifier.",
            )
        return SchoolFacts(
            uai,
            name,
            kind,
            sector,
            insee,
            # The name of today's commune, where the file says that of a former one.
            (commune_name(insee) or self.text("city"))[:_LONGEST_CITY],
            self._epci(insee),
            self._place(),
            district=self._district(),
            closed=fold(self.text("state")) in _CLOSED,
            successor=self._successor(uai),
        )

    def _uai(self) -> str:
        text = self.text("uai").upper()
        if UAI.fullmatch(text) and is_lettered(text):
            return text
        padded = f"0{text}"
        if UAI.fullmatch(text):
            self.wrong(
                "uai",
                f"La lettre de {_said(text)} n’est pas la bonne\N{NO-BREAK SPACE}: ce serait {letter_of(text[:7])}.",
            )
        elif _DIGITS_BUT_ONE.fullmatch(text) and is_lettered(padded):
            self.mangled = True
            self.wrong(
                "uai", f"Le zéro du début de {_said(text)} est perdu\N{NO-BREAK SPACE}: ce serait {padded}."
            )
        else:
            self.wrong("uai", f"{_said(text)} n’est pas un numéro d’école (UAI).")
        return ""

    def _name(self) -> str:
        name = self.text("name")
        if not name:
            self.wrong("name", "Le nom de l’école manque.")
        return name[:_LONGEST_NAME]

    def _kind(self) -> SchoolKind | None:
        if not self.columns.official:
            kind = _KINDS.get(fold(self.text("kind")))
            if kind is None:
                self.wrong("kind", f"{_said(self.text('kind'))} n’est pas un niveau connu.")
            return kind
        kind = _BY_FLAGS.get((self.text("nursery"), self.text("elementary"))) or _BY_NATURE.get(
            self.text("nature")
        )
        if kind is None:
            self.wrong("nursery", "La ligne ne dit ni maternelle ni élémentaire.")
        return kind

    def _sector(self) -> Sector | None:
        sector = _SECTORS.get(fold(self.text("sector")))
        if sector is None:
            self.wrong("sector", f"{_said(self.text('sector'))} n’est pas un secteur connu.")
        elif sector == Sector.PRIVATE:
            contract = self.text("contract").lower().replace("’", "'")
            return next((known for words, known in _CONTRACTS if contract.startswith(words)), sector)
        return sector

    def _insee(self) -> str:
        text = self.text("insee_now") or self.text("insee")
        if len(text) == _INSEE - 1 and text.isascii() and text.isdigit() and place_of(f"0{text}") is not None:
            self.mangled = True
            self.wrong(
                "insee", f"Le zéro du début de {_said(text)} est perdu\N{NO-BREAK SPACE}: ce serait 0{text}."
            )
            return ""
        if not INSEE.fullmatch(text) or place_of(text) is None:
            self.wrong("insee", f"{_said(text)} n’est pas un code de commune.")
            return ""
        current = commune_now(text)
        if geography().names and not commune_name(current):
            self.wrong(
                "insee", f"{_said(text)} n’est pas au code géographique\N{NO-BREAK SPACE}: à vérifier."
            )
        return current

    def _epci(self, insee: str) -> str:
        text = self.text("epci") or epci_of(insee)
        if text and not (text.isascii() and text.isdigit() and len(text) == _SIREN):
            self.wrong("epci", f"{_said(text)} n’est pas un SIREN, il n’est pas gardé.")
            return ""
        return text

    def _siret(self) -> None:
        """Nothing here needs it, but its state tells that of the whole file."""
        text = self.text("siret").replace(" ", "")
        if _SCIENTIFIC.fullmatch(text):
            self.mangled = True
            self.wrong("siret", f"{_said(text)} est un SIRET dont un tableur a perdu les chiffres.")
        elif text.isascii() and text.isdigit() and len(text) == _SIRET - 1:
            self.mangled = True
            self.wrong("siret", f"Il manque un chiffre au SIRET {_said(text)}, sans doute le zéro du début.")
        elif text and not is_siret(text):
            self.wrong("siret", f"{_said(text)} n’est ni un SIRET ni un SIREN.")

    def _district(self) -> str:
        return _DISTRICT.sub("", self.text("district"))[:_LONGEST_DISTRICT].strip()

    def _successor(self, uai: str) -> str:
        text = self.text("successor").upper()
        if text and (not UAI.fullmatch(text) or not is_lettered(text) or text == uai):
            self.wrong(
                "successor", f"{_said(text)} n’est pas le numéro d’une autre école, il n’est pas gardé."
            )
            return ""
        return text

    def _place(self) -> tuple[float, float] | None:
        """Degrees, with a point or a comma; None for what is on no map."""
        latitude, longitude = self.text("latitude"), self.text("longitude")
        try:
            found = float(latitude.replace(",", ".")), float(longitude.replace(",", "."))
        except ValueError:
            found = (0.0, 0.0)
        if abs(found[0]) <= 90 and abs(found[1]) <= 180 and found != (0.0, 0.0):  # noqa: PLR2004 - degrees
            return found
        if latitude or longitude:
            self.wrong(
                "latitude", "Ce n’est pas un lieu (latitude et longitude en degrés), il n’est pas gardé."
            )
        return None


def is_siret(text: str) -> bool:
    """Tell whether these are the fourteen digits of a SIRET, or the nine of a SIREN, by the formula of Luhn."""
    if not (text.isascii() and text.isdigit() and len(text) in {_SIREN, _SIRET}):
        return False
    doubled = [int(digit) * (1 + n % 2) for n, digit in enumerate(reversed(text))]
    return sum(n - 9 if n > 9 else n for n in doubled) % 10 == 0  # noqa: PLR2004 - the formula
