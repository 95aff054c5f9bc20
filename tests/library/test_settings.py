import base64
import json
import os
import stat
import threading
from dataclasses import dataclass
from typing import Annotated, Literal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mjstudio.files.atomic import NotSaved
from mjstudio.library import settings_file
from mjstudio.library.setting import LOOK, PAGES, Row, declared
from mjstudio.library.settings import MAX_HISTORY, Settings
from mjstudio.library.settings_file import SettingsStore, load, save
from mjstudio.model.delivery_mode import DeliveryMode
from mjstudio.model.errors import InvalidRequest
from mjstudio.model.request import MODES

DECLARED = declared(Settings)

base64_texts = st.binary(max_size=200).map(lambda data: base64.b64encode(data).decode())
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
some_settings = st.builds(
    Settings,
    theme=st.sampled_from(DECLARED["theme"].values),
    base_url=st.sampled_from(["https://api.acedata.cloud", "http://127.0.0.1:8000/mj"]),
    use_sandbox=st.none() | st.booleans(),
    running_limit=st.integers(1, 5),
    mode=st.sampled_from(DECLARED["mode"].values),
    delivery=st.sampled_from(DECLARED["delivery"].values),
    callback_url=st.sampled_from(["", "https://me.example/hooks", "http://127.0.0.1:8123"]),
    callback_port=st.integers(0, 65535),
    callback_steps=st.booleans(),
    window_geometry=base64_texts,
    window_state=base64_texts,
    mask_colour=st.from_regex(r"#[0-9a-f]{6}", fullmatch=True),
    mask_opacity=st.floats(0, 1),
    mask_outline_only=st.booleans(),
    mask_pressure=st.booleans(),
    # Every character, lone surrogates included.
    notify=st.booleans(),
    check_updates=st.booleans(),
    update_feed=st.sampled_from(["", "https://example.com/f?a=1", "http://127.0.0.1:8/f"]),
    updates_checked=st.floats(0, 1e11),
    prompt_history=st.lists(st.text(st.characters()), max_size=20).map(tuple),
    unknown=st.dictionaries(
        st.text().filter(lambda name: name not in DECLARED), json_values, max_size=4
    ),
)

unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


@unhurried
@given(settings=some_settings)
def test_settings_come_back_as_they_were_saved(tmp_path_factory, settings):
    path = tmp_path_factory.mktemp("round") / "settings.json"
    save(path, settings)
    assert load(path) == (settings, "")


@unhurried
@given(found=st.dictionaries(st.sampled_from(sorted(DECLARED)), json_values))
def test_any_json_object_gives_settings_in_range(tmp_path_factory, found):
    path = tmp_path_factory.mktemp("any") / "settings.json"
    path.write_text(json.dumps(found))
    settings, words = load(path)
    assert bool(words) == path.with_name("settings.json.damaged").exists()
    save(path, settings)
    assert load(path) == (settings, "")


@given(data=st.binary(max_size=300))
def test_any_bytes_are_settings_or_moved_aside(tmp_path_factory, data):
    path = tmp_path_factory.mktemp("bytes") / "settings.json"
    path.write_bytes(data)
    settings, words = load(path)
    assert isinstance(settings, Settings)
    assert bool(words) == path.with_name("settings.json.damaged").exists() == (not path.exists())


def test_choices_are_those_that_the_model_knows():
    assert DECLARED["mode"].values == ("", *MODES)
    for name in ("delivery", "next_delivery"):
        assert {*DECLARED[name].values} - {""} == {mode.value for mode in DeliveryMode}


@pytest.mark.parametrize("setting", DECLARED.values(), ids=lambda setting: setting.name)
def test_a_declaration_is_whole(setting):
    assert setting.fits(setting.default)
    row = setting.row
    if row is None:
        return
    assert row.page in PAGES
    assert row.label
    assert not row.only_with or DECLARED[row.only_with].values == (False, True)
    assert all(setting.word(value) for value in setting.values) or not row.words
    assert all(setting.hint(value) for value in setting.values) or not row.hints
    # What neither words nor limits tell is typed in, and a number needs limits.
    assert row.words or not isinstance(setting.default, int) or setting.values or setting.most


def test_a_declaration_that_is_not_whole_is_refused():
    @dataclass
    class Nameless:
        unit: Annotated[Literal["px", "mm"], Row(page=LOOK, label="Unit", words=("px",))] = "px"

    @dataclass
    class Defaultless:
        unit: str

    for kind in (Nameless, Defaultless):
        with pytest.raises(TypeError, match="unit"):
            declared(kind)


def test_the_first_start_has_defaults_and_writes_nothing(tmp_path):
    settings, words = load(tmp_path / "none" / "settings.json")
    assert (settings, words) == (Settings(), "")
    assert settings.theme == "dark"
    assert settings.base_url == "https://api.acedata.cloud"
    assert settings.use_sandbox is None
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "damage",
    [
        b"",
        b'{"theme": "light"',
        b"[1, 2]",
        b"\xff\xfe\x00",
        b'{"x": ' + b"[" * 200_000 + b"]" * 200_000 + b"}",
        b'{"running_limit": ' + b"9" * 5000 + b"}",
    ],
    ids=["empty", "half", "list", "not utf-8", "deep", "endless number"],
)
def test_a_damaged_file_is_moved_aside(tmp_path, damage):
    path = tmp_path / "settings.json"
    path.write_bytes(damage)
    settings, words = load(path)
    assert settings == Settings()
    assert words.endswith(".")
    assert "damaged" in words
    assert not path.exists()
    assert (tmp_path / "settings.json.damaged").read_bytes() == damage


def test_a_huge_file_is_damage(tmp_path, monkeypatch):
    monkeypatch.setattr(settings_file, "_MAX_FILE", 100)
    path = tmp_path / "settings.json"
    path.write_text(json.dumps({"x": "y" * 200}))
    assert "damaged" in load(path)[1]


def test_values_out_of_range_fall_back_one_by_one_and_are_named(tmp_path):
    path = tmp_path / "settings.json"
    found = {
        "theme": "sepia",
        "base_url": "http://example.com",
        "use_sandbox": 1,
        "running_limit": True,
        "mode": 7,
        "window_geometry": "not base64!",
        "window_state": "QUJD",
        "mask_colour": "red",
        "mask_opacity": float("nan"),
        "mask_outline_only": 1,
        "mask_pressure": "yes",
        "prompt_history": ["a fox", 5, "a hare"],
    }
    path.write_text(json.dumps(found))
    settings, words = load(path)
    assert settings == Settings(window_state="QUJD", prompt_history=("a fox", "a hare"))
    assert "back at their defaults: Work with, Base URL, Theme, Running at once" in words
    assert "mask colour" in words
    assert "window state" not in words
    assert words.endswith("The old file is kept as “settings.json.damaged”.")
    assert json.loads((tmp_path / "settings.json.damaged").read_text())["theme"] == "sepia"
    assert path.exists()


def test_one_value_that_cannot_be_used_is_named_alone(tmp_path):
    path = tmp_path / "settings.json"
    path.write_text('{"theme": "sepia", "running_limit": 4}')
    (tmp_path / "settings.json.damaged").mkdir()
    settings, words = load(path)
    assert settings == Settings(running_limit=4)
    assert words == "The setting “Theme” could not be read and is back at its default."


@pytest.mark.parametrize("older", range(6, 13))
def test_more_at_once_than_the_service_takes_becomes_the_most_without_a_word(tmp_path, older):
    path = tmp_path / "settings.json"
    path.write_text(f'{{"running_limit": {older}}}')
    assert load(path) == (Settings(running_limit=5), "")


def test_what_was_written_by_hand_is_forgiven(tmp_path):
    path = tmp_path / "settings.json"
    path.write_text('{"base_url": "https://Example.com/"}', encoding="utf-8-sig")
    assert load(path)[0].base_url == "https://example.com"


def test_a_newer_versions_keys_survive(tmp_path):
    path = tmp_path / "settings.json"
    path.write_text('{"theme": "light", "brush": {"size": 40}}')
    store = SettingsStore(path, load(path)[0])
    store.change(running_limit=5)
    store.write()
    kept = json.loads(path.read_text())
    assert kept["brush"] == {"size": 40}
    assert (kept["theme"], kept["running_limit"]) == ("light", 5)


def test_a_folder_in_the_place_of_the_file_is_left_alone(tmp_path):
    path = tmp_path / "settings.json"
    path.mkdir()
    settings, words = load(path)
    assert settings == Settings()
    assert "could not be read" in words
    assert path.is_dir()


def test_half_files_of_a_killed_run_are_cleaned(tmp_path):
    path = tmp_path / "settings.json"
    save(path, Settings(theme="light"))
    half = tmp_path / ".settings.json.deadbeef.abc.part"
    half.write_text("{")
    foreign = tmp_path / ".other.part"
    foreign.write_text("x")
    assert load(path)[0].theme == "light"
    assert not half.exists()
    assert foreign.exists()


@pytest.mark.skipif(os.name == "nt", reason="permission bits are POSIX's")
def test_the_file_is_the_users_alone_and_a_link_stays_a_link(tmp_path):
    (tmp_path / "dotfiles").mkdir()
    real = tmp_path / "dotfiles" / "mine.json"
    real.write_text("{}")
    path = tmp_path / "settings.json"
    path.symlink_to(real)
    save(path, Settings(theme="system"))
    assert path.is_symlink()
    assert json.loads(real.read_text())["theme"] == "system"
    assert stat.S_IMODE(real.stat().st_mode) == 0o600


def test_the_program_itself_may_not_set_nonsense():
    for field, value in [
        ("theme", "sepia"),
        ("running_limit", 6),
        ("base_url", "x"),
        ("mode", "x"),
        ("delivery", "x"),
        ("callback_url", "nowhere"),
        ("callback_url", "https://me.example/"),
        ("callback_port", 65536),
        ("callback_port", True),
        ("callback_steps", 1),
    ]:
        with pytest.raises(InvalidRequest) as caught:
            Settings(**{field: value})
        assert caught.value.field == field


def test_of_a_history_that_is_too_long_the_newest_are_kept(tmp_path):
    path = tmp_path / "settings.json"
    path.write_text(json.dumps({"prompt_history": [str(n) for n in range(MAX_HISTORY + 5)]}))
    settings, words = load(path)
    assert words == ""
    assert len(settings.prompt_history) == MAX_HISTORY
    assert settings.prompt_history[-1] == str(MAX_HISTORY + 4)


def test_listeners_hear_of_changes_and_of_nothing_else(tmp_path):
    heard = []
    store = SettingsStore(tmp_path / "settings.json")
    leave = store.listen(heard.append)
    store.change(theme="dark")
    assert heard == []
    assert not store.dirty
    store.change(theme="light")
    assert heard == [store.current]
    leave()
    leave()
    store.change(theme="dark")
    assert len(heard) == 1


def test_a_refused_change_changes_nothing(tmp_path):
    store = SettingsStore(tmp_path / "settings.json")
    with pytest.raises(InvalidRequest):
        store.change(running_limit=0)
    with pytest.raises(TypeError):
        store.change(colour="red")
    assert store.current == Settings()
    assert not store.dirty


def test_many_changes_ask_for_one_write(tmp_path):
    asked = []
    path = tmp_path / "settings.json"
    store = SettingsStore(path, request_write=lambda: asked.append(1))
    for limit in range(2, 6):
        store.change(running_limit=limit)
    assert len(asked) == 1
    assert store.write()
    assert not store.write()
    assert load(path)[0].running_limit == 5
    store.change(running_limit=1)
    assert len(asked) == 2


def test_what_is_chosen_in_the_dialog_leaves_history_and_window(tmp_path):
    store = SettingsStore(tmp_path / "settings.json")
    seen_by_dialog = store.current
    store.change(prompt_history=("a fox",), window_state="QUJD")
    delivery = {"delivery": "callback", "callback_url": "https://a.example", "callback_port": 81}
    store.adopt(
        Settings(theme="light", running_limit=4, unknown=seen_by_dialog.unknown, **delivery)
    )
    assert store.current == Settings(
        theme="light",
        running_limit=4,
        prompt_history=("a fox",),
        window_state="QUJD",
        **delivery,
    )


def test_a_failed_write_stays_due(tmp_path):
    folder = tmp_path / "config"
    folder.write_text("a file where the folder should be")
    store = SettingsStore(folder / "settings.json")
    store.change(theme="light")
    with pytest.raises(NotSaved):
        store.write()
    assert store.dirty
    assert store.current.theme == "light"
    folder.unlink()
    assert store.write()
    assert load(folder / "settings.json")[0].theme == "light"


def test_writers_in_many_threads_end_with_the_newest(tmp_path):
    path = tmp_path / "settings.json"
    store = SettingsStore(path)
    threads = []
    for n in range(40):
        store.change(prompt_history=(f"prompt {n}",))
        threads.append(threading.Thread(target=store.write))
        threads[-1].start()
    for thread in threads:
        thread.join()
    assert not store.dirty
    assert load(path)[0] == store.current
    assert [entry.name for entry in tmp_path.iterdir()] == ["settings.json"]
