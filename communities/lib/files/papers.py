"""PDF papers: whole, readable without a password, and nothing but pages."""

import re
from io import BytesIO

import pikepdf
import pikepdf.settings

from communities.lib.errors import Refused

MAX_PAGES = 2_000
_MARKUP = re.compile(rb"<\s*(?:!doctype|html|script|svg|iframe|body|\?php)", re.IGNORECASE)
_ACTIVE = re.compile(rb"/(?:JavaScript|JS|Launch|EmbeddedFiles?|RichMedia|XFA|ImportData|SubmitForm)\b")

# The parser unpacks a file's object streams whole into memory. These bounds hold for the process.
_STREAM_BYTES = 64 * 1024 * 1024
pikepdf.settings.set_qpdf_limits(
    max_stream_filters=4,
    flate_max_memory=_STREAM_BYTES,
    png_max_memory=_STREAM_BYTES,
    run_length_max_memory=_STREAM_BYTES,
    tiff_max_memory=_STREAM_BYTES,
)


def check_pdf(content: bytes, most_pages: int = MAX_PAGES) -> None:
    """Raise Refused unless every reader will take the file for the same paper."""
    end = content.rfind(b"%%EOF")
    if end < 0 or len(content) - end > 2048:
        raise Refused("PDF不完整（缺少文件尾）；请重新导出或扫描后上传。")
    if _MARKUP.search(content[:1024]) or _MARKUP.search(content[end:]):
        raise Refused("PDF中夹带网页代码；请用打印或扫描方式重新生成PDF。")
    try:
        with pikepdf.open(BytesIO(content)) as pdf:
            _check_inside(pdf, most_pages)
    except pikepdf.PasswordError:
        raise Refused("PDF设有密码；请去掉密码后上传。") from None
    except Refused:
        raise
    except Exception as fault:  # whatever the parser makes of hostile input
        raise Refused("PDF已损坏，无法读取；请重新导出或扫描后上传。") from fault


def _check_inside(pdf: pikepdf.Pdf, most_pages: int) -> None:
    if pdf.is_encrypted:
        raise Refused("PDF设有密码或权限限制；请去掉后上传。")
    if not 1 <= len(pdf.pages) <= most_pages:
        raise Refused(f"PDF没有页面，或超过{most_pages}页；请拆分或重新生成后上传。")
    for thing in pdf.objects:
        written = thing.stream_dict if isinstance(thing, pikepdf.Stream) else thing
        # unparse writes names without their escapes, so /J#53 reads as /JS
        if isinstance(written, pikepdf.Object) and _ACTIVE.search(written.unparse(resolved=True)):
            raise Refused("PDF含有脚本、附件或可执行内容；请用打印方式另存为普通PDF后上传。")
