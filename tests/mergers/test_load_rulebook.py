"""`manage.py load_rulebook`: a fault is named with its step and key, the same content loads nothing."""

from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from mergers.models import RulebookVersion
from tests import makers

pytestmark = pytest.mark.django_db
SHIPPED = settings.BASE_DIR / "mergers/rulebook/donggang.toml"


@pytest.fixture
def text() -> str:
    return SHIPPED.read_text(encoding="utf-8")


def load(file, **options) -> str:
    out = StringIO()
    call_command("load_rulebook", str(file), stdout=out, **options)
    return out.getvalue()


def written(tmp_path, text: str):
    file = tmp_path / "rulebook.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_the_shipped_file_becomes_version_1_and_is_marked_as_the_default():
    makers.district()
    assert "已发布第1版" in load(SHIPPED)
    version = RulebookVersion.objects.get()
    assert (version.number, version.is_default) == (1, True)


def test_the_same_content_loads_nothing(tmp_path, text):
    makers.district()
    load(SHIPPED)
    assert "内容相同，未产生新版本（即第1版）" in load(written(tmp_path, "# 只多一行注释\n" + text))
    assert RulebookVersion.objects.count() == 1


def test_a_changed_file_becomes_the_next_version_and_is_no_default(tmp_path, text):
    makers.district()
    load(SHIPPED)
    assert "已发布第2版 2026.2" in load(written(tmp_path, text.replace('label = "2026.1"', 'label = "2026.2"')))
    newest = RulebookVersion.objects.first()
    assert (newest.number, newest.is_default) == (2, False)


def test_a_fault_is_named_with_its_step_and_key_and_nothing_is_stored(tmp_path, text):
    makers.district()
    broken = text.replace('reviews = "street"', 'reviews = "nobody"', 1)
    with pytest.raises(CommandError, match="第1步 reviews: 审核方 nobody 不存在"):
        load(written(tmp_path, broken))
    assert not RulebookVersion.objects.exists()


def test_with_two_districts_one_must_be_named():
    makers.district()
    makers.district("海岸区", "990102")
    with pytest.raises(CommandError, match="990101 示范区、990102 海岸区"):
        load(SHIPPED)
    assert "海岸区：已发布第1版" in load(SHIPPED, district="990102")
    assert RulebookVersion.objects.get().district.code == "990102"
