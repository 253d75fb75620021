"""Where the columns of an uploaded workbook stand: its label, its tabs, its headers, what a person has said of them."""

from collections.abc import Iterator
from itertools import chain

from communities.lib.errors import Refused
from communities.lib.intake import blank
from communities.lib.intake.mapping import Header, Layout, by_letters, find_header, find_tab, letters_of, match
from communities.lib.intake.reading import Portion, Workbook
from communities.lib.intake.schema import Book, Sheet
from communities.models import HeaderMapping, Intake

MARGIN = 200  # rows above the data and below it


class ColumnsWantedError(Exception):
    """A person must say which column is which; `headers` by sheet key: tab, row, titles, signature, guess."""

    def __init__(self, headers: dict[str, dict]) -> None:
        super().__init__()
        self.headers = headers


def find_layouts(intake: Intake, book: Book, opened: Workbook) -> Iterator[tuple[Layout, Iterator[Portion]]]:
    """Each sheet's layout with the portions to be checked under it.

    Raises Refused for a workbook of another register, version or community, and for a sheet that is not there;
    ColumnsWantedError for headers that nobody has explained yet.
    """
    labelled = _check_label(intake, book, opened)
    found: list[tuple[Layout, bool]] = []
    for sheet in book.sheets:
        tab = find_tab(sheet, _tabs(opened), only=len(book.sheets) == 1)
        if tab:
            header = find_header(sheet, opened.head(tab, sheet.max_rows + MARGIN))
            found.append(_explained(intake, sheet, header, tab, labelled))
        elif not sheet.optional:
            raise Refused(
                f"工作簿中没有“{sheet.title}”表（现有：{'、'.join(_tabs(opened)[:8])}）；请把要导入的表改为这个名称。"
            )
    if any(not sure for _, sure in found):
        raise ColumnsWantedError({layout.sheet.key: _told(layout) for layout, _ in found})
    for layout, _ in found:
        yield layout, opened.rows(layout.tab, layout.sheet.max_rows + MARGIN)


def _check_label(intake: Intake, book: Book, opened: Workbook) -> bool:
    """Whether the workbook is one of our templates; raises Refused where it is one for something else."""
    if blank.LABEL not in opened.names:
        return False
    rows = chain.from_iterable(portion.rows for portion in opened.rows(blank.LABEL, 50))
    label = blank.Label.read(rows)
    if label.kind != book.kind:
        raise Refused(f"这不是“{book.title}”的工作簿；请在本页下载空白工作簿填写。")
    if label.version != book.version:
        told = f"这份工作簿的模板版本是 {label.version}，现行版本是 {book.version}"
        raise Refused(f"{told}；请下载新的空白工作簿，把内容抄入后上传。")
    if label.place_code != intake.place.code:
        told = f"这份工作簿是为区划代码 {label.place_code} 的社区制作的"
        raise Refused(f"{told}，不能导入{intake.place.name}（{intake.place.code}）。")
    return True


def _tabs(opened: Workbook) -> list[str]:
    return [name for name in opened.names if name not in (blank.LABEL, blank.LISTS, blank.GUIDE, blank.FAULTS)]


def _explained(intake: Intake, sheet: Sheet, header: Header, tab: str, labelled: bool) -> tuple[Layout, bool]:
    """The layout, and whether it may be used without asking a person."""
    chosen = intake.columns.get(sheet.key)
    if chosen is None:
        known = HeaderMapping.objects.filter(place=intake.place, kind=intake.kind, sheet=sheet.key)
        remembered = known.filter(signature=header.signature).first()
        if remembered:
            chosen, intake.source = remembered.columns, remembered.source
    columns = match(sheet, header.titles) if chosen is None else by_letters(sheet, chosen)
    layout = Layout(sheet, tab, header, columns)
    return layout, not layout.missing() and (labelled or chosen is not None)


def _told(layout: Layout) -> dict:
    return {
        "tab": layout.tab,
        "row": layout.header.row,
        "choices": layout.header.choices(),
        "signature": layout.header.signature,
        "guess": letters_of(layout.columns),
    }
