"""The line "A partner sees…" of the rights page: what a partner may do for the group that invited.

Written from the rights pages alone: "writes to its families through the teacher; all ends with the invitation".
"""

from __future__ import annotations

from tests.reference.links import Viewer
from tests.reference.notes import by
from tests.reference.world import Group


def write_through(v: Viewer, group: Group) -> frozenset[str]:
    """Propose words to the families of a group of the running year that invited, at its school."""
    invited = v.role == "partner" and v.school == group.school and group.id in v.groups
    return by(v.role, invited)
