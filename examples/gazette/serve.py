"""Serves three pages on loopback: ``python serve.py PORT`` (0: any; the port is printed)."""

import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

FURNITURE = (
    "<nav><a href='/'>Front page</a> <a href='/sport'>Sport</a></nav>",
    "<aside><p>Sign up for our newsletter</p><p>Follow us on Facebook</p></aside>"
    "<footer><p>© 2031 The Gull Rock Gazette. All rights reserved.</p></footer>",
)
LIGHTHOUSE = (
    "The lamp of the Gull Rock lighthouse turns again after two dark winters, the harbour office "
    "said on Tuesday, and the first ship to see it was the evening ferry.",
    "Its gear had been taken to a workshop on the mainland, where three engineers cut new teeth "
    "for the great wheel by hand because no drawing of it was left.",
    "“We measured the old one with a ruler and a lot of patience,” said the youngest of them, who "
    "had never seen a lighthouse from within before.",
)
MARKET = (
    "The fish market moves to the old rope works in autumn, the council decided by nine votes to "
    "four after an evening that lasted until midnight.",
    "Stallholders had asked for a roof since the storm of last year, when the wind carried away "
    "eleven awnings and a scale that was found in the next bay.",
    "The move is to cost four hundred thousand, half of which comes from the province; the rest "
    "will be raised by a fee that no stall pays in its first year.",
)


def story(title, paragraphs):
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return (
        f"<!doctype html><html lang='en'><head><meta charset='utf-8'><title>{title}</title>"
        "<meta name='author' content='Ada Larsen'>"
        "<meta property='article:published_time' content='2031-05-04T10:00:00+02:00'></head>"
        f"<body>{FURNITURE[0]}<article><h1>{title}</h1>{body}</article>{FURNITURE[1]}</body></html>"
    )


PAGES = {
    "/": (
        "<!doctype html><html><head><title>Gazette</title></head><body><main>"
        "<a href='/lighthouse'>Lighthouse</a> <a href='/market'>Market</a> "
        "<a href='/gallery'>Gallery</a></main></body></html>"
    ),
    "/lighthouse": story("Gull Rock shines again", LIGHTHOUSE),
    "/market": story("Fish market to move", MARKET),
    "/gallery": "<!doctype html><html><head><title>Gallery</title></head><body></body></html>",
}


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        page = PAGES.get(self.path)
        self.send_response(200 if page else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write((page or "").encode())

    def log_message(self, *_args):
        """Say nothing of requests."""


def main():
    server = ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler)
    print(server.server_port, flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
