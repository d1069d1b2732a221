"""XML that a stranger wrote, as a tree: written in UTF-8 or UTF-16, without a document type, and nothing fetched."""

import codecs
import re
from urllib.parse import unquote

from lxml import etree

from eprimo.foundation.sandbox.refusal import Refused

_DECLARED = re.compile(
    r"^<\?xml\b[^>]{0,200}?(?:\sencoding\s{0,9}=\s{0,9}[\"']([^\"']{0,60})[\"'])?[^>]{0,200}\?>",
    re.IGNORECASE,
)
_TYPED = re.compile(r"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_SVG = "http://www.w3.org/2000/svg"
_ENCODINGS = {"", "utf-8", "utf8", "us-ascii"}
_SCHEME = re.compile(r"^[a-z][a-z0-9+.-]*:", re.IGNORECASE)
# What somebody presses knowingly: a page of the web, a letter, a call.
_PRESSED = re.compile(r"^(?:https?|mailto|tel):", re.IGNORECASE)
# A file of the machine itself, by its drive or its root, not of another machine.
_OWN_DISK = re.compile(r"^(?:file:///(?:[a-z]:/|(?!/))|(?![a-z][a-z0-9+.-]*:|/))", re.IGNORECASE)
_BLANKS = re.compile(r"[\x00-\x20]+")


def tree_of(part: bytes) -> etree._Element:
    """Returns the root of a part. Raises Refused « broken »: another encoding, a document type, a style sheet that
    is asked for, or no XML at all; « unfolds »: more elements than the memory of its reader holds."""
    text = _text_of(part)
    if _TYPED.search(text):
        raise Refused("broken")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True,
        # Programs of offices write the same one twice.
        collect_ids=False,
    )  # fmt: skip
    try:
        root = etree.fromstring(text.encode(), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        full = getattr(error, "code", None) == etree.ErrorTypes.ERR_NO_MEMORY
        raise Refused("unfolds" if full else "broken") from error
    before = root.getprevious()
    while before is not None:
        if before.tag is etree.ProcessingInstruction and before.target != "mso-contentType":
            raise Refused("broken")
        before = before.getprevious()
    return root


def _text_of(part: bytes) -> str:
    """Returns the letters of a part, without its declaration: every program reads the same ones."""
    wide = part.startswith(_WIDE)
    try:
        text = part.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refused("broken") from error
    found = _DECLARED.match(text)
    if found is None and text.startswith("<?xml"):
        raise Refused("broken")
    declared = (found[1] or "").lower() if found else ""
    if declared not in ({"", "utf-16"} if wide else _ENCODINGS) or "\0" in text:
        raise Refused("broken")
    return text[found.end() :] if found else text


def name_of(tag: object) -> tuple[str, str]:
    """Returns the namespace and the local name of an element or attribute; two empty words for a comment."""
    if not isinstance(tag, str):
        return "", ""
    space, _, local = tag[1:].rpartition("}") if tag.startswith("{") else ("", "", tag)
    return space, local


def is_inside(address: str) -> bool:
    """Tells whether an address stays in the package that names it."""
    plain = _BLANKS.sub("", unquote(address)).replace("\\", "/")
    return not (_SCHEME.match(plain) or plain.startswith("/") or ".." in plain.split("/"))


def is_pressed(address: str) -> bool:
    """Tells whether a link that somebody presses leads to the web, to a letter, to a call or to a neighbouring file."""
    plain = _BLANKS.sub("", unquote(address)).replace("\\", "/")
    return bool(_PRESSED.match(plain)) or not (_SCHEME.match(plain) or plain.startswith("//"))


def is_on_own_disk(address: str) -> bool:
    """Tells whether an address names a file of the machine that opens the document, or one beside it."""
    return bool(_OWN_DISK.match(_BLANKS.sub("", unquote(address)).replace("\\", "/")))


def is_markup(part: bytes) -> bool:
    """Tells whether a part reads as XML, whatever its name and its content type say."""
    return part[:200].lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n").startswith(b"<")


def judge_picture(root: etree._Element) -> None:
    """Judge a drawing of SVG. Raises Refused: « broken » when it is none, « macros » for a script or an act, « remote »
    for what is fetched."""
    if name_of(root.tag) != (_SVG, "svg"):
        raise Refused("broken")
    for one in root.iter(etree.Element):
        space, local = name_of(one.tag)
        if (
            local in {"script", "foreignObject", "handler", "listener"}
            or space == "http://www.w3.org/1999/xhtml"
        ):
            raise Refused("macros")
        for key, value in one.attrib.items():
            word = name_of(key)[1].lower()
            if word.startswith("on"):
                raise Refused("macros")
            if word in {"href", "base"} and not (
                is_inside(str(value)) or str(value).startswith("data:image/")
            ):
                raise Refused("remote")
