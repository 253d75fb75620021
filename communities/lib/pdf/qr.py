"""QR codes that lead from a posted paper to its public page."""

import io

import segno


def svg(url: str) -> bytes:
    """A QR code of an address as a drawing, with the quiet zone of four modules that readers need.

    Error correction M: a fingerprint or a drawing pin on the board does not spoil it.
    """
    drawing = io.BytesIO()
    segno.make(url, error="m", micro=False).save(drawing, kind="svg", border=4, omitsize=True)
    return drawing.getvalue()
