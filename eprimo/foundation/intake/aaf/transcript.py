"""A delivery that a page received, written anew by a child of the sandbox: nothing of a stranger is parsed here."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eprimo.foundation.intake.aaf.files import AafFile, AafRefused, AafSet, Kind

# What the files of a transcript are called, after their number.
SUFFIX = ".objects"


@dataclass(frozen=True, slots=True)
class Written:
    """One file of the delivery."""

    name: str
    kind: Kind
    part: int


@dataclass(frozen=True, slots=True)
class Transcript:
    """What the child tells of the delivery; `code`, `sentence`, `file`: why it is refused as a whole."""

    files: tuple[Written, ...] = ()
    full: bool = True
    stamp: str = ""
    fingerprint: str = ""
    ignored: tuple[str, ...] = ()
    code: str = ""
    sentence: str = ""
    file: str = ""


class Pages:
    """The lines of a transcript, as the child sends them, in a folder of ours."""

    def __init__(self, folder: Path, most: int) -> None:
        self._folder = folder
        self._left = most

    def take(self, said: Any) -> None:
        """Raises AafRefused when a child sends what none of ours does."""
        number, text = said if isinstance(said, list) and len(said) == 2 else (None, None)  # noqa: PLR2004 - a pair
        if type(number) is not int or not isinstance(text, str) or not 0 <= number < _MOST_FILES:
            raise AafRefused("unreadable", "L’archive n’a pas pu être lue.")
        content = text.encode()
        self._left -= len(content)
        if self._left < 0:
            raise AafRefused(
                "huge", "L’archive est démesurée : ce n’est pas une livraison de l’annuaire académique."
            )
        with self.path(number).open("ab") as stream:
            stream.write(content)

    def path(self, number: int) -> Path:
        return self._folder / f"{number:05}{SUFFIX}"

    def set_of(self, told: Transcript) -> AafSet:
        """The delivery, read from these files. Raises AafRefused: for what the child refused, too."""
        if told.code:
            raise AafRefused(told.code, told.sentence, told.file)
        files = tuple(
            AafFile(self.path(number), one.kind, one.part, title=one.name)
            for number, one in enumerate(told.files)
        )
        if not files or not all(one.path.is_file() for one in files):
            raise AafRefused("unreadable", "L’archive n’a pas pu être lue.")
        return AafSet(files, told.full, told.stamp[:8], told.fingerprint[:32], told.ignored)


_MOST_FILES = 2_000
