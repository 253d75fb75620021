"""The one exception of an unlawful call."""


class Refused(Exception):  # noqa: N818 - a refusal is an answer, not an error
    """An act the law or the rulebook does not allow.

    `reasons` are Chinese sentences that say what is wrong, where, and what to do; screens show them as they stand.
    """

    def __init__(self, *reasons: str) -> None:
        if not reasons:
            raise TypeError("Refused needs at least one reason")
        super().__init__(*reasons)
        self.reasons: tuple[str, ...] = reasons

    def __str__(self) -> str:
        return "\n".join(self.reasons)
