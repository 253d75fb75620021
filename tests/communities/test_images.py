"""Pictures are judged by Pillow's own strict rule, whatever another library has switched on in the process."""

from io import BytesIO

import pytest
from PIL import Image, ImageFile

from communities.lib.errors import Refused
from communities.lib.files.images import cleaned_image


def test_half_a_picture_is_refused_even_after_papers_were_laid_out(monkeypatch):
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)
    out = BytesIO()
    Image.effect_noise((200, 200), 90).save(out, "PNG")
    half = out.getvalue()[: len(out.getvalue()) // 2]
    with pytest.raises(Refused, match="图片已损坏"):
        cleaned_image(half, "PNG")
