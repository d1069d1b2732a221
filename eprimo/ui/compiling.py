"""How templates become code: a piece that a template includes by its name stands in the code of the template, a block
is joined once, and what a template calls is called at once.

Jinja2 makes a context of each included piece, with a copy of all that stands around it, and asks twice of everything
that is called whether it takes the context: an eighth of what a home costs. It hands each piece of a block on through
the generators of all layouts around it.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from types import FunctionType
from typing import Any

from jinja2 import Environment, TemplateNotFound, nodes
from jinja2.runtime import Context, Macro
from jinja2.utils import _PassArg
from jinja2.visitor import NodeTransformer

_INCLUDE = re.compile(r"\{%-?\s*include\s+[\"']([^\"']+)[\"']")
# What a component that is kept (`screens.KEPT`) has become.
_KEPT = type(lru_cache(int))


class DirectContext(Context):
    """Calls components and plain functions without the questions; the others as Jinja2 does."""

    def call(__self, __obj: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: N805 - as Jinja2: names are of templates
        kind = type(__obj)
        if kind is FunctionType:
            asked = __obj.__dict__.get("jinja_pass_arg")
            if asked is _PassArg.eval_context:
                args = (__self.eval_ctx, *args)
            elif asked is not None:
                return super().call(__obj, *args, **kwargs)
        elif kind is not _KEPT and (kind is not Macro or not __self.eval_ctx.autoescape):
            return super().call(__obj, *args, **kwargs)
        kwargs.pop("_block_vars", None)
        kwargs.pop("_loop_vars", None)
        return __obj(*args, **kwargs)


class WholeEnvironment(Environment):
    """Compiles a template with its pieces, and its blocks joined; pieces stand apart where templates are read again
    when they change, since a piece that changes would not be seen."""

    context_class = DirectContext

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        whole: nodes.Template = tree if self.auto_reload else _Including(self, (name,)).visit(tree)
        joined: nodes.Template = _Joining().visit(whole)
        return joined


class _Joining(NodeTransformer):
    """Makes one text of each block that has several pieces, as `{% filter safe %}` around its contents would: the text
    alone is handed on."""

    def visit_Block(self, node: nodes.Block) -> nodes.Block:  # noqa: N802 - what Jinja2 looks for
        self.generic_visit(node)
        if node.body and not _is_one_text(node.body):
            safe = nodes.Filter(None, "safe", [], [], None, None, lineno=node.lineno)
            node.body = [nodes.FilterBlock(node.body, safe, lineno=node.lineno)]
        return node


def _is_one_text(body: list[nodes.Node]) -> bool:
    return len(body) == 1 and isinstance(body[0], nodes.Output) and len(body[0].nodes) == 1


class _Including(NodeTransformer):
    """Puts pieces in the place of their `{% include %}`. `within`: the names of what they stand in."""

    def __init__(self, env: WholeEnvironment, within: tuple[str | None, ...]) -> None:
        self._env, self._within = env, within

    def visit_Include(self, node: nodes.Include) -> nodes.Node:  # noqa: N802 - what Jinja2 looks for
        """A piece in a scope of its own: it sees what stands around it, and what it sets stays in it. A piece that is
        missing, holds itself or has blocks is left to the drawing."""
        named = isinstance(node.template, nodes.Const) and node.with_context and not node.ignore_missing
        name = node.template.value if named and isinstance(node.template, nodes.Const) else None
        tree = self._tree_of(name) if name is not None and name not in self._within else None
        if tree is None or tree.find(nodes.Extends) or tree.find(nodes.Block):
            return node
        # A fault names the line that includes the piece: its own numbers are of another file.
        for one in tree.find_all(nodes.Node):
            one.set_lineno(node.lineno, override=True)
        whole: nodes.Template = _Including(self._env, (*self._within, name)).visit(tree)
        return nodes.Scope(whole.body, lineno=node.lineno)

    def _tree_of(self, name: str) -> nodes.Template | None:
        try:
            source, filename, _ = _read(self._env, name)
        except TemplateNotFound:
            return None
        return Environment._parse(self._env, source, name, filename)  # noqa: SLF001 - without its own pieces


def sources_of(env: Environment, source: str) -> str:
    """All that the code of a template comes from: its text, and those of its pieces."""
    return "".join(_sources(env, source, set())) if not env.auto_reload else source


def _sources(env: Environment, source: str, seen: set[str]) -> Iterator[str]:
    yield source
    for name in _INCLUDE.findall(source):
        if name not in seen:
            seen.add(name)
            try:
                yield from _sources(env, _read(env, name)[0], seen)
            except TemplateNotFound:
                continue


def _read(env: Environment, name: str) -> tuple[str, str | None, Any]:
    if env.loader is None:
        raise TemplateNotFound(name)
    return env.loader.get_source(env, name)
