"""A cheaper `{% translate %}` in Django’s library `i18n`: fixed words are translated once for each language."""

from typing import Any

from django.template.base import FilterExpression, Parser, Token
from django.template.context import Context
from django.templatetags import i18n
from django.utils.translation import get_language


class FixedNode(i18n.TranslateNode):
    """Words that depend on nothing but the language."""

    def __init__(self, words: FilterExpression) -> None:
        super().__init__(words, noop=False)
        self._kept: dict[tuple[str | None, bool], str] = {}

    def render(self, context: Context) -> str:
        key = get_language(), context.autoescape
        kept = self._kept.get(key)
        if kept is None:
            kept = self._kept[key] = super().render(context)
        return kept


def translate(parser: Parser, token: Token) -> Any:
    """As Django's tag."""
    node = i18n.do_translate(parser, token)
    words = node.filter_expression
    fixed = words.var.literal is not None and not words.filters
    if not fixed or node.noop or node.asvar or node.message_context:
        return node
    return FixedNode(words)
