"""Children called by their first names side by side: the one definition of what parts two alike."""

from collections.abc import Sequence

from eprimo.foundation.kernel.text import fold


def told_apart(people: Sequence[tuple[str, str]]) -> list[str]:
    """Return what each of these people is called among them, in their order. `people`: first name, and the last name in
    use.

    « Yanis »; where two have the same first name (accents and case apart), as many letters of the last name as part
    them from each other: « Léa D. » and « Léa M. », « Léa Dup. » and « Léa Dur. ». A last name that ends there is whole
    and bears no dot. The same first and last name twice stays twice the same: their animals part them.
    """
    alike: dict[str, list[str]] = {}
    for first, last in people:
        alike.setdefault(fold(first), []).append(last)
    return [
        first if len(lasts := alike[fold(first)]) == 1 or not last else f"{first} {_start(last, lasts)}"
        for first, last in people
    ]


def _start(last: str, lasts: Sequence[str]) -> str:
    """The shortest start of this name that no other one has, ending with a letter."""
    others = {fold(one) for one in lasts} - {fold(last)}
    for size in range(1, len(last)):
        start = last[:size]
        if start[-1].isalpha() and not any(other.startswith(fold(start)) for other in others):
            return f"{start.title()}."
    return last.title()
