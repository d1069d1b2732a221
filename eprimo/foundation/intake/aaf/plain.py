"""Reading a file as exporters write it: one request after the other, nothing but elements and their text.

One expression takes a whole request, in half the time of a parser that is heard element by element. What is not exactly
of that form (a change, a comment, a reference by number, anything broken or cut) stops it there, and the parser has the
last word: whatever is taken here, the parser takes alike.
"""

import codecs
import html
import re
from collections.abc import Generator, Iterator

from eprimo.foundation.intake.aaf.files import CHUNK, AafFile, declared_encoding
from eprimo.foundation.intake.aaf.requests import LONGEST, AafObject, kind_of

# Characters that wait for the end of their request: beyond, the parser says what is wrong.
_MOST = 1 << 20
_BLANK = r"[ \t\r\n]*+"
# Between the elements of a request: nothing, or a line break first, which no value holds.
_BREAK = r"(?:[\r\n][ \t\r\n]*+)?+"
_COMMENT = r"<!--(?:[^-\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|-(?!-))*+-->"
_NOTES = rf"(?:{_BLANK}{_COMMENT})*+{_BLANK}"
_VALUE = r"<value>(?:[^<>&\x00-\x1f\ufffe\uffff]++|&(?:amp|lt|gt|quot|apos);)*+</value>"
_HEAD = re.compile(
    r'\ufeff?(?:<\?xml version="1\.0"(?: encoding="[A-Za-z0-9._-]+")?\?>)?'
    rf'{_NOTES}(?:<!DOCTYPE ficAlimMENESR SYSTEM "ficAlimMENESR\.dtd">)?{_NOTES}<ficAlimMENESR>'
)
_ATTR = rf'<attr name="[A-Za-z0-9_.-]+">{_BREAK}(?:(?:{_VALUE}|<value/>){_BREAK})*+</attr>{_BREAK}'
_REQUEST = re.compile(
    _BLANK
    + _BREAK.join(
        (
            "<addRequest>", "<operationalAttributes>", '<attr name="[A-Za-z]+">', "<value>([A-Za-z]{1,40})</value>",
            "</attr>", "</operationalAttributes>", "<identifier>", "<id>([!-%'-;=?-~]+)</id>", "</identifier>",
            "<attributes>", f"((?:{_ATTR})*+)</attributes>", "</addRequest>",
        )
    )
)  # fmt: skip
_OVER = "</addRequest>"
_TAIL = re.compile(rf"{_BLANK}</ficAlimMENESR>{_BLANK}")
_BREAKS = re.compile(r"[\r\n][ \t\r\n]*")
_NAME = len('<attr name="')
_OPEN, _CLOSE = len("<value>"), -len("</value>")


def plain_objects(file: AafFile) -> Generator[AafObject, None, int | None]:
    """The requests of the file; returns how many were taken when it had to stop, none when that was the whole file."""
    taken, rest, pattern = 0, "", _HEAD
    try:
        for text in _texts(file):
            rest += text
            place = 0
            while found := pattern.match(rest, place):
                place = found.end()
                if pattern is _REQUEST:
                    taken += 1
                    yield _object(found, file.name)
                pattern = _REQUEST
            rest = rest[place:]
            if pattern is _HEAD or _OVER in rest or len(rest) > _MOST:
                return taken
    except UnicodeDecodeError:
        return taken
    return None if _TAIL.fullmatch(rest) else taken


def _texts(file: AafFile) -> Iterator[str]:
    with file.path.open("rb") as stream:
        chunk = stream.read(CHUNK)
        encoding = file.encoding or declared_encoding(chunk) or "utf-8"
        decoder = codecs.getincrementaldecoder(encoding)()
        while chunk:
            yield decoder.decode(chunk)
            chunk = stream.read(CHUNK)
        yield decoder.decode(b"", final=True)


def _object(found: re.Match[str], file: str) -> AafObject:
    kind, key, said = found.groups()
    if "\n" in said or "\r" in said:
        said = _BREAKS.sub("", said)
    values: dict[str, list[str]] = {}
    for one in said.replace("<value/>", "<value></value>").split("</attr>")[:-1]:
        name, _, inside = one.partition('">')
        name = name[_NAME:]
        more = inside[_OPEN:_CLOSE].split("</value><value>") if inside else []
        values[name] = values[name] + more if name in values else more
    if "&" in said:
        values = {name: [html.unescape(value) for value in several] for name, several in values.items()}
    has_long = len(said) > LONGEST and any(
        len(one) > LONGEST for several in values.values() for one in several
    )
    return AafObject("a", kind_of(kind), key, file, values, has_long)
