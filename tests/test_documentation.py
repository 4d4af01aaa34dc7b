"""The README is true: its Python runs, and every command it names is there."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")


def test_the_python_in_the_readme_runs(tmp_path: Path) -> None:
    (tmp_path / "corpus").symlink_to(ROOT / "corpus")
    code = "\n".join(re.findall(r"```python\n(.*?)```", README, re.DOTALL))
    script = tmp_path / "readme.py"
    script.write_text(f"if __name__ == '__main__':\n{re.sub(r'(?m)^', '    ', code)}", "utf-8")
    done = subprocess.run([sys.executable, script], cwd=tmp_path, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr


def test_every_command_in_the_readme_is_there() -> None:
    shown = subprocess.run(
        [Path(sys.executable).with_name("nutgraf"), "--help"], capture_output=True, text=True, check=True
    ).stdout
    for command in set(re.findall(r"^    (?:\$ )?nutgraf (\w+)", README, re.MULTILINE)):
        assert command in shown


def test_files_the_documents_link_to_are_there() -> None:
    layers = [f"pipeline/layers/{path.name}" for path in (ROOT / "pipeline" / "layers").glob("*.md")]
    for name in ("README.md", "CONTRIBUTING.md", "corpus/README.md", "models/README.md", *layers):
        text = (ROOT / name).read_text("utf-8")
        for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", text):
            assert (ROOT / name).parent.joinpath(target).exists(), f"{name}: {target}"
