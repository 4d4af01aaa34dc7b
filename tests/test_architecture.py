"""The house holds together: one word for a thing everywhere, light imports, a wheel with everything in it."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import nutgraf
from nutgraf.records import FACT_TABLES
from nutgraf.stages import STAGES

ROOT = Path(__file__).parents[1]


def test_stage_module_field_and_table_have_one_name() -> None:
    assert [stage.name for stage in STAGES] == list(FACT_TABLES)
    for stage in STAGES:
        module = type(stage).__module__.removeprefix("nutgraf.stages.").split(".")[0]
        assert module == stage.name


def test_public_names_are_sorted_and_there() -> None:
    assert nutgraf.__all__ == sorted(nutgraf.__all__, key=lambda name: (name.islower(), name))
    for name in nutgraf.__all__:
        assert getattr(nutgraf, name).__name__ == name


def test_a_name_that_is_not_public_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'extract'"):
        nutgraf.extract  # noqa: B018


@pytest.mark.parametrize(
    "statement", ["import nutgraf", "import nutgraf.cli", "from nutgraf import Release; Release.from_text('x')"]
)
def test_imports_stay_light(statement: str) -> None:
    heavy = "{'spacy', 'pandas', 'pyarrow', 'numpy', 'trafilatura', 'dateparser'}"
    code = f"import sys; {statement}; assert not {heavy} & set(sys.modules), {heavy} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_the_version_is_the_packages() -> None:
    assert f'version = "{nutgraf.__version__}"' in (ROOT / "pyproject.toml").read_text()


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--no-deps",
        "--no-build-isolation",
        "--wheel-dir",
        str(folder),
        str(ROOT),
    ]
    subprocess.run(command, check=True, capture_output=True)
    return next(folder.glob("*.whl"))


def test_the_wheel_holds_every_module_and_model_and_nothing_else(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    tracked = subprocess.run(
        ["git", "ls-files", "pipeline/nutgraf", "models"], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout
    wanted = {
        name.replace("pipeline/nutgraf/", "nutgraf/", 1) if name.startswith("pipeline") else f"nutgraf/{name}"
        for name in tracked.split()
    }
    assert wanted <= names
    assert {name.split("/")[0] for name in names} == {"nutgraf", f"nutgraf-{nutgraf.__version__}.dist-info"}


def test_the_wheel_works_outside_the_checkout(wheel: Path, tmp_path: Path) -> None:
    zipfile.ZipFile(wheel).extractall(tmp_path / "site")
    code = f"""
import nutgraf
assert nutgraf.__file__.startswith({str(tmp_path)!r}), nutgraf.__file__
nutgraf.Extractor().extract(nutgraf.Release.from_text("Sales rose 8 percent."))
"""
    subprocess.run([sys.executable, "-c", code], check=True, cwd=tmp_path, env={"PYTHONPATH": str(tmp_path / "site")})
