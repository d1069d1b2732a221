"""What is no picture and no PDF: programs, archives, packages, sound and video, all of them sent as one."""

import bz2
import gzip
import io
import lzma
import struct
import tarfile
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from tests import hostile
from tests.foundation.files.harmful.pages import SCRIPT
from tests.hostile import Made

_NOTHING = bytes(4_000)
_MEGABYTE = bytes(1 << 20)


def archive(*names: str, content: bytes = b"x", how: int = ZIP_DEFLATED) -> bytes:
    made = io.BytesIO()
    with ZipFile(made, "w", how) as parts:
        for name in names:
            parts.writestr(name, content)
    return made.getvalue()


def _nested() -> bytes:
    content = _MEGABYTE
    for depth in range(6):
        content = archive(*(f"{depth}-{number}.zip" for number in range(10)), content=content)
    return content


def _tar(name: str) -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w") as parts:
        linked = tarfile.TarInfo(name)
        linked.type, linked.linkname = tarfile.SYMTYPE, "/etc/passwd"
        parts.addfile(linked)
    return made.getvalue()


def _of_zeros(megabytes: int) -> bytes:
    packer = bz2.BZ2Compressor()
    return b"".join(packer.compress(_MEGABYTE) for _ in range(megabytes)) + packer.flush()


UNDER_ANOTHER_NAME: dict[str, Made] = {
    "nothing": lambda: b"",
    "one-byte": lambda: b"\0",
    "zeros": lambda: _NOTHING,
    "words": lambda: b"une circulaire",
    "program-of-windows": lambda: b"MZ\x90\x00" + _NOTHING,
    "program-of-linux": lambda: b"\x7fELF\x02\x01\x01" + _NOTHING,
    "program-of-a-mac": lambda: b"\xcf\xfa\xed\xfe" + _NOTHING,
    "program-of-java": lambda: b"\xca\xfe\xba\xbe" + _NOTHING,
    "program-of-an-android": lambda: b"dex\n035\0" + _NOTHING,
    "commands": lambda: b"#!/bin/sh\ncat /etc/passwd\n",
    "link-of-windows": lambda: b"L\0\0\0\x01\x14\x02\0" + _NOTHING,
    "registry": lambda: b"Windows Registry Editor Version 5.00\r\n",
    "pickle": lambda: b"\x80\x04cos\nsystem\n(S'id'\ntR.",
    "drawing-then-script": lambda: b"GIF89a/*" + bytes(40) + b"*/=1;alert(1)",
    "jpeg-head-before-a-program": lambda: b"\xff\xd8\xff\xe0" + b"MZ" + _NOTHING,
    "png-head-before-a-page": lambda: b"\x89PNG\r\n\x1a\n" + SCRIPT.encode() + _NOTHING,
    "webp-head-before-a-sound": lambda: b"RIFF\x24\0\0\0WAVEfmt " + _NOTHING,
    "pdf-after-a-page": lambda: SCRIPT.encode() + hostile.pdf(),
    "pdf-after-a-program": lambda: b"MZ" + bytes(200) + hostile.pdf(),
    "postscript": lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n(%pipe%id) (w) file\nshowpage\n",
}
ARCHIVES: dict[str, Made] = {
    "slip": lambda: archive("../../../../etc/cron.d/x", "/etc/passwd", "..\\..\\x.bat"),
    "nested": _nested,
    "bomb": hostile.bomb_xlsx,
    "that-lies": hostile.lying_xlsx,
    "many-parts": hostile.many_parts,
    "overlapping": hostile.overlapping_parts,
    "locked": hostile.locked_xlsx,
    "gzip-bomb": lambda: gzip.compress(_MEGABYTE * 10),
    "bzip-bomb": lambda: _of_zeros(6),
    "xz-bomb": lambda: lzma.compress(_MEGABYTE * 4),
    "tar-with-a-link": lambda: _tar("photo.jpg"),
    "seven-zip": lambda: b"7z\xbc\xaf\x27\x1c" + _NOTHING,
    "rar": lambda: b"Rar!\x1a\x07\x01\0" + _NOTHING,
    "disk": lambda: bytes(0x8001) + b"CD001" + _NOTHING,
}
WITH_ENTITIES: dict[str, Made] = {
    "laughs": lambda: hostile.LAUGHS.encode() + b"<x>&a10;</x>",
    "laughs-in-a-drawing": lambda: hostile.LAUGHS.encode() + b"<svg>&a10;</svg>",
    "laughs-in-a-sheet": hostile.laughs_xlsx,
    "laughs-in-an-open-sheet": hostile.laughs_ods,
    "file-of-the-machine": lambda: b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>',
    "address-of-the-machine": lambda: b'<!DOCTYPE x SYSTEM "http://169.254.169.254/"><x/>',
    "included": lambda: (
        b'<x xmlns:i="http://www.w3.org/2001/XInclude"><i:include href="file:///etc/passwd"/></x>'
    ),
    "in-utf-16": lambda: (hostile.LAUGHS + "<x>&a10;</x>").encode("utf-16"),
}
# What every antivirus takes for a virus: none of these is a kind that we keep.
INFECTED: dict[str, Made] = {
    "virus": lambda: hostile.EICAR,
    "virus-in-an-archive": lambda: archive("x.com", content=hostile.EICAR, how=ZIP_STORED),
    "virus-in-an-archive-in-an-archive": lambda: archive(
        "x.zip", content=archive("x.com", content=hostile.EICAR)
    ),
}


def _boxes(brand: bytes) -> bytes:
    """A film that says where it was taken."""
    where = b"\xa9xyz\0\x12\x15\xc7+47.21-1.55/"
    return b"\0\0\0\x18ftyp" + brand + struct.pack(">I", len(where) + 8) + b"udta" + where + _NOTHING


PLAYED: dict[str, Made] = {
    "film": lambda: _boxes(b"mp42"),
    "film-of-a-telephone": lambda: _boxes(b"qt  "),
    "film-of-the-web": lambda: b"\x1aE\xdf\xa3" + _NOTHING,
    "sound": lambda: b"ID3\x03\0\0\0\0\0\x21TPE1" + _NOTHING,
    "sound-as-recorded": lambda: b"RIFF\x24\0\0\0WAVEfmt " + _NOTHING,
    "sound-of-a-telephone": lambda: _boxes(b"M4A "),
    "photograph-heic": lambda: _boxes(b"heic"),
    "photograph-avif": lambda: _boxes(b"avif"),
}
# A workbook as others are, for who does not read its cells.
WORKBOOKS: dict[str, Made] = {"far-cells": hostile.far_cells}
PACKAGES: dict[str, Made] = {
    "h5p": lambda: archive("h5p.json", "content/content.json", "x.js", content=SCRIPT.encode()),
    "scorm": lambda: archive("imsmanifest.xml", "index.html", content=SCRIPT.encode()),
    "book": lambda: archive("mimetype", "META-INF/container.xml", "x.xhtml", content=SCRIPT.encode()),
    "page-of-a-site": lambda: b"bplist00" + SCRIPT.encode() + _NOTHING,
    "application": lambda: archive("META-INF/MANIFEST.MF", "x.class", "AndroidManifest.xml"),
}
