"""What a session that a sheet opened keeps of a person's links: those with the schools of the sheet, nothing else.

Every right is computed from these links: what is left out here is not there for any policy. The keys are those that
`read_links` gives.
"""

from collections.abc import Collection, Mapping
from typing import Any

from eprimo.foundation.kernel.actor import MANDATES, Role

# Each says of which school it is. What is about a child who is a pupil elsewhere too is cut by these.
_OF_SCHOOL = (
    "me", "kid_schools", "kid_classes", "kid_groups", "own_classes", "attachments", "groups", "audiences", "archives",
)  # fmt: skip


def scoped(links: Mapping[str, Any], scope: Collection[int]) -> dict[str, Any]:
    """The links inside `scope`; `partial` says whether a link in force is left out. Epochs and moments stay those of
    all links: they say when to read again, and nothing else."""
    kept: dict[str, Any] = dict(links)
    for rows in _OF_SCHOOL:
        kept[rows] = [link for link in links[rows] if _place(link) in scope]
    pupils = {link["child_id"] for link in kept["kid_schools"]}
    away = {link["child_id"] for link in links["kid_schools"] if link["school_id"] not in scope}
    kept["kids"] = [
        {**kid, "elsewhere": kid["child_id"] in away} for kid in links["kids"] if kid["child_id"] in pupils
    ]
    mandates = _mandates(links, scope)
    kept["mandates"] = [link for link in links["mandates"] if link["id"] in mandates]
    kept["serves"] = [link for link in links["serves"] if link["id"] in mandates]
    # Assistance is granted to who acts for a territory or a body.
    kept["supports"] = links.get("supports", []) if MANDATES in scope else []
    kept["partial"] = any(len(kept[rows]) < len(links[rows]) for rows in ("me", "kid_schools", "mandates"))
    return kept


def _place(link: Mapping[str, Any]) -> int:
    """The school of the link; what a mandate gives is of none."""
    return MANDATES if link["school_id"] is None else int(link["school_id"])


def _mandates(links: Mapping[str, Any], scope: Collection[int]) -> set[int]:
    """A mandate is of no school. An agent's is of the schools that the service serves, when all of them are here: whom
    a service serves is not told school by school."""
    if MANDATES in scope:
        return {link["id"] for link in links["mandates"]}
    serving: dict[int, set[int]] = {}
    for link in links["serves"]:
        serving.setdefault(link["id"], set()).add(link["school_id"])
    agents = {link["id"] for link in links["mandates"] if link["role"] == Role.COMMUNE_AGENT}
    return {mandate for mandate, schools in serving.items() if mandate in agents and schools <= set(scope)}
