"""Ways by which a page tries to reach the network or the disk, and an address that tells who came."""

import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager

SVG = "<svg xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink' width='9' height='9'>"
VECTORS = {
    "image": "<img src='{url}'>",
    "stylesheet link": "<link rel=stylesheet href='{url}'>",
    "import": "<style>@import url({url})</style>",
    "background": "<style>body {{ background: url({url}) }}</style>",
    "style attribute": "<p style='background-image: url({url})'>文",
    "list marker": "<style>li {{ list-style-image: url({url}) }}</style><ul><li>文",
    "generated content": "<style>p::before {{ content: url({url}) }}</style><p>文",
    "border image": "<style>p {{ border: 1px solid; border-image: url({url}) 1 }}</style><p>文",
    "typeface": "<style>@font-face {{ font-family: x; src: url({url}) }} p {{ font-family: x }}</style><p>文",
    "page background": "<style>@page {{ background: url({url}) }}</style>",
    "margin box": "<style>@page {{ @top-left {{ content: url({url}) }} }}</style>",
    "object": "<object data='{url}'></object>",
    "embed": "<embed src='{url}'>",
    "base address": "<base href='{url}'><img src='x.png'>",
    "image in a drawing": SVG + "<image xlink:href='{url}' width='9' height='9'/></svg>",
    "attachment link": "<link rel=attachment href='{url}'>",
    "attachment anchor": "<a rel=attachment href='{url}'>文</a>",
}


@contextmanager
def trapped() -> Iterator[tuple[str, list[str]]]:
    """An address that nobody may visit, and the list of those who did."""
    visits: list[str] = []

    class Trap(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            visits.append(self.path)
            self.send_error(404)

        def log_message(self, *args: object) -> None:
            """Say nothing."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Trap) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/trap", visits
        server.shutdown()
