"""The renderer child: reads papers from standard input, writes PDFs to standard output, until its input closes.

It is started by :mod:`communities.lib.pdf.renderer` and knows neither the network nor the disk: a paper may use what
travels with it and the faces loaded at the start, nothing else.
"""

import logging
import os
import resource
import shutil
import signal
import sys
import time
from functools import lru_cache
from pathlib import Path
from typing import Any, BinaryIO

from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from communities.lib import wire


class BlockedError(ValueError):
    """A paper asked for something that did not travel with it."""


class OnlyWhatTravels(URLFetcher):
    """Serves the assets it was given and refuses every other address, whatever its scheme."""

    def __init__(self, assets: dict[str, tuple[bytes, str]]) -> None:
        super().__init__(allowed_protocols=set(), allow_redirects=False, fail_on_errors=True)
        self.assets = assets

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        if url not in self.assets:
            raise BlockedError(url)
        body, kind = self.assets[url]
        return URLFetcherResponse(url, body, {"Content-Type": kind})


class Undrawn(logging.Handler):
    """Listens for the characters that no face could draw; the layout library only mentions them."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.signs: dict[str, None] = {}

    def emit(self, record: logging.LogRecord) -> None:
        if record.msg.startswith(".notdef glyph"):
            self.signs[record.args[0]] = None

    def taken(self) -> str:
        signs, self.signs = "".join(self.signs), {}
        return signs


class Press:
    """One font configuration, loaded once, and the stylesheets already parsed against it."""

    def __init__(self, faces: list[dict[str, Any]]) -> None:
        self.fonts = FontConfiguration()
        self.undrawn = Undrawn()
        logging.getLogger("weasyprint").addHandler(self.undrawn)
        self.stylesheet = lru_cache(maxsize=16)(self._parse)
        assets, rules = {}, []
        for number, face in enumerate(faces):
            url = f"asset:face/{number}"
            assets[url] = (Path(face["file"]).read_bytes(), "font/otf")
            rules.append(f'@font-face{{font-family:{face["family"]};font-weight:{face["weight"]};src:url("{url}")}}')
        self.faces = CSS(string="".join(rules), font_config=self.fonts, url_fetcher=OnlyWhatTravels(assets))

    def _parse(self, text: str) -> CSS:
        return CSS(string=text, font_config=self.fonts, url_fetcher=OnlyWhatTravels({}))

    def print(self, html: str, styles: list[str], assets: dict[str, tuple[bytes, str]]) -> tuple[bytes, int]:
        sheets = [self.stylesheet(text) for text in styles]
        page = HTML(string=html, base_url=None, url_fetcher=OnlyWhatTravels(assets))
        document = page.render(stylesheets=sheets, font_config=self.fonts, presentational_hints=False)
        return document.write_pdf(), len(document.pages)


def answer(press: Press, head: dict[str, Any], blobs: list[bytes]) -> tuple[dict[str, Any], list[bytes]]:
    """One paper's result; a failure is told by its kind, and only a death leaves the question open."""
    began = time.perf_counter()
    press.undrawn.taken()
    assets = {each["url"]: (body, each["type"]) for each, body in zip(head["assets"], blobs, strict=True)}
    try:
        pdf, pages = press.print(head["html"], head["styles"], assets)
    except FatalURLFetchingError as error:  # a BaseException: "except Exception" does not see it
        return {"failed": "blocked", "detail": str(error.__cause__)}, []
    except MemoryError:
        return {"failed": "memory", "detail": ""}, []
    except Exception as error:
        return {"failed": "layout", "detail": f"{type(error).__name__}: {error}"}, []
    return {"pages": pages, "seconds": time.perf_counter() - began, "missing": press.undrawn.taken()}, [pdf]


def serve(source: BinaryIO, sink: BinaryIO) -> None:
    start, _ = wire.receive(source)
    resource.setrlimit(resource.RLIMIT_AS, (start["memory"], start["memory"]))
    press = Press(start["faces"])
    wire.send(sink, {"ready": True})
    while True:
        wire.send(sink, *answer(press, *wire.receive(source)))


def main() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is its parent's to answer; the input closes with the parent
    # A library that prints would break the messages: they keep the pipe, everyone else gets standard error.
    sink = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    try:
        serve(sys.stdin.buffer, sink)
    except (wire.HungUpError, BrokenPipeError):
        shutil.rmtree(os.environ["TMPDIR"], ignore_errors=True)
        os._exit(0)


if __name__ == "__main__":
    main()
