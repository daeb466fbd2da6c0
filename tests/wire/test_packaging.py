"""What the wheel holds, and that what is installed is what pyproject.toml allows."""

import subprocess
import sys
import tomllib
import zipfile
from email import message_from_bytes
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import protocol
from build_catalogues import DOMAINS, LANGUAGES

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    place = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(place)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    [path] = place.iterdir()
    return zipfile.ZipFile(path)


def test_the_wheel_holds_all_code_and_nothing_of_the_tests(wheel: zipfile.ZipFile) -> None:
    code = {
        str(path.relative_to(ROOT))
        for folder in ("protocol", "servers", "tui")
        for path in (ROOT / folder).rglob("*.py")
    }
    assert code == {name for name in wheel.namelist() if name.endswith(".py")}


def test_the_wheel_holds_style_sheets_settings_and_catalogues(wheel: zipfile.ZipFile) -> None:
    sheets = [path.name for path in (ROOT / "styles").glob("*.tcss")]
    wanted = {f"tui/styles/{name}" for name in sheets}
    wanted |= {
        str(domain.po(Path(), language).with_suffix(".mo"))
        for domain in DOMAINS
        for language in LANGUAGES
    }
    assert sheets
    assert wanted <= set(wheel.namelist())
    assert (ROOT / "config.ini").read_bytes() == wheel.read("protocol/config.ini")


def test_the_wheel_installs_two_commands_and_its_licence(wheel: zipfile.ZipFile) -> None:
    notes = f"vasistas-{protocol.__version__}.dist-info"
    commands = wheel.read(f"{notes}/entry_points.txt").decode()
    assert "vasistas = tui.__main__:main" in commands
    assert "vasistas-servers = servers.__main__:main" in commands
    assert (ROOT / "LICENSE").read_bytes() == wheel.read(f"{notes}/licenses/LICENSE")
    facts = message_from_bytes(wheel.read(f"{notes}/METADATA"))
    assert (protocol.__version__, ">=3.11") == (facts["Version"], facts["Requires-Python"])


def test_the_changelog_knows_this_version() -> None:
    assert f"## [{protocol.__version__}]" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def locked() -> dict[str, str]:
    lines = (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()
    pairs = [line.split("==") for line in lines if line and not line.startswith("#")]
    return {canonicalize_name(name): version for name, version in pairs}


def test_the_lock_holds_an_allowed_version_of_everything_that_is_asked_for() -> None:
    asked = PROJECT["project"]["dependencies"] + PROJECT["dependency-groups"]["dev"]
    for requirement in map(Requirement, asked):
        assert requirement.specifier.contains(locked()[canonicalize_name(requirement.name)])


def test_the_lock_holds_what_those_need_in_turn() -> None:
    for name in locked():
        for line in metadata.requires(name) or []:
            requirement = Requirement(line)
            if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
                assert canonicalize_name(requirement.name) in locked(), f"{name} needs it"
