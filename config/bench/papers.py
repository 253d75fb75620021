"""One-page notice: the warm worker against the same HTML, fonts loaded, through bare WeasyPrint in this process."""

import statistics
import time
from datetime import date

from django.conf import settings
from django.template.loader import render_to_string
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from communities import papers
from communities.lib.pdf import faces
from config.bench.line import Line

NOTICE = {
    "title": "关于社区撤并事项\n居民会议表决结果的公示",
    "number": "测试公示〔2026〕1号",
    "body": "按照法律规定，居民会议就社区撤并事项进行了表决。现将结果公示如下。\n"
    "应到会742人，实到会611人；同意602票，反对5票，弃权4票。同意票超过到会人数的半数，表决通过。",
    "first_day": date(2026, 11, 18),
    "objection_end": date(2026, 11, 25),
    "display_end": date(2026, 12, 3),
    "days": 7,
    "unit": "自然日",
    "how_counted": "自最后一处公示栏张贴次日起算。",
    "objection_way": "书面、实名。",
    "office": "街道办事处",
    "contact": "张三",
    "telephone": "0633-0000000",
    "address": "便民服务中心",
    "supervision": "",
    "issuer": "测试社区居民委员会",
    "date": date(2026, 11, 17),
    "digest": "",
}
TIMES = 21


def notice() -> Line:
    """Both sides get the same HTML, stylesheet and faces; each is warmed once and timed over 21 papers."""
    html = render_to_string("papers/notice.html", {**NOTICE, "qr": ""})
    fonts = FontConfiguration()
    rules = "".join(
        f"@font-face{{font-family:{face.family};font-weight:{face.weight};src:url({face.file.as_uri()})}}"
        for face in faces.faces(settings.BASE_DIR / "static" / "fonts")
    )
    sheet = (settings.BASE_DIR / "templates" / "papers" / "gbt9704.css").read_text(encoding="utf-8")
    sheets = [CSS(string=text, font_config=fonts) for text in (rules, sheet)]
    bare = _median(lambda: HTML(string=html).write_pdf(stylesheets=sheets, font_config=fonts))
    warm = _median(lambda: papers.render_paper("notice", NOTICE))
    return Line("一页公示，热渲染", f"{warm:.0f} 毫秒", "≤ 1.3 倍", f"直接 WeasyPrint {bare:.0f} 毫秒", warm / bare)


def _median(work) -> float:
    work()
    found = []
    for _ in range(TIMES):
        began = time.perf_counter()
        work()
        found.append((time.perf_counter() - began) * 1000)
    return statistics.median(found)
