"""What is wrong with a rulebook, all of it at once, each fault with its step and key."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: `where` is 规程 or 第7步, `key` the key as written (`evidence[2].minimum`)."""

    where: str
    key: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.where} {self.key}: {self.sentence}"


class RulebookFault(ValueError):  # noqa: N818 - the word of the rulebook, like Refused
    """A rulebook that cannot stand. `faults` lists every fault found; `str()` has one line for each."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = faults

    @property
    def reasons(self) -> tuple[str, ...]:
        """The faults as sentences for the screen."""
        return tuple(map(str, self.faults))


@dataclass(slots=True)
class Faults:
    """Collects faults while a rulebook is read and checked."""

    found: list[Fault] = field(default_factory=list)

    def add(self, where: str, key: str, sentence: str) -> None:
        """Note a fault, unless the same place already has one: a value that could not be read is not judged again."""
        if not self.has(where, key):
            self.found.append(Fault(where, key, sentence))

    def has(self, where: str, key: str) -> bool:
        """Whether that place, or a value it lies in, has a fault already."""
        return any(
            fault.where == where and (fault.key == key or key.startswith((f"{fault.key}.", f"{fault.key}[")))
            for fault in self.found
        )

    def raise_if_any(self) -> None:
        """Raise RulebookFault if anything was noted."""
        if self.found:
            raise RulebookFault(tuple(self.found))
