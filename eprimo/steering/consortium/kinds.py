"""What follows from the kind of a member: the words of its own assembly and of its signatory. An OGEC is no commune."""

from dataclasses import dataclass

from eprimo.steering.consortium.enums import MemberKind, PaperKind


@dataclass(frozen=True, slots=True)
class Wording:
    """`of`: « de la commune », after what is the body's. `act`: what authorises to sign, « délibération » or
    « décision », of `assembly`, which is `of_assembly` after it. `function`: of who signs, as an example. Without an
    assembly nothing authorises: the rectorat joins by itself. `ordered`: « mandatée le… », of an invoice that somebody
    in charge of the accounts is to pay; `slip`: what proves it. A private body has neither mandate nor bordereau."""

    of: str
    act: str
    assembly: str
    of_assembly: str
    function: str
    ordered: str = "mandatée"
    slip: str = "Bordereau et mandat"

    @property
    def the_act(self) -> str:
        return f"la {self.act}"

    @property
    def the_assembly(self) -> str:
        """At the beginning of a sentence."""
        return f"Le {self.assembly[:1].lower()}{self.assembly[1:]}"


_GROUPING = Wording(
    "de l’intercommunalité", "délibération", "Conseil communautaire", "du conseil communautaire", "Présidente",
)  # fmt: skip
_SYNDICAT = Wording("du syndicat", "délibération", "Comité syndical", "du comité syndical", "Président")
_WORDINGS = {
    MemberKind.RECTORAT: Wording("du rectorat", "", "", "", "Rectrice"),
    MemberKind.COMMUNE: Wording(
        "de la commune", "délibération", "Conseil municipal", "du conseil municipal", "Maire"
    ),
    MemberKind.COMMUNITY: _GROUPING,
    MemberKind.EPCI: _GROUPING,
    MemberKind.SYNDICAT: _SYNDICAT,
    MemberKind.PUBLIC: Wording(
        "de l’établissement", "délibération", "Conseil d’administration", "du conseil d’administration",
        "Directrice",
    ),
    MemberKind.PRIVATE: Wording(
        "de l’OGEC", "décision", "Conseil d’administration de l’OGEC", "du conseil d’administration de l’OGEC",
        "Présidente de l’OGEC", "paiement demandé", "Référence du paiement",
    ),
}  # fmt: skip


def wording_of(kind: str, *, is_known_grouping: bool = True) -> Wording:
    """A syndicat of communes is an EPCI that levies no tax: the directory does not know it as a grouping."""
    if kind == MemberKind.EPCI and not is_known_grouping:
        return _SYNDICAT
    return _WORDINGS[MemberKind(kind)]


def paper_name(paper: str, kind: str) -> str:
    """What a document is called by a member of that kind."""
    found = PaperKind(paper)
    return wording_of(kind).act.capitalize() if found == PaperKind.DELIBERATION else found.label
