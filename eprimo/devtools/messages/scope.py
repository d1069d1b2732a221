"""Which files hold the texts that families and pupils read. The one place that says it; docs/ui.md explains."""

from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
SERVICES = ROOT / "eprimo" / "services"
# French is written in the code and needs no catalogue, but for its plurals: nought is singular in French only.
SOURCE = "fr"
TRANSLATED = ("en", "ar")


# What a service that is a kind says to its readers, in its folder.
OF_A_KIND = (
    "service.py",
    "forms.py",
    "words.py",
    "templates/**/*.html",
    "audit_fr.py",
    "retention.py",
    "exports.py",
)


@dataclass(frozen=True, slots=True)
class Part:
    """A folder that has catalogues of its own, and the files whose texts stand in them."""

    folder: Path
    files: tuple[Path, ...]

    @property
    def locale(self) -> Path:
        return self.folder / "locale"


def kinds(what: str) -> tuple[str, ...]:
    """These files of the services that declare a kind, found in their folders."""
    services = sorted(
        path.parent.name
        for path in SERVICES.glob("*/service.py")
        if "content.services import declare" in path.read_text(encoding="utf-8")
    )
    # A plain one has no template.
    return tuple(f"eprimo/services/{name}/{what}" for name in services if any((SERVICES / name).glob(what)))


# Templates, screens and e-mails: everything in them is translated.
TEMPLATES = (
    "eprimo/ui/templates/**/*.html",
    "eprimo/console/school/templates/school/history.html",
    "eprimo/foundation/accounts/templates/**/*",
    "eprimo/foundation/classroom/templates/**/*.html",
    "eprimo/foundation/factors/templates/factors/enter.html",
    # Of the kinds of things, the pages that readers have; a service that is a kind has all of its own.
    "eprimo/foundation/content/templates/content/_[bwt]*.html",
    "eprimo/foundation/content/templates/content/_files.html",
    "eprimo/foundation/content/templates/content/file.html",
    "eprimo/foundation/content/templates/content/list.html",
    "eprimo/foundation/content/templates/content/thing.html",
    "eprimo/foundation/content/templates/content/version.html",
    "eprimo/foundation/content/templates/content/withdrawn.html",
    *kinds("templates/**/*.html"),
    "eprimo/foundation/notifications/templates/**/*",
    "eprimo/foundation/privacy/templates/**/*",
    # What imports a calendar is of who works there.
    "eprimo/services/agenda/templates/agenda/[!i]*.html",
    "eprimo/services/archives/templates/**/*.html",
    "eprimo/services/attendance/templates/attendance/_card.html",
    "eprimo/services/attendance/templates/attendance/_home_family.html",
    "eprimo/services/attendance/templates/attendance/_papers.html",
    "eprimo/services/attendance/templates/attendance/_reason.html",
    "eprimo/services/attendance/templates/attendance/family_*.html",
    "eprimo/services/attendance/templates/attendance/here*.html",
    "eprimo/services/home/templates/**/*.html",
    "eprimo/services/homework/templates/homework/_[cdefhp]*.html",
    "eprimo/services/homework/templates/homework/list.html",
    "eprimo/services/homework/templates/homework/paper_family.html",
    "eprimo/services/homework/templates/homework/petits.html",
    # The chapters of help for who works above or beside a school (`information/work`) are French, as their screens.
    "eprimo/services/information/templates/information/*.html",
    "eprimo/services/information/templates/information/help/*.html",
    "eprimo/services/liaison/templates/liaison/_as_read.html",
    "eprimo/services/liaison/templates/liaison/_asked.html",
    "eprimo/foundation/content/templates/content/_particulars.html",
    "eprimo/foundation/conversations/templates/conversations/_interpreter.html",
    "eprimo/foundation/conversations/templates/conversations/_thread.html",
    "eprimo/services/liaison/templates/liaison/_held.html",
    "eprimo/services/liaison/templates/liaison/_act*.html",
    "eprimo/services/liaison/templates/liaison/_answer.html",
    "eprimo/services/liaison/templates/liaison/_card*.html",
    "eprimo/services/liaison/templates/liaison/_read.html",
    "eprimo/services/liaison/templates/liaison/_sign.html",
    "eprimo/services/liaison/templates/liaison/_told.html",
    "eprimo/services/liaison/templates/liaison/_tiles.html",
    "eprimo/services/liaison/templates/liaison/_family_*.html",
    "eprimo/services/liaison/templates/liaison/_news.html",
    "eprimo/services/liaison/templates/liaison/_offline.html",
    "eprimo/services/liaison/templates/liaison/_one_only.html",
    "eprimo/services/liaison/templates/liaison/_past.html",
    "eprimo/services/liaison/templates/liaison/_home_pupil*.html",
    "eprimo/services/liaison/templates/liaison/*elsewhere.html",
    "eprimo/services/liaison/templates/liaison/child_note.html",
    "eprimo/services/liaison/templates/liaison/family_list.html",
    "eprimo/services/liaison/templates/liaison/pupil_*.html",
    "eprimo/services/liaison/templates/liaison/thread.html",
    "eprimo/services/liaison/templates/liaison/version.html",
    "eprimo/services/liaison/templates/liaison/withdrawn.html",
    "eprimo/services/people/templates/people/_found.html",
    "eprimo/services/people/templates/people/person.html",
    "eprimo/services/people/templates/people/search.html",
    "eprimo/services/messages/templates/messages/_card.html",
    "eprimo/services/messages/templates/messages/_lines.html",
    "eprimo/services/messages/templates/messages/_told.html",
    "eprimo/services/messages/templates/messages/family.html",
    "eprimo/services/messages/templates/messages/one.html",
    "eprimo/services/messages/templates/messages/show.html",
    "eprimo/services/messages/templates/messages/to_school.html",
    "eprimo/services/messages/templates/messages/whom.html",
    "eprimo/services/my_data/templates/**/*.html",
    "eprimo/services/timetable/templates/timetable/_days.html",
    "eprimo/services/timetable/templates/timetable/family.html",
    "eprimo/services/pwa/templates/**/*.html",
)
# Code: what is marked in it is translated.
CODE = (
    "eprimo/ui/**/*.py",
    "eprimo/console/school/views/home.py",
    "eprimo/console/school/trail.py",
    "eprimo/console/switches/banners.py",
    "eprimo/foundation/*/audit_fr.py",
    "eprimo/foundation/access/*.py",
    "eprimo/foundation/accounts/**/*.py",
    "eprimo/foundation/classroom/**/*.py",
    "eprimo/foundation/printing/**/*.py",
    "eprimo/foundation/kernel/actor.py",
    "eprimo/foundation/kernel/request_bodies.py",
    "eprimo/foundation/kernel/errors.py",
    "eprimo/foundation/kernel/services.py",
    "eprimo/foundation/content/pages/views.py",
    "eprimo/foundation/content/enums.py",
    "eprimo/foundation/content/kinds.py",
    "eprimo/foundation/content/things/changes.py",
    "eprimo/foundation/content/things/explanation.py",
    *kinds("service.py"),
    *kinds("forms.py"),
    *kinds("words.py"),
    "eprimo/foundation/notifications/**/*.py",
    "eprimo/foundation/conversations/*.py",
    "eprimo/foundation/presence/**/*.py",
    "eprimo/foundation/privacy/views.py",
    "eprimo/foundation/*/retention.py",
    "eprimo/services/*/audit_fr.py",
    "eprimo/services/*/retention.py",
    "eprimo/foundation/*/exports.py",
    "eprimo/foundation/directory/export_rows.py",
    "eprimo/foundation/privacy/exports/*.py",
    "eprimo/foundation/privacy/requests/*.py",
    "eprimo/steering/*/retention.py",
    "eprimo/steering/*/exports.py",
    "eprimo/foundation/directory/enums.py",
    "eprimo/foundation/directory/models/people.py",
    "eprimo/foundation/directory/policies/scope.py",
    "eprimo/foundation/directory/queries/person_lines.py",
    "eprimo/foundation/directory/queries/person_page.py",
    "eprimo/services/agenda/*.py",
    "eprimo/services/attendance/**/*.py",
    "eprimo/services/home/**/*.py",
    "eprimo/services/homework/enums.py",
    "eprimo/services/homework/home.py",
    "eprimo/services/homework/kind.py",
    "eprimo/services/homework/views/families.py",
    "eprimo/services/timetable/service.py",
    "eprimo/services/messages/*.py",
    "eprimo/services/information/**/*.py",
    "eprimo/services/liaison/enums.py",
    "eprimo/services/liaison/queries/families.py",
    "eprimo/services/liaison/forms/families.py",
    "eprimo/services/liaison/actions/threads.py",
    "eprimo/services/liaison/queries/threads.py",
    "eprimo/services/liaison/views/threads.py",
    "eprimo/foundation/content/particulars.py",
    "eprimo/services/liaison/state.py",
    "eprimo/services/liaison/versions.py",
    "eprimo/services/liaison/cards.py",
    "eprimo/services/liaison/papers.py",
    "eprimo/services/liaison/particulars.py",
    "eprimo/foundation/content/phrasebook/*.py",
    "eprimo/services/liaison/pupils.py",
    "eprimo/services/liaison/service.py",
    "eprimo/services/liaison/wording.py",
    "eprimo/services/liaison/actions/families.py",
    "eprimo/services/liaison/views/families.py",
    "eprimo/services/liaison/views/pages.py",
    "eprimo/services/liaison/views/lists.py",
    "eprimo/services/*/exports.py",
    "eprimo/services/messages/*.py",
    "eprimo/services/partners/kind.py",
    "eprimo/services/my_data/**/*.py",
    "eprimo/services/people/**/*.py",
    "eprimo/services/pwa/**/*.py",
)


def templates() -> list[Path]:
    return _files(TEMPLATES)


def code() -> list[Path]:
    return [path for path in _files(CODE) if "migrations" not in path.parts]


def parts() -> list[Part]:
    """The house, then each service: its words stand in its folder, so that one more touches no catalogue."""
    house: list[Path] = []
    own: dict[Path, list[Path]] = {folder: [] for folder in sorted(SERVICES.iterdir())}
    depth = len(SERVICES.parts)
    for path in (*templates(), *code()):
        inside = path.parts[:depth] == SERVICES.parts
        (own[SERVICES / path.parts[depth]] if inside else house).append(path)
    return [
        Part(ROOT / "eprimo", tuple(house)),
        *(
            Part(folder, tuple(found))
            for folder, found in own.items()
            if found or (folder / "locale").is_dir()
        ),
    ]


def part_of(folder: Path) -> Part:
    """A service that is a kind and stands elsewhere."""
    return Part(folder, tuple(_files(OF_A_KIND, folder)))


def _files(patterns: tuple[str, ...], root: Path = ROOT) -> list[Path]:
    found = {path for pattern in patterns for path in root.glob(pattern) if path.is_file()}
    return sorted(found - {path for path in found if "__pycache__" in path.parts})
