"""Documents of OpenDocument that a stranger wrote, judged as trees: the names of their parts, the namespaces of their
elements, what they link to and what they compute."""

import re
from collections.abc import Mapping
from functools import cache

from lxml import etree

from eprimo.foundation.files.confined.formulas import judge_formula
from eprimo.foundation.files.confined.markup import (
    is_inside,
    is_markup,
    is_on_own_disk,
    is_pressed,
    judge_picture,
    name_of,
    tree_of,
)
from eprimo.foundation.sandbox.refusal import Refused

MANIFEST = "meta-inf/manifest.xml"
KINDS = {
    b"application/vnd.oasis.opendocument.text": "odt",
    b"application/vnd.oasis.opendocument.spreadsheet": "ods",
    b"application/vnd.oasis.opendocument.presentation": "odp",
}
# OpenDocument part 2, 3: what a package holds, and what LibreOffice adds to it.
_PARTS = re.compile(
    r"^(?:mimetype|(?:object [0-9]+/)*(?:content|styles|meta|settings)\.xml|manifest\.rdf|"
    r"meta-inf/(?:manifest|documentsignatures)\.xml|(?:object [0-9]+/)?(?:pictures|media|thumbnails|objectreplacements|"
    r"fonts)/[^/]*|(?:object [0-9]+/)*(?:layout-cache|configurations2/.*)|.*/)$"
)
_XML = re.compile(r"\.(?:xml|rdf)$")
_PLAIN_MEDIA = re.compile(
    r"^(?:|text/(?:xml|plain)|application/xml|application/rdf\+xml|image/[a-z0-9.+-]+|(?:audio|video)/[a-z0-9.+-]+|application/x-font[a-z-]*|"
    r"font/[a-z0-9-]+|application/vnd\.oasis\.opendocument\.[a-z-]+|application/vnd\.sun\.xml\.ui\.configuration|"
    r"application/vnd\.sun\.star\.oleobject-none|application/binary|application/x-openoffice-gdimetafile.*|"
    r"application/x-openoffice-wmf.*)$"
)
_SPACES = re.compile(
    r"^(?:urn:oasis:names:tc:opendocument:xmlns:(?!script:|database:)[a-z0-9-]+:1\.\d|"
    r"urn:org:documentfoundation:names:experimental:.*|http://openoffice\.org/20\d\d/[a-z]+|"
    r"http://www\.w3\.org/(?:1998/Math/MathML|1999/02/22-rdf-syntax-ns#|2000/09/xmldsig#)|http://purl\.org/dc/elements/1\.1/|"
    r"http://docs\.oasis-open\.org/ns/office/1\.\d/meta/(?:pkg|odf)#)$"
)
_XLINK = "{http://www.w3.org/1999/xlink}href"
_BASE = "{http://www.w3.org/XML/1998/namespace}base"
_ACTIVE_NAMES = """
script event-listener dde-connection-decl dde-connection dde-source dde-link dde-links execute-macro
plugin applet floating-frame object-ole connection-resource database-connection library-item
"""
_ACTIVE_ELEMENTS = frozenset(_ACTIVE_NAMES.split())
_FETCHED_ELEMENTS = {"table-source", "cell-range-source", "auto-reload"}
_PRESSED = {"a", "hyperlink-behaviour", "event-listener"}
_KEYS = re.compile(r"^(?:object [0-9]+/)*configurations2/")
_SHOW_ACTS = {
    "none", "previous-page", "next-page", "first-page", "last-page", "hide", "stop", "show", "fade-out",
    "last-visited-page",
}  # fmt: skip
_COMPUTED = {"formula", "condition", "expression"}
_PROGRAMS = (b"MZ", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\x7fELF", b"#!")


def judge_open_document(parts: Mapping[str, bytes]) -> None:
    """Judges every part; `parts` have names in small letters. Raises Refused « macros », « remote », « locked » or
    « broken »."""
    for name, part in parts.items():
        keys = _KEYS.match(name)
        if not _PARTS.match(name) or (keys and part and not _XML.search(name)):
            raise Refused("macros")
        if name == MANIFEST:
            _judge_manifest(tree_of(part))
        elif keys:
            if part and any(True for _ in tree_of(part)):
                raise Refused("macros")
        elif _XML.search(name):
            _judge_tree(tree_of(part))
        elif is_markup(part):
            judge_picture(tree_of(part))
        elif name != "mimetype" and part.startswith(_PROGRAMS):
            raise Refused("macros")


def _judge_manifest(root: etree._Element) -> None:
    for one in root.iter(etree.Element):
        if name_of(one.tag)[1] == "encryption-data":
            raise Refused("locked")
        attributes = {name_of(key)[1]: str(value) for key, value in one.attrib.items()}
        if not _PLAIN_MEDIA.match(attributes.get("media-type", "").strip().lower()):
            raise Refused("macros")


@cache
def _allowed(tag: str) -> str:
    """Returns the local name of an element whose namespace and name may be here. Raises Refused."""
    space, local = name_of(tag)
    if local in _ACTIVE_ELEMENTS and not (local == "event-listener" and ":presentation:" in space):
        raise Refused("macros")
    if local in _FETCHED_ELEMENTS:
        raise Refused("remote")
    if not _SPACES.match(space):
        raise Refused("macros")
    return local


def _judge_tree(root: etree._Element) -> None:
    for one in root.iter(etree.Element):
        local = _allowed(str(one.tag))
        if one.attrib:
            _judge_attributes(one, local)


def _judge_attributes(one: etree._Element, local: str) -> None:
    for key, value in one.attrib.items():
        word, text = name_of(key)[1], str(value)
        if key == _BASE:
            raise Refused("remote")
        if key == _XLINK:
            # The model that a document was made from is looked for on the disk of who opens it.
            known = is_on_own_disk if local == "template" else is_pressed if local in _PRESSED else is_inside
            if not known(text):
                raise Refused("remote")
        elif word == "href" and text and not text.startswith("#"):
            raise Refused("remote")
        elif word in _COMPUTED:
            judge_formula(text)
        elif word == "macro-name" or (
            local == "event-listener" and word == "action" and text not in _SHOW_ACTS
        ):
            raise Refused("macros")
