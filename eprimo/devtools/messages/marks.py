"""How a text is marked, in code and in templates."""

from dataclasses import dataclass

# Name of the function -> places of context, singular and plural among its arguments (None: it has none).
MARKS: dict[str, tuple[int | None, int, int | None]] = {
    "_": (None, 0, None),
    "gettext": (None, 0, None),
    "gettext_lazy": (None, 0, None),
    "gettext_noop": (None, 0, None),
    "ngettext": (None, 0, 1),
    "ngettext_lazy": (None, 0, 1),
    "pgettext": (0, 1, None),
    "pgettext_lazy": (0, 1, None),
    "npgettext": (0, 1, 2),
    "npgettext_lazy": (0, 1, 2),
}


@dataclass(frozen=True, slots=True)
class Message:
    """A text to translate; `plural` is empty when it counts nothing."""

    text: str
    plural: str = ""
    context: str = ""


def message_of(name: str, texts: list[str]) -> Message:
    context, text, plural = MARKS[name]
    return Message(
        text=texts[text],
        plural="" if plural is None else texts[plural],
        context="" if context is None else texts[context],
    )
