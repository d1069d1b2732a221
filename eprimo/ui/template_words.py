"""The words of templates in the language in use: `_("…")`, `{% trans %}`, and what is named elsewhere.

Words of a template are markup of ours and may hold tags; what is put into them is escaped, as anywhere. Authors of
templates write « e-primo »; what is read holds the hyphen at which no line breaks.
"""

from functools import lru_cache
from typing import Any

from django.utils import translation
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup

from eprimo.ui import page
from eprimo.ui.french import tied_name


@pass_eval_context
def gettext(within: EvalContext, text: str, /, **given: object) -> str:
    """`_("Bonjour %(name)s", name=child.first_name)`. Words that depend on the language alone are found once."""
    language = page.in_hand().language
    if given or not within.autoescape:
        return _filled(within, _said(language, text), given)
    return _shown(language, text)


@pass_eval_context
def pgettext(within: EvalContext, context: str, text: str, /, **given: object) -> str:
    """The same, where one French word has two translations."""
    return _filled(within, _said_of(page.in_hand().language, context, text), given)


@pass_eval_context
def ngettext(within: EvalContext, one: str, several: str, count: int, /, **given: object) -> str:
    """What counts, in as many forms as the language has."""
    return _filled(within, tied_name(translation.ngettext(one, several, count)), {"num": count, **given})


@pass_eval_context
def npgettext(
    within: EvalContext, context: str, one: str, several: str, count: int, /, **given: object
) -> str:
    """What counts, where one French word has two translations."""
    said = tied_name(translation.npgettext(context, one, several, count))
    return _filled(within, said, {"num": count, **given})


def translated(text: object) -> str:
    """A filter, for a name that was marked where it is written: `{{ service.name|translated }}`."""
    return _said(page.in_hand().language, str(text))


def _filled(within: EvalContext, said: str, given: dict[str, Any]) -> str:
    """The words with what they name. As in a `{% trans %}`, a per cent sign is written twice or stands alone."""
    words = Markup(said) if within.autoescape else said  # noqa: S704 - words of ours
    return words % given if given else words.replace("%%", "%")


@lru_cache(maxsize=8192)
def _shown(language: str, text: str) -> Markup:
    """Words that name nothing, as a page shows them."""
    return Markup(_said(language, text).replace("%%", "%"))  # noqa: S704 - words of ours


@lru_cache(maxsize=8192)
def _said(language: str, text: str) -> str:  # noqa: ARG001 - the language keys what is kept
    return tied_name(translation.gettext(text))


@lru_cache(maxsize=512)
def _said_of(language: str, context: str, text: str) -> str:  # noqa: ARG001 - the same
    return tied_name(translation.pgettext(context, text))
