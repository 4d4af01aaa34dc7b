from __future__ import annotations

import subprocess
import sys

HEAVY = "spacy pandas numpy pyarrow lxml trafilatura pypdfium2 docx striprtf py3langid fsspec zstandard ftfy"


def test_importing_and_reading_text_loads_nothing_heavy(tmp_path: object) -> None:
    code = (
        "import sys, pathlib; from nutgraf.sources import read_releases\n"
        f"path = pathlib.Path({str(tmp_path)!r}) / 'a.txt'\n"
        "path.write_text('The pier is open, and the mayor said that it will be for years.')\n"
        "assert len(list(read_releases(path))) == 1\n"
        f"print([name for name in {HEAVY!r}.split() if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
