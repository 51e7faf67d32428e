"""The key that `dev` makes: once, for its owner alone, whole or not at all."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from cli.secret_file import FILE_NAME, with_secret_key
from service.domain.errors import SettingsError
from service.settings import Settings, read_settings


def settings_at(folder: Path, **variables: str) -> Settings:
    return read_settings({"ROUNDTABLE_DATA_DIR": str(folder), **variables})


def test_a_key_is_made_at_the_first_start_and_kept(tmp_path: Path) -> None:
    folder = tmp_path / "data"

    first = with_secret_key(settings_at(folder))
    second = with_secret_key(settings_at(folder))

    assert len(first.secret_keys) == 1
    assert len(first.secret_keys[0]) >= 32
    assert second.secret_keys == first.secret_keys


def test_the_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    with_secret_key(settings_at(tmp_path))

    assert stat.S_IMODE((tmp_path / FILE_NAME).stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == [FILE_NAME]


def test_all_who_start_at_once_have_the_same_key(tmp_path: Path) -> None:
    settings = settings_at(tmp_path)

    with ThreadPoolExecutor(20) as pool:
        keys = {found.secret_keys for found in pool.map(with_secret_key, [settings] * 20)}

    assert len(keys) == 1
    assert [path.name for path in tmp_path.iterdir()] == [FILE_NAME]


def test_a_key_that_is_set_needs_no_file(tmp_path: Path) -> None:
    settings = settings_at(tmp_path, ROUNDTABLE_SECRET_KEY="0123456789abcdef")

    assert with_secret_key(settings) == settings
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("content", [b"", b"short", b"\xff" * 40])
def test_a_file_that_holds_no_key_is_said_and_left(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE_NAME).write_bytes(content)

    with pytest.raises(SettingsError, match=FILE_NAME):
        with_secret_key(settings_at(tmp_path))

    assert (tmp_path / FILE_NAME).read_bytes() == content


def test_a_folder_that_cannot_be_used_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(SettingsError, match="ROUNDTABLE_DATA_DIR"):
        with_secret_key(settings_at(tmp_path / "file" / "data"))
