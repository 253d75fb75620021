from communities.templatetags.wall import wall_cells


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
    evil = '"><script>'
    drawn = wall_cells([{"tone": evil, "word": evil, "url": evil, "title": evil, "key": key} for key in (True, False)])
    assert "<script>" not in drawn
    assert drawn.count("&quot;&gt;&lt;script&gt;") == 10
