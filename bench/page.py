"""A page under measure: requests ready to be sent, and what their answers hold."""

import re
from dataclasses import dataclass

from bench.load import Request, request


@dataclass(frozen=True)
class Shown:
    """At least so many different matches of a pattern."""

    what: str
    pattern: str
    least: int

    def fault(self, page: str) -> str:
        """What an answer does not show; empty when it is as full as it must be."""
        found = len(set(re.findall(self.pattern, page)))
        return f"{found} {self.what} in place of {self.least}" if found < self.least else ""


@dataclass(frozen=True)
class Page:
    """One line of the table. `again`: a request can be sent twice; `limit`: the budget of its statements; `shows`: what
    every answer holds at least, so that nobody measures an empty page."""

    name: str
    requests: list[Request]
    again: bool = True
    limit: int = 4
    shows: Shown | None = None


def floor_page() -> Page:
    """The page of the floor, whose rows are read in turn."""
    return Page("floor", [request("GET", f"/bench/plancher/{pk}", {}) for pk in range(1, 301)], limit=1)
