"""Which filled cells of a sheet hold a text of no characters: a slow look, for gaps of the quick reading only."""

from xml.parsers import expat

Position = tuple[int, int]


def empty_shared(content: bytes) -> list[bool]:
    """For each text of the shared table, whether it has no characters."""
    found: list[bool] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if _local(name) == "si":
            found.append(True)

    def text(data: str) -> None:
        if found and data:
            found[-1] = False

    _parse(content, start, text)
    return found


class EmptyCells:
    """Walks one sheet; `found` holds the positions, `place` says where a cell stands (row, column from 0)."""

    def __init__(self, shared: list[bool], place) -> None:
        self.shared, self.place = shared, place
        self.found: set[Position] = set()
        self.at: Position = (-1, -1)
        self.kind, self.text, self.open = "", "", False

    def run(self, content: bytes) -> set[Position]:
        _parse(content, self._start, self._text, self._end)
        return self.found

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        match _local(name):
            case "row":
                self.at = (int(attributes["r"]) - 1 if "r" in attributes else self.at[0] + 1, -1)
            case "c":
                row, column = self.at
                self.at = self.place(attributes["r"]) if "r" in attributes else (row, column + 1)
                self.kind, self.text, self.filled = attributes.get("t", "n"), "", False
            case "v" | "is":
                self.filled = self.open = True

    def _text(self, data: str) -> None:
        if self.open:
            self.text += data

    def _end(self, name: str) -> None:
        match _local(name):
            case "v" | "is":
                self.open = False
            case "c" if self.filled and self._is_empty():
                self.found.add(self.at)

    def _is_empty(self) -> bool:
        return self.shared[int(self.text)] if self.kind == "s" and self.text else not self.text


def _parse(content: bytes, start, text, end=None) -> None:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler, parser.CharacterDataHandler, parser.EndElementHandler = start, text, end
    parser.Parse(content, True)


def _local(name: str) -> str:
    return name.rpartition(":")[2]
