"""Every template that a test draws: what it is given hides nothing that templates call, and the test client is told of
it, as of Django's own templates."""

from typing import Any

from django.test.signals import template_rendered


def hold(screen: Any, given: dict[str, Any]) -> None:
    hidden = given.keys() & screen.backend.env.globals.keys()
    assert not hidden, f"The page hides what templates call: {', '.join(sorted(hidden))}"


def install() -> None:
    from eprimo.ui.screens import Screen

    draw = Screen.draw

    def watched(self: Any, given: dict[str, Any]) -> Any:
        hold(self, given)
        template_rendered.send(sender=type(self), template=self, context=given)
        return draw(self, given)

    Screen.draw = watched  # type: ignore[method-assign]
