"""The demo's papers: one small PDF for every title, one photograph of a notice board, each made once and used again."""

from datetime import date
from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw

from communities.lib import clock
from communities.models import Document
from communities.papers import render_paper
from communities.services import documents

if TYPE_CHECKING:
    from .unit_story import UnitStory

TEXT = (
    "本件为演示材料，所述社区、人员和数字均为虚构，仅用于展示办理过程。\n"
    "正式办理时，请上传经签字、盖章的原件扫描件；照片须能看清张贴位置、内容和日期。"
)


def paper(title: str) -> ContentFile:
    return ContentFile(_pdf(title), name=f"{title}.pdf")


def document(story: "UnitStory", title: str) -> Document:
    """A paper of the village, kept by its cooperative's clerk."""
    return documents.store_document(
        place=story.place, kind="成员事项", title=title, upload=paper(title), written_on=clock.today(),
        by=story.coop_clerk,
    )  # fmt: skip


def photograph(name: str) -> ContentFile:
    """A picture of a board with papers on it."""
    return ContentFile(_board(), name=f"{name}.jpg")


@cache
def _pdf(title: str) -> bytes:
    context = {
        "title": title,
        "salutation": "示范区",
        "body": TEXT,
        "contact": "",
        "telephone": "",
        "issuer": "演示数据",
        "date": date(2026, 1, 1),
        "verify_url": "",
        "digest": "",
    }
    return render_paper("letter", context).pdf


@cache
def _board() -> bytes:
    picture = Image.new("RGB", (320, 220), "#8a9aa5")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((20, 20, 300, 190), fill="#7a2b22", outline="#4d1a14", width=4)
    for left in (40, 130, 220):
        draw.rectangle((left, 45, left + 70, 145), fill="#f6f1e4")
        for line in range(60, 135, 10):
            draw.line((left + 8, line, left + 62, line), fill="#777777")
    stream = BytesIO()
    picture.save(stream, "JPEG", quality=70)
    return stream.getvalue()
