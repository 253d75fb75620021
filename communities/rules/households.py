"""Who is who in a household, in the words of the register and in those of real rolls."""

from enum import StrEnum
from functools import lru_cache


class Relation(StrEnum):
    """Relation to the head (与户主关系)."""

    HEAD = "head"
    SPOUSE = "spouse"
    SON = "son"
    DAUGHTER = "daughter"
    DAUGHTER_IN_LAW = "daughter_in_law"
    SON_IN_LAW = "son_in_law"
    GRANDCHILD = "grandchild"
    PARENT = "parent"
    PARENT_IN_LAW = "parent_in_law"
    GRANDPARENT = "grandparent"
    SIBLING = "sibling"
    OTHER = "other"


LABELS = {
    "head": "户主",
    "spouse": "配偶",
    "son": "子",
    "daughter": "女",
    "daughter_in_law": "儿媳",
    "son_in_law": "女婿",
    "grandchild": "孙子女",
    "parent": "父母",
    "parent_in_law": "公婆或岳父母",
    "grandparent": "祖父母",
    "sibling": "兄弟姐妹",
    "other": "其他",
}
# How rolls write it beside the register's own word.
_WRITTEN = {
    "head": "本人 户主本人",
    "spouse": "妻 夫 妻子 丈夫 爱人 老婆",
    "son": "儿子 长子 次子 三子 四子 五子 独生子 养子 继子",
    "daughter": "女儿 长女 次女 二女 三女 四女 五女 独生女 养女 继女",
    "daughter_in_law": "媳妇 儿媳妇 长媳 次媳",
    "son_in_law": "婿 赘婿 入赘婿",
    "grandchild": "孙 孙子 孙女 长孙 长孙女 外孙 外孙女 外孙子 外孙子女 曾孙 曾孙女 重孙 重孙女",
    "parent": "父 母 父亲 母亲 养父 养母 继父 继母",
    "parent_in_law": "公公 婆婆 岳父 岳母 公婆 岳父母",
    "grandparent": "祖父 祖母 爷爷 奶奶 外祖父 外祖母 外祖父母",
    "sibling": "兄 弟 姐 妹 哥哥 弟弟 姐姐 妹妹 兄弟 姐妹",
    "other": "其他亲属 非亲属 其它 孙媳 孙媳妇 侄子 侄女 外甥 外甥女",
}
_RELATIONS = {word: key for key, words in _WRITTEN.items() for word in words.split()} | {
    label: key for key, label in LABELS.items()
}


@lru_cache(maxsize=1_000)
def relation_of(written: str) -> Relation | None:
    """The relation a roll's word means (妻 and 妻子 are 配偶, 长子 is 子); None for a word it does not know."""
    key = _RELATIONS.get("".join(written.split()))
    return Relation(key) if key else None
