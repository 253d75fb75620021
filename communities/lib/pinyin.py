"""Chinese text as plain pinyin, for sorting and searching where the database has no Chinese collation."""

from pypinyin import lazy_pinyin


def pinyin(text: str) -> str:
    """`石臼街道` → `shi jiu jie dao`; what is not Chinese stays as it is."""
    return " ".join(lazy_pinyin(text))
