"""System libraries that no wheel brings: named at start, together with the one line that installs them."""

import ctypes
import sys
from dataclasses import dataclass

DEBIAN = "apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
MACOS = "brew install pango"

# file names on Debian and macOS, as WeasyPrint looks for them
PANGO = {
    "Pango": ("libpango-1.0.so.0", "libpango-1.0.dylib", "/opt/homebrew/lib/libpango-1.0.dylib"),
    "PangoFT2": ("libpangoft2-1.0.so.0", "libpangoft2-1.0.dylib", "/opt/homebrew/lib/libpangoft2-1.0.dylib"),
}
SUBSET = ("libharfbuzz-subset.so.0", "libharfbuzz-subset.0.dylib", "/opt/homebrew/lib/libharfbuzz-subset.0.dylib")


@dataclass(frozen=True)
class Findings:
    """Sentences: with an error no PDF can be made, with a warning it is made slowly."""

    errors: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


def look() -> Findings:
    """Try to load what the PDF renderer needs."""
    install = MACOS if sys.platform == "darwin" else DEBIAN
    missing = [name for name, files in PANGO.items() if not _loads(files)]
    if missing:
        return Findings(errors=(f"缺少系统库 {'、'.join(missing)}，无法生成 PDF。请执行：{install}",))
    if not _loads(SUBSET):
        return Findings(warnings=(f"缺少系统库 libharfbuzz-subset，生成 PDF 约慢 35 倍。请执行：{install}",))
    return Findings()


def _loads(names: tuple[str, ...]) -> bool:
    for name in names:
        try:
            ctypes.CDLL(name)
        except OSError:
            continue
        return True
    return False
