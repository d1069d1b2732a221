"""« Pour qui ? »: one picker for all that is written: places, groups, children, and who reads it among them."""

from collections.abc import Sequence
from typing import Any, ClassVar, cast
from uuid import UUID

from django import forms
from django.http import QueryDict

from eprimo.foundation.content.kinds import ADULTS, Kind, Readers, To
from eprimo.foundation.content.models import Target
from eprimo.foundation.content.things.addressing import Choice, list_choices_among
from eprimo.foundation.content.things.readers import Readership, readership
from eprimo.foundation.content.things.territory_audience import reachable, writes_above
from eprimo.foundation.kernel.actor import Actor

# All classes of the school, of a kind that does not address the school itself.
ALL_CLASSES = "classes"
# Buttons that leave a form unfinished: look for a child, tell who will see it. The Enter key, in whichever field: it
# looks for the child whose name was just typed, else it is the main button.
FIND, WHO, ENTER = "find", "who", "enter"
_BY_NAME = (To.CHILD, To.FAMILY)


class ToField(forms.MultipleChoiceField):
    """Boxes to tick: the school, its team, classes, groups, children."""

    widget = forms.CheckboxSelectMultiple

    def offer(self, choices: Sequence[Choice], *, all_classes: bool = False) -> None:
        self.known = {one.key: one for one in choices}
        first = [(ALL_CLASSES, "Toutes les classes de l’école")] if all_classes else []
        self.choices = [*first, *((one.key, one.label) for one in choices)]

    def chosen(self, keys: Sequence[str]) -> tuple[Choice, ...]:
        """Return what was ticked, each once; of keys that are not offered, nothing."""
        classes = [one for one in self.known.values() if one.to == To.CLASS] if ALL_CLASSES in keys else []
        return tuple(dict.fromkeys([*classes, *(self.known[key] for key in keys if key in self.known)]))


class ReadersField(forms.MultipleChoiceField):
    """The boxes of those whom the places are for: who works there, the families, the pupils."""

    widget = forms.CheckboxSelectMultiple
    WORDS: ClassVar = {
        Readers.STAFF: "L’équipe",
        Readers.FAMILIES: "Les familles",
        Readers.PUPILS: "Les élèves",
    }

    def clean(self, value: Any) -> frozenset[Readers]:
        return frozenset(Readers(one) for one in super().clean(value))


class AudienceForm(forms.Form):
    """The form that says whom a thing is for, and who among them: boxes where a kind lets its author choose, « les
    élèves » alone for the others, none where there is no choice. Children stand apart, in a fold; many of them are
    found by name."""

    to = ToField(label="Pour qui\u00a0?")
    search = forms.CharField(label="Chercher un enfant", required=False, max_length=60)
    readers = ReadersField(label="Qui, parmi eux ?")
    pupils = forms.BooleanField(label="Les élèves le lisent aussi", required=False)

    def choose(self, actor: Actor, kind: Kind, more: Sequence[Choice] = ()) -> None:
        """Offer what the actor may address, and `more`. Call it once, at the end of `__init__`."""
        self.actor, self._kind = actor, kind
        offered, found = list_choices_among(actor, kind, ticked=_ids(self._keys), words=self._words)
        held = {(one.to, one.target) for one in offered}
        self.offered = [*offered, *(one for one in more if (one.to, one.target) not in held)]
        classes = [one for one in self.offered if one.to == To.CLASS]
        whole = actor.heads and To.SCHOOL not in kind.audience.targets and len(classes) > 1
        self._to.offer(self.offered, all_classes=whole)
        # Not all children are listed: they are looked for by name. `found`: whether those listed hold one of that name.
        self.finds = found is not None
        self.nobody = bool(self._words) and found is False
        if not self.finds:
            del self.fields["search"]
        self._offer_readers(actor, kind)

    def _offer_readers(self, actor: Actor, kind: Kind) -> None:
        self._fixed = reachable(actor, kind)
        boxes = kind.audience.chooses_readers or writes_above(actor, kind)
        if not boxes or len(self._fixed) == 1:
            del self.fields["readers"]
        else:
            field = self.fields["readers"]
            assert isinstance(field, ReadersField)  # noqa: S101 - declared above
            field.choices = [(one.value, ReadersField.WORDS[one]) for one in Readers if one in self._fixed]
        if boxes or not kind.audience.pupils:
            del self.fields["pupils"]
        elif all(one.to in _BY_NAME for one in self.offered):
            # A child by name: there is nobody else to tick.
            del self.fields["pupils"]
            self._fixed -= {Readers.PUPILS}

    @property
    def _to(self) -> ToField:
        field = self.fields["to"]
        assert isinstance(field, ToField)  # noqa: S101 - declared above
        return field

    @property
    def _keys(self) -> list[str]:
        """The boxes that are ticked as it is shown, checked or not."""
        if self.is_bound:
            return cast("QueryDict", self.data).getlist("to")
        return list(self.initial.get("to", ()))

    @property
    def _words(self) -> str:
        return str(self.data.get("search", "") if self.is_bound else self.initial.get("search", "")).strip()

    @property
    def one_by_one(self) -> set[str]:
        """The boxes of children and of their families."""
        return {key for key, one in self._to.known.items() if one.to in _BY_NAME}

    @property
    def by_name(self) -> bool:
        """A child is ticked, or was looked for: the fold is open."""
        return bool(self.one_by_one.intersection(self._keys)) or bool(self._words)

    @property
    def targets(self) -> tuple[tuple[To, int], ...]:
        """Call it on a valid form."""
        return tuple((one.to, one.target) for one in self._to.chosen(self.cleaned_data["to"]))

    @property
    def chosen_readers(self) -> frozenset[Readers]:
        """Return the readers that were ticked. Call it on a valid form."""
        if "readers" in self.fields:
            found: frozenset[Readers] = self.cleaned_data["readers"]
            return found
        return self._among(pupils=bool(self.cleaned_data.get("pupils")))

    def _among(self, *, pupils: bool) -> frozenset[Readers]:
        return self._fixed if pupils or "pupils" not in self.fields else self._fixed - {Readers.PUPILS}

    @property
    def enrolled(self) -> int | None:
        """The service whose things, without a child by name, are for all who are enrolled."""
        return None

    @property
    def seen_by(self) -> Readership:
        """Count whom what is ticked reaches, checked or not (two statements at most)."""
        if "readers" in self.fields:
            readers = frozenset(one for one in Readers if one.value in (self["readers"].value() or ()))
        else:
            readers = self._among(pupils="pupils" in self.fields and bool(self["pupils"].value()))
        ticked = self._to.chosen(self._keys)
        return readership(self._kind, self.actor.school_id, ticked, readers, enrolled=self.enrolled)

    @property
    def asks(self) -> bool:
        """The button that was pressed looks for somebody, or asks who will see it: the form comes back."""
        act, found = self.data.get("do"), str(self.data.get("searched", "")).strip()
        return act in {FIND, WHO} or (act == ENTER and self._words != found)

    def typed(self) -> dict[str, Any]:
        """Return what was typed so far, as a start."""
        data = cast("QueryDict", self.data)
        return {
            name: data.getlist(name) if isinstance(field, forms.MultipleChoiceField) else data.get(name)
            for name, field in self.fields.items()
        }


def _ids(keys: Sequence[str]) -> list[UUID]:
    """The children among boxes."""
    found = []
    for key in keys:
        to, _colon, public_id = key.partition(":")
        if to in _BY_NAME:
            try:
                found.append(UUID(public_id))
            except ValueError:
                continue
    return found


def keys_of(targets: Sequence[Target]) -> list[str]:
    """Return the boxes that these targets tick, as `targets_of` gives them."""
    found = ((one.kind, getattr(one, "public_id", None)) for one in targets)
    return [f"{to}:{public_id}" if public_id else to for to, public_id in found]


def only_place(choices: Sequence[Choice]) -> list[str]:
    """The one place there is, or the one class beside groups: who has one class writes to it."""
    places = [one for one in choices if one.to not in _BY_NAME]
    classes = [one for one in places if one.to == To.CLASS]
    narrow = {one.to for one in places} <= {To.CLASS, To.GROUP}
    found = places if len(places) == 1 else classes if len(classes) == 1 and narrow else []
    return [one.key for one in found]


def ticked_boxes(readers: frozenset[Readers] = ADULTS) -> dict[str, Any]:
    """Return the boxes of these, whichever the form has."""
    return {"readers": sorted(readers), "pupils": Readers.PUPILS in readers}
