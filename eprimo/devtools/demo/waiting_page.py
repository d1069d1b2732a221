"""What stands on the demo's port while it goes from one date to another: a page that opens the next one by itself.

`python -m eprimo.devtools.demo.waiting_page PORT`, until it is told to stop. It needs Python alone: no database is up.
"""

import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

_PAGE = """<!doctype html><html lang="fr"><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>La démonstration change de date</title>
<style>body{font:1.125rem/1.5 system-ui,sans-serif;margin:15vh auto;max-width:34rem;padding:0 1rem;color:#1d2b26;
background:#f5f4ee}a{color:#14614d}</style>
<h1>La démonstration change de date</h1>
<p role="status">Une petite minute la première fois, quelques secondes ensuite. La page s’ouvrira toute seule.</p>
<p><a href="/entrer/">Ouvrir la page</a></p>
<script>
setInterval(async () => {
  try {
    const answer = await fetch("/entrer/", {cache: "no-store"});
    if (answer.ok) location.replace("/entrer/");
  } catch { /* between two servers: asked again */ }
}, 1000);
</script></html>
""".encode()


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(503)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(_PAGE)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(_PAGE)

    do_POST = do_HEAD = do_GET  # noqa: N815 - same

    def log_message(self, *args: object) -> None:
        """Say nothing on the terminal."""


def main(port: int) -> None:
    """Serve the page until the process ends."""
    ThreadingHTTPServer(("127.0.0.1", port), _Handler).serve_forever()


if __name__ == "__main__":
    main(int(sys.argv[1]))
