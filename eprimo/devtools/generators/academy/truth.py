"""What the directory must hold after the deliveries that were told, in whatever order and however many were lost.

It reads requests, never files: what the writer makes odd is here as it was meant. Rules (docs of the format):
an object that was told stands until a deletion or a full delivery without it; a change to an object that was never
told says nothing; a guardian who stands answers for a child from the day the child names the guardian until the day the
child, still there, no longer does; links start and end on the day of the delivery that says so; a guardian who is named
again takes the old link up, every other link that comes back is another one.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from eprimo.devtools.generators.academy.objects import Attributes, Request
from eprimo.devtools.generators.academy.state import FLAGS, GUARDIAN, KINDS, PUPIL, SCHOOL, STAFF, Ref

ABSENT, MOVED = "absent", "moved"
"""Why a link ended: what it said is no longer said, or the pupil is in another class of the same school."""


@dataclass(frozen=True, slots=True)
class TruePerson:
    """Facts of one person; what is not known is empty."""

    key: str
    kind: str
    last_name: str
    first_name: str
    usual_name: str = ""
    civility: str = ""
    birth_date: date | None = None
    ine: str = ""
    email: str = ""
    home_phone: str = ""
    mobile: str = ""
    address: str = ""
    postcode: str = ""
    city: str = ""


type LinkName = tuple[str, ...]
"""What a link says: ("affiliation", person, UAI, profile), ("membership", pupil, UAI, class key),
("guardianship", adult, child) or ("enrolment", pupil, flag)."""


@dataclass(frozen=True, slots=True)
class TrueLink:
    """A link and its days; `ends` is none while it is in force."""

    name: LinkName
    starts: date
    ends: date | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class TrueClass:
    """A class that has pupils."""

    key: str
    school: str
    label: str
    levels: tuple[str, ...]


@dataclass
class Truth:
    """The directory as it must be. `tell` it each delivery that the importer is given."""

    held: dict[Ref, Attributes] = field(default_factory=dict)
    live: dict[LinkName, TrueLink] = field(default_factory=dict)
    past: list[TrueLink] = field(default_factory=list)
    everybody: dict[str, TruePerson] = field(default_factory=dict)
    """All who were ever told, with the last facts."""
    labels: dict[tuple[str, str], str] = field(default_factory=dict)
    """Last label of each class that was ever told, by (UAI, key)."""

    def tell(self, requests: Iterable[Request], day: date, *, full: bool) -> None:
        """A delivery is imported on that day. A full one stands for all that is."""
        if full:
            self.held = {(one.kind, one.key): dict(one.attributes) for one in requests if one.verb == "add"}
        else:
            self._apply(requests)
        self._settle_links(day)
        self.everybody |= {one.key: one for one in self.people()}
        self.labels |= {name: group.label for name, group in self.classes().items()}

    def _apply(self, requests: Iterable[Request]) -> None:
        for one in requests:
            ref = one.kind, one.key
            if one.verb == "add":
                self.held[ref] = dict(one.attributes)
            elif one.verb == "delete":
                self.held.pop(ref, None)
            elif ref in self.held:
                self.held[ref] |= one.attributes

    def _settle_links(self, day: date) -> None:
        wanted = set(self._links()) | self._of_children_gone()
        stays = {name[1:3] for name in wanted if name[0] == "affiliation"}
        for name in sorted(self.live.keys() - wanted):
            reason = MOVED if name[0] == "membership" and name[1:3] in stays else ABSENT
            self.past.append(replace(self.live.pop(name), ends=day, reason=reason))
        for name in sorted(wanted - self.live.keys()):
            self.live[name] = self._taken_up(name) or TrueLink(name, day)

    def _of_children_gone(self) -> set[LinkName]:
        """A child who leaves the academy keeps the guardians who stay in it."""
        guards = (name for name in self.live if name[0] == "guardianship")
        return {
            name for name in guards if (GUARDIAN, name[1]) in self.held and (PUPIL, name[2]) not in self.held
        }

    def _taken_up(self, name: LinkName) -> TrueLink | None:
        """What a court decided hangs on the link of a guardian: one that comes back is the same."""
        if name[0] != "guardianship":
            return None
        was = next((one for one in self.past if one.name == name), None)
        if was is None:
            return None
        self.past.remove(was)
        return replace(was, ends=None, reason="")

    def of(self, kind: str) -> Iterator[tuple[str, Attributes]]:
        """Objects of a kind that stand, by key."""
        return ((key, attributes) for (one, key), attributes in self.held.items() if one == kind)

    def _links(self) -> Iterator[LinkName]:
        schools = {key: attributes["ENTStructureUAI"][0] for key, attributes in self.of(SCHOOL)}
        for key, told in self.of(PUPIL):
            for school in told["ENTPersonStructRattach"]:
                if school in schools:
                    yield "affiliation", key, schools[school], "pupil"
            for group in _classes(told):
                if group.school in schools:
                    yield "membership", key, schools[group.school], group.key
            for value in told["ENTEleveAutoriteParentale"]:
                adult = value.split("$")[0]
                if (GUARDIAN, adult) in self.held:
                    yield "guardianship", adult, key
            for flag in FLAGS:
                if told[f"ENTEleve{flag}"] == ("O",):
                    yield "enrolment", key, flag
        for key, told in self.of(STAFF):
            for school in told["ENTPersonStructRattach"]:
                if school in schools:
                    yield "affiliation", key, schools[school], _profile(told, school)

    def people(self) -> Iterator[TruePerson]:
        """Those whom the deliveries tell now."""
        for kind in KINDS:
            if kind != SCHOOL:
                for key, told in self.of(kind):
                    yield _person(kind, key, told)

    def classes(self) -> dict[tuple[str, str], TrueClass]:
        """Classes that have pupils now, by (UAI, key)."""
        schools = {key: attributes["ENTStructureUAI"][0] for key, attributes in self.of(SCHOOL)}
        found: dict[tuple[str, str], TrueClass] = {}
        levels: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
        for _, told in self.of(PUPIL):
            for group in _classes(told):
                if (uai := schools.get(group.school)) is not None:
                    found[uai, group.key] = replace(group, school=uai)
                    levels[uai, group.key] |= {value.split("$")[-1] for value in told["ENTEleveNiveau"]}
        return {name: replace(group, levels=tuple(sorted(levels[name]))) for name, group in found.items()}

    def guardians_of(self, child: str) -> list[str]:
        """Keys of the guardians of a child, the first to be called first."""
        told = self.held[PUPIL, child]["ENTEleveAutoriteParentale"]
        adults = [value.split("$")[0] for value in told]
        return [adult for adult in adults if (GUARDIAN, adult) in self.held]

    def present(self) -> set[LinkName]:
        """Links in force; of guardians, those to children who are there."""
        return {name for name in self.live if name[0] != "guardianship" or (PUPIL, name[2]) in self.held}

    def links(self, word: str) -> list[TrueLink]:
        """Links of one sort (« guardianship »…), those of the past too, in a stable order."""
        every = [*self.past, *self.live.values()]
        return sorted((one for one in every if one.name[0] == word), key=lambda one: (one.name, one.starts))


def _classes(told: Attributes) -> list[TrueClass]:
    found = []
    for value in told["ENTPersonClasses"]:
        school, _, _, key, label = value.split("$", 4)
        found.append(TrueClass(key, school, label, ()))
    return found


def _profile(told: Attributes, school: str) -> str:
    if school in told["ENTEnsFonctionDir"]:
        return "director"
    return "teacher" if told["ENTPersonCategorieEnseignant"] == ("O",) else "staff"


def _person(kind: str, key: str, told: Attributes) -> TruePerson:
    def one(name: str) -> str:
        return (told.get(name) or ("",))[0]

    usual, family = one("ENTPersonNom"), one("ENTPersonNomPatro") or one("ENTPersonNom")
    born = one("ENTPersonDateNaissance")
    return TruePerson(
        key=key, kind=kind, last_name=family, first_name=one("ENTPersonPrenom"),
        usual_name=usual if usual != family else "",
        civility={"M.": "M.", "MME": "Mme"}.get(one("ENTPersonCivilite"), ""),
        birth_date=datetime.strptime(born, "%d/%m/%Y").date() if born else None,  # noqa: DTZ007 - a day, no instant
        ine=one("ENTEleveINE"), email=one("ENTPersonMail"), home_phone=one("ENTPersonTelPerso"),
        mobile=one("ENTPersRelEleveTelMobile"), address=one("ENTPersonAdresse"),
        postcode=one("ENTPersonCodePostal"), city=one("ENTPersonVille"),
    )  # fmt: skip
