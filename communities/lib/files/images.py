"""Photographs and scans: decoded and encoded anew, so that nothing but the picture is kept."""

import warnings
from io import BytesIO
from typing import Literal

from PIL import Image, ImageFile, ImageOps

from communities.lib.errors import Refused

MAX_IMAGE_PIXELS = 40_000_000
_MODES = {"JPEG": ("L", "RGB"), "PNG": ("1", "L", "LA", "RGB", "RGBA")}


def cleaned_image(content: bytes, form: Literal["JPEG", "PNG"]) -> bytes:
    """The first picture of the file, upright, without EXIF (the place of a household visit is personal data)."""
    too_large = Refused(f"图片超过{MAX_IMAGE_PIXELS // 10_000}万像素；请缩小后重新上传。")
    try:
        with warnings.catch_warnings():
            # Pillow only warns at its own, higher limit; ours follows at once.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            image = Image.open(BytesIO(content), formats=[form])
        if image.width * image.height > MAX_IMAGE_PIXELS:
            raise too_large
        return _encoded(image, form)
    except Refused:
        raise
    except Image.DecompressionBombError:
        raise too_large from None
    except Exception as fault:  # Pillow's decoders raise a dozen kinds on damaged input
        raise Refused("图片已损坏，无法读取；请重新拍照或扫描后上传。") from fault


def _encoded(image: Image.Image, form: Literal["JPEG", "PNG"]) -> bytes:
    # The layout library switches this on for the whole process when it is imported: half a picture would pass.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    image.load()
    upright = ImageOps.exif_transpose(image)
    if upright.mode.startswith("I"):
        # 16-bit greys: convert() alone would cut everything above 255 to white
        upright = upright.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if upright.mode not in _MODES[form]:
        transparent = form == "PNG" and upright.has_transparency_data
        upright = upright.convert("RGBA" if transparent else "RGB")
    # save() would carry comments, profiles and texts over from here
    upright.info.clear()
    out = BytesIO()
    upright.save(out, form, **({"quality": 90} if form == "JPEG" else {}))
    return out.getvalue()
