from datetime import date

from communities.templatetags.cells import table_cells, wall_cells

EVIL = '"><script>'


def test_a_cell_shows_its_light_word_and_place_and_a_key_node_is_marked():
    cell = {
        "tone": "late",
        "word": "+3日",
        "url": "/cases/7/steps/11/",
        "title": "大窑 第 11 步 超期 3 日",
        "key": True,
    }
    assert wall_cells([cell]) == (
        '<td><a class="cell cell--late is-key" href="/cases/7/steps/11/" title="大窑 第 11 步 超期 3 日"'
        ' aria-label="大窑 第 11 步 超期 3 日">+3日</a></td>'
    )


def test_no_text_of_a_cell_can_carry_markup():
    drawn = wall_cells([{"tone": EVIL, "word": EVIL, "url": EVIL, "title": EVIL, "key": key} for key in (True, False)])
    assert "<script>" not in drawn
    assert drawn.count("&quot;&gt;&lt;script&gt;") == 10


def test_a_cell_of_a_table_is_a_light_a_link_or_a_text_and_numbers_stand_right():
    cells = [
        {"text": "超期", "tone": "late", "label": "状态", "num": False},
        {"text": 12, "url": "/cases/?status=late", "label": "件数", "num": True},
        {"text": date(2026, 3, 2), "label": "日期", "num": False},
        {"text": "", "label": "备注", "num": False},
    ]
    assert table_cells(cells) == (
        '<td class="keep" data-label="状态"><span class="tag tone--late">超期</span></td>'
        '<td class="num" data-label="件数"><a href="/cases/?status=late">12</a></td>'
        '<td class="keep" data-label="日期">2026-03-02</td><td class="keep" data-label="备注"></td>'
    )


def test_no_text_of_a_table_can_carry_markup():
    kinds = ({"tone": EVIL}, {"url": EVIL}, {})
    drawn = table_cells([{"text": EVIL, "label": EVIL, "num": False, **kind} for kind in kinds])
    assert "<script>" not in drawn
    assert drawn.count("&quot;&gt;&lt;script&gt;") == 8
