"""The engine of screens: Jinja2 by Django's own backend, over the `templates` folders of the apps.

What templates may call stands in `filters`, `functions` and `template_words`, in `templates/components.html` (`c`), and
in the module `templating` of an app, whose `FILTERS` and `FUNCTIONS` are everybody's.
"""

from collections.abc import Callable, Iterator
from functools import lru_cache
from importlib import import_module
from types import ModuleType, SimpleNamespace
from typing import Any, cast

import jinja2
from django.apps import apps
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest
from django.template import engines
from django.template.backends.jinja2 import Jinja2, Template
from django.template.defaultfilters import register as django_register
from django.utils.module_loading import module_has_submodule
from django.utils.safestring import SafeString

from eprimo.ui import filters, functions, page, template_words
from eprimo.ui.bytecode import BytecodeCache
from eprimo.ui.context import Shell
from eprimo.ui.missing_variables import Lenient, StrictEnvironment

NAME = "screens"
COMPONENTS = "components.html"
# Components that hold nothing of anybody, drawn once for each of their arguments: a page has fifty icons.
KEPT = frozenset({"icon", "animal", "primo", "scene", "menu"})
# Of Django's, those that say more than Jinja's own.
DJANGO_FILTERS = (
    "capfirst", "filesizeformat", "floatformat", "linebreaks", "linebreaksbr", "truncatechars", "yesno",
)  # fmt: skip


class Screens(Jinja2):
    """Django's backend, on the folders that Django's own templates had."""

    app_dirname = "templates"

    def from_string(self, template_code: str) -> "Screen":
        return Screen(self.env.from_string(template_code), self)

    def get_template(self, template_name: str) -> "Screen":
        """Raises TemplateDoesNotExist and TemplateSyntaxError, Django's own."""
        if settings.DEBUG:
            _dress(self.env)
        return Screen(super().get_template(template_name).template, self)


class Screen(Template):
    """A template that knows its page. What a view gives stands before what the context processors give."""

    def render(self, context: dict[str, Any] | None = None, request: HttpRequest | None = None) -> SafeString:
        # What has no request, as an e-mail or the page of a fault, stands in an empty frame.
        given: dict[str, Any] = {"shell": Shell()}
        if request is not None:
            given["request"] = request
            for processor in self.backend.template_context_processors:
                given |= processor(request)
        return self.draw(given | (context or {}))

    def draw(self, given: dict[str, Any]) -> SafeString:
        """The text of the template with all that it is given."""
        with page.drawing(page.Page(given.get("request"), given["shell"])):
            return SafeString(self.template.render(given))


def environment(*, strict: bool = False, bytecode: str = "", **options: Any) -> jinja2.Environment:
    """What the settings name. `strict`: an unknown variable is a fault. `bytecode`: folder of compiled templates."""
    options |= {"cache_size": -1, "extensions": ["jinja2.ext.i18n"]}
    for fixed in ("undefined", "autoescape"):
        options.pop(fixed, None)
    env = (
        StrictEnvironment(**options, autoescape=True)
        if strict
        else jinja2.Environment(**options, autoescape=True, undefined=Lenient)
    )
    env.newstyle_gettext = True  # type: ignore[attr-defined]  # of the extension
    env.filters |= {name: django_register.filters[name] for name in DJANGO_FILTERS}
    env.filters |= {**filters.FILTERS, "translated": template_words.translated}
    env.globals |= {**functions.FUNCTIONS, **functions.CONSTANTS, "_": template_words.gettext}
    env.globals |= {
        one.__name__: one
        for one in (
            template_words.gettext,
            template_words.ngettext,
            template_words.pgettext,
            template_words.npgettext,
        )
    }
    for module in _templating():
        _add(env.filters, getattr(module, "FILTERS", {}), module)
        _add(env.globals, getattr(module, "FUNCTIONS", {}), module)
    if bytecode:
        env.bytecode_cache = BytecodeCache(bytecode, env)
    env.globals["c"] = SimpleNamespace()
    _dress(env)
    return env


def engine() -> Screens:
    """The engine of the settings."""
    return cast("Screens", engines[NAME])


def component(name: str) -> Callable[..., SafeString]:
    """A component, for code that gives a page, or a message, a piece of markup."""
    drawn = getattr(engine().env.globals["c"], name)
    return lambda *given, **named: SafeString(drawn(*given, **named))


def component_names() -> list[str]:
    """Every component of the library."""
    return sorted(vars(engine().env.globals["c"]))


def _dress(env: jinja2.Environment) -> None:
    """Fill `c` from the file of components. They call each other through it, so it is one thing for the whole life."""
    macros = env.get_template(COMPONENTS).module
    library: Any = env.globals["c"]
    library.__dict__.update(
        {
            name: lru_cache(maxsize=1024)(macro) if name in KEPT else macro
            for name, macro in vars(macros).items()
            if isinstance(macro, jinja2.runtime.Macro)
        }
    )


def _templating() -> Iterator[ModuleType]:
    for app in apps.get_app_configs():
        if app.module is not None and module_has_submodule(app.module, "templating"):
            yield import_module(f"{app.name}.templating")


def _add(known: dict[str, Any], given: dict[str, Any], module: ModuleType) -> None:
    if taken := known.keys() & given.keys():
        raise ImproperlyConfigured(
            f"{module.__name__} names again what others name: {', '.join(sorted(taken))}."
        )
    known |= given
