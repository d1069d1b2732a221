"""Finding the pupil that a guardian's row names: by names and class, there is no key."""

from collections import defaultdict
from dataclasses import replace

from eprimo.foundation.intake.onde.text import fold
from eprimo.foundation.intake.records import ChildReference, PupilRecord

type NameKey = tuple[str, str]


class PupilIndex:
    """The pupils of a delivery, found by any of the names a guardian's file may use."""

    def __init__(self, pupils: list[PupilRecord]) -> None:
        self.pupils = pupils
        self._by_name: defaultdict[NameKey, list[int]] = defaultdict(list)
        self._by_external_id: dict[str, int] = {}
        for index, pupil in enumerate(pupils):
            for name in {fold(pupil.last_name), fold(pupil.usual_name or pupil.last_name)}:
                self._by_name[name, fold(pupil.first_name)].append(index)
            if pupil.external_id:
                self._by_external_id.setdefault(pupil.external_id, index)

    def resolve(self, reference: ChildReference) -> ChildReference:
        """Return the reference with its pupil, or with all candidates when several answer."""
        found = self._candidates(reference)
        return replace(reference, pupil=found[0] if len(found) == 1 else None, candidates=tuple(found))

    def in_named_class(self, reference: ChildReference) -> bool:
        """Tell whether the resolved pupil is in the class that the reference names, if it names one."""
        if reference.pupil is None or not reference.class_label:
            return True
        return _in_class(self.pupils[reference.pupil], reference.class_label)

    def _candidates(self, reference: ChildReference) -> list[int]:
        if reference.external_id and reference.external_id in self._by_external_id:
            return [self._by_external_id[reference.external_id]]
        first_name = fold(reference.first_name)
        found = (
            list(self._by_name.get((fold(reference.last_name), first_name), ()))
            if reference.last_name
            else []
        )
        if not found and reference.usual_name:
            found = list(self._by_name.get((fold(reference.usual_name), first_name), ()))
        for agrees in (_same_class, _same_last_name, _same_usual_name):
            if len(found) > 1:
                found = [index for index in found if agrees(self.pupils[index], reference)] or found
        return found


def _same_class(pupil: PupilRecord, reference: ChildReference) -> bool:
    return _in_class(pupil, reference.class_label)


def _same_last_name(pupil: PupilRecord, reference: ChildReference) -> bool:
    return fold(pupil.last_name) == fold(reference.last_name)


def _same_usual_name(pupil: PupilRecord, reference: ChildReference) -> bool:
    return fold(pupil.usual_name) == fold(reference.usual_name)


def _in_class(pupil: PupilRecord, label: str) -> bool:
    classes = {fold(name) for name in pupil.classes}
    named = fold(label)
    return named in classes or any(fold(part) in classes for part in label.replace("|", ",").split(","))
