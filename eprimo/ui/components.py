"""The library's components at half their price: what does not change from one page to the next is found once."""

from typing import Any

from django.conf import settings
from django.template.base import Parser, Template, Token
from django.template.context import Context
from django_cotton.templatetags._component import (
    AttrKind,
    CottonComponentNode,
    _prepare_attrs,
    cotton_component,
)
from django_cotton.templatetags._vars import CottonVarsNode, PreparedVar

_CONSTANTS = {"None": None, "True": True, "False": False}


class ComponentNode(CottonComponentNode):  # type: ignore[misc]  # the library has no types
    """`<c-…>`: its template and the defaults of its `c-vars` are kept; its attributes are drawn where they stand."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self._kept: Template | None = None
        self._defaults: tuple[list[str], dict[str, Any]] | None = None
        # An attribute is a piece of the template around it, not a template of its own with a state apart.
        self._prepared_attrs: list[Any] = [
            one._replace(compiled=one.compiled.nodelist)
            if one.kind == AttrKind.ESCAPED and one.compiled
            else one
            for one in _prepare_attrs(self.attrs, self.active_library)
        ]

    def _get_cached_template(self, context: Context, attrs: Any) -> Template:
        if self._kept is not None:
            return self._kept
        found: Template = super()._get_cached_template(context, attrs)
        # A name that is only known on the page is looked for again, and in development a file that was changed.
        if self.component_name != "component" and not settings.DEBUG:
            self._kept, self._defaults = found, _defaults(found)
        return found

    def _extract_vars_from_template(
        self, template: Template, context: Context, attrs: Any, slots: dict[str, str]
    ) -> dict[str, Any]:
        if self._defaults is None:
            return super()._extract_vars_from_template(template, context, attrs, slots)  # type: ignore[no-any-return]
        # What was given stands before a default where the library puts both together.
        names, values = self._defaults
        attrs._exclude_from_str.update(names)  # noqa: SLF001 - as the library does one by one
        return values


def _defaults(template: Template) -> tuple[list[str], dict[str, Any]] | None:
    """The names that a component declares, and the values of those that have one; None: they depend on the page."""
    declared = [node for node in template.nodelist if isinstance(node, CottonVarsNode)]
    prepared = [one for node in declared for one in node._prepared_vars]  # noqa: SLF001
    if not all(map(_is_fixed, prepared)):
        return None
    names = [one.exclude_key for one in prepared] + [name for node in declared for name in node.empty_vars]
    return names, {one.accessible_key: _value(one) for one in prepared}


def _is_fixed(one: PreparedVar) -> bool:
    if one.kind == AttrKind.DYNAMIC:
        return one.value in _CONSTANTS or str(one.value).isdecimal()
    return bool(one.kind == AttrKind.STATIC)


def _value(one: PreparedVar) -> Any:
    if one.kind != AttrKind.DYNAMIC:
        return one.value
    return _CONSTANTS[one.value] if one.value in _CONSTANTS else int(one.value)


def component(parser: Parser, token: Token) -> ComponentNode:
    """As the library's tag."""
    node = cotton_component(parser, token)
    return ComponentNode(node.component_name, node.nodelist, node.attrs, node.only, node.active_library)
