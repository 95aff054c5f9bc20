import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QLabel,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QSlider,
    QToolButton,
    QWidget,
)

from mjstudio.library.settings import Settings
from mjstudio.model.account import VaultResult
from mjstudio.ui.look.theme import Mode, Theme
from mjstudio.ui.settings.settings_dialog import SettingsDialog

# Qt's offscreen platform says so of every window that has a least size.
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")

KEPT = VaultResult("api.acedata.cloud", "s3cret-token", stored=True)


@pytest.fixture
def theme(qapp):
    theme = Theme(qapp)
    yield theme
    theme.set_mode(Mode.DARK)


@pytest.fixture
def open_dialog(qtbot, theme):
    def open_with(settings=None, held=None):
        dialog = SettingsDialog(settings or Settings(), theme)
        qtbot.addWidget(dialog)
        if held:
            dialog.show_token(held)
        dialog.said = []
        dialog.saved.connect(dialog.said.append)
        dialog.token_entered.connect(dialog.said.append)
        dialog.token_forgotten.connect(lambda: dialog.said.append("forget"))
        with qtbot.waitExposed(dialog):
            dialog.open()
        return dialog

    return open_with


def find(dialog, name, kind=QWidget):
    return dialog.findChild(kind, name)


def click(dialog, name):
    widget = find(dialog, name)
    spot = widget.rect().center()
    if isinstance(widget, QRadioButton):
        spot.setX(8)
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=spot)


def enter(dialog, name, text):
    field = find(dialog, name, QLineEdit)
    field.setFocus()
    field.selectAll()
    if text.isascii():
        QTest.keyClicks(field, text)
    else:
        field.insert(text)
    return field


def save_button(dialog):
    return find(dialog, "settings_save", QPushButton)


def status(dialog, name="token_status"):
    return find(dialog, name, QLabel).text()


def test_it_shows_the_settings_and_saving_untouched_changes_nothing(open_dialog):
    settings = Settings(
        theme="dark", running_limit=7, mode="turbo", prompt_history=("a fox",), window_state="QUJD"
    )
    dialog = open_dialog(settings)
    assert find(dialog, "running_limit", QSlider).value() == 7
    assert find(dialog, "speed_turbo", QRadioButton).isChecked()
    click(dialog, "settings_save")
    assert dialog.said == [settings]
    assert not dialog.isVisible()


def test_what_is_chosen_is_saved(open_dialog):
    dialog = open_dialog()
    click(dialog, "use_account")
    click(dialog, "speed_relax")
    click(dialog, "theme_light")
    find(dialog, "running_limit").setFocus()
    QTest.keyClick(find(dialog, "running_limit"), Qt.Key.Key_Right)
    enter(dialog, "base_url_edit", " https://Example.com/mj/ ")
    click(dialog, "settings_save")
    assert dialog.said == [
        Settings(
            theme="light",
            base_url="https://example.com/mj",
            use_sandbox=False,
            running_limit=4,
            mode="relax",
        )
    ]


def test_a_pasted_endpoint_is_shown_as_the_address_that_it_means(open_dialog):
    dialog = open_dialog()
    field = enter(dialog, "base_url_edit", " https://API.example.com/midjourney/imagine?x=1 ")
    find(dialog, "token_edit").setFocus()
    assert field.text() == "https://api.example.com"
    click(dialog, "settings_save")
    assert dialog.said[0].base_url == "https://api.example.com"


def test_enter_saves_and_the_token_follows_the_settings(open_dialog):
    dialog = open_dialog()
    field = enter(dialog, "token_edit", "  abc123 ")
    assert find(dialog, "use_account", QRadioButton).isChecked()
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert dialog.said == [Settings(), "abc123"]
    assert not dialog.isVisible()


def test_escape_leaves_and_says_nothing(open_dialog, theme):
    dialog = open_dialog()
    enter(dialog, "token_edit", "abc123")
    click(dialog, "theme_light")
    assert theme.mode is Mode.LIGHT
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    assert dialog.said == []
    assert theme.mode is Mode.DARK
    assert find(dialog, "token_edit", QLineEdit).text() == ""


def test_a_saved_theme_stays_on(open_dialog, theme):
    dialog = open_dialog()
    find(dialog, "theme_dark").setFocus()
    QTest.keyClick(find(dialog, "theme_dark"), Qt.Key.Key_Right)
    assert theme.mode is Mode.LIGHT
    click(dialog, "settings_save")
    assert theme.mode is Mode.LIGHT
    dialog.open()
    dialog.reject()
    assert theme.mode is Mode.LIGHT


@pytest.mark.parametrize("text", ["abc def", "Bearer abc", "abc\u00e9", "abc\u200b"])
def test_what_is_no_token_is_refused_beside_the_field(open_dialog, text):
    dialog = open_dialog()
    field = enter(dialog, "token_edit", text)
    assert not save_button(dialog).isEnabled()
    assert find(dialog, "token_status").property("look") == "error"
    assert text not in status(dialog)
    assert field.accessibleDescription() == status(dialog)
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert dialog.said == []
    assert dialog.isVisible()
    enter(dialog, "token_edit", "abc")
    assert save_button(dialog).isEnabled()
    assert find(dialog, "token_status").property("look") == "small"


def test_a_pasted_line_break_is_trimmed_at_the_end_and_refused_inside(open_dialog):
    dialog = open_dialog()
    field = find(dialog, "token_edit", QLineEdit)
    QGuiApplication.clipboard().setText("abc\ndef")
    field.paste()
    assert not save_button(dialog).isEnabled()
    field.setText("")
    QGuiApplication.clipboard().setText("abc123\n")
    field.paste()
    assert save_button(dialog).isEnabled()
    click(dialog, "settings_save")
    assert dialog.said[1:] == ["abc123"]


@pytest.mark.parametrize("url", ["", "example.com", "http://example.com", "https://a:b@c.example"])
def test_what_is_no_safe_address_is_refused_beside_the_field(open_dialog, url):
    dialog = open_dialog()
    field = enter(dialog, "base_url_edit", url)
    if not url:
        QTest.keyClick(field, Qt.Key.Key_Delete)
    assert not save_button(dialog).isEnabled()
    assert find(dialog, "base_url_status").property("look") == "error"
    enter(dialog, "base_url_edit", "http://127.0.0.1:8000")
    assert save_button(dialog).isEnabled()


def test_the_kept_token_is_told_and_never_shown(open_dialog):
    dialog = open_dialog(held=KEPT)
    field = find(dialog, "token_edit", QLineEdit)
    assert field.text() == ""
    assert field.placeholderText() == "A token is kept"
    assert status(dialog) == "The token is kept in your system's keyring."
    shown = [str(child.property("text")) for child in dialog.findChildren(QWidget)]
    assert not any("s3cret" in text for text in shown)
    dialog.show_token(VaultResult("h", "t0ken", reason="This system has no keyring."))
    assert status(dialog).endswith("until mjstudio closes.")
    assert find(dialog, "token_status").property("look") == "warning"


def test_a_token_can_be_forgotten_only_if_there_is_one(open_dialog):
    dialog = open_dialog()
    assert not find(dialog, "forget_token").isEnabled()
    dialog.show_token(KEPT)
    click(dialog, "forget_token")
    assert dialog.said == ["forget"]
    assert dialog.isVisible()
    dialog.show_token(VaultResult("h"))
    assert not find(dialog, "forget_token").isEnabled()
    assert find(dialog, "token_edit", QLineEdit).placeholderText() == "Paste your token"


def test_the_eye_shows_what_is_typed_until_the_dialog_closes(open_dialog):
    dialog = open_dialog()
    field = enter(dialog, "token_edit", "abc123")
    assert field.echoMode() is QLineEdit.EchoMode.Password
    assert field.displayText() != "abc123"
    eye = find(dialog, "token_eye", QToolButton)
    click(dialog, "token_eye")
    assert field.displayText() == "abc123"
    assert eye.accessibleName() == "Hide the token"
    click(dialog, "settings_cancel")
    assert field.echoMode() is QLineEdit.EchoMode.Password
    field.undo()
    assert field.text() == ""


@pytest.mark.parametrize(
    ("settings", "held", "sandbox"),
    [
        (Settings(), None, True),
        (Settings(), KEPT, False),
        (Settings(use_sandbox=True), KEPT, True),
        (Settings(use_sandbox=False), None, False),
    ],
)
def test_the_sandbox_follows_the_token_until_it_is_chosen(open_dialog, settings, held, sandbox):
    dialog = open_dialog(settings, held)
    assert find(dialog, "use_sandbox", QRadioButton).isChecked() is sandbox
    click(dialog, "settings_save")
    assert dialog.said == [settings]


def test_who_enters_a_token_leaves_the_sandbox_unless_chosen_again(open_dialog):
    dialog = open_dialog(Settings(use_sandbox=True))
    enter(dialog, "token_edit", "abc123")
    assert find(dialog, "use_account", QRadioButton).isChecked()
    click(dialog, "use_sandbox")
    enter(dialog, "token_edit", "abc1234")
    assert find(dialog, "use_sandbox", QRadioButton).isChecked()
    click(dialog, "settings_save")
    assert dialog.said == [Settings(use_sandbox=True), "abc1234"]


def test_an_account_without_a_token_is_said(open_dialog):
    dialog = open_dialog()
    click(dialog, "use_account")
    assert status(dialog).endswith("Enter a token to use your account.")
    assert save_button(dialog).isEnabled()


def test_it_opens_fresh_with_other_settings(open_dialog):
    dialog = open_dialog()
    enter(dialog, "token_edit", "abc123")
    click(dialog, "use_sandbox")
    dialog.show_settings(Settings(theme="light", running_limit=2))
    assert find(dialog, "token_edit", QLineEdit).text() == ""
    click(dialog, "settings_save")
    assert dialog.said == [Settings(theme="light", running_limit=2)]


def test_every_control_has_a_name_and_every_field_a_label(open_dialog):
    dialog = open_dialog()
    assert dialog.objectName() == "settings_dialog"
    controls = [
        child
        for child in dialog.findChildren(QWidget)
        if isinstance(child, QAbstractButton | QLineEdit | QSlider)
    ]
    assert len(controls) >= 14
    for control in controls:
        told = QAccessible.queryAccessibleInterface(control).text(QAccessible.Text.Name)
        assert told, control
        assert control.objectName(), control
    buddies = {label.buddy() for label in dialog.findChildren(QLabel)} - {None}
    for name in ("token_edit", "base_url_edit", "running_limit", "callback_url_edit"):
        assert find(dialog, name) in buddies
    assert len(buddies) == 12


def test_the_tab_key_goes_from_top_to_bottom(open_dialog, qtbot):
    dialog = open_dialog(held=KEPT)
    find(dialog, "use_account").setFocus()
    names = []
    for _ in range(15):
        names.append(dialog.focusWidget().objectName())
        QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_Tab)
    assert names[:14] == [
        "use_account",
        "token_edit",
        "token_eye",
        "forget_token",
        "base_url_edit",
        "running_limit",
        "speed_default",
        "delivery_stream",
        "callback_url_edit",
        "callback_port_edit",
        "callback_steps",
        "theme_dark",
        "notify_on",
        "updates_off",
    ]
    assert names[14] in ("settings_save", "settings_cancel")


def test_no_text_is_cut_off_and_a_long_word_moves_nothing(open_dialog):
    dialog = open_dialog()
    height = dialog.height()
    dialog.set_token_status(
        "The only keyring here keeps tokens in plain files, so mjstudio does not use it. "
        "The token is kept in memory until mjstudio closes.",
        has_token=True,
        warning=True,
    )
    QTest.qWait(0)
    assert dialog.height() == height
    for label in dialog.findChildren(QLabel):
        needed = (
            label.heightForWidth(label.width()) if label.wordWrap() else label.sizeHint().height()
        )
        assert label.height() >= needed, label.text()
    for button in dialog.findChildren(QAbstractButton):
        assert button.width() >= button.sizeHint().width(), button.objectName()


def test_the_colours_follow_the_theme(open_dialog, theme):
    dialog = open_dialog()
    for mode, dark in ((Mode.LIGHT, False), (Mode.DARK, True)):
        theme.set_mode(mode)
        picture = dialog.grab().toImage()
        assert (picture.pixelColor(4, 4).lightness() < 128) is dark


# -- delivery


def test_delivery_is_chosen_and_saved(open_dialog):
    dialog = open_dialog()
    click(dialog, "delivery_callback")
    assert "call" in find(dialog, "delivery_hint", QLabel).text()
    enter(dialog, "callback_url_edit", " https://Me.example/hooks/ ")
    enter(dialog, "callback_port_edit", "8123")
    find(dialog, "callback_steps", QAbstractButton).toggle()
    click(dialog, "settings_save")
    assert dialog.said == [
        Settings(
            delivery="callback",
            callback_url="https://me.example/hooks",
            callback_port=8123,
            callback_steps=False,
        )
    ]


def test_what_is_no_public_address_is_refused_beside_the_field(open_dialog):
    dialog = open_dialog()
    for address in ("me.example", "ftp://me.example", "https://a?b", "https://u:p@me.example"):
        enter(dialog, "callback_url_edit", address)
        assert find(dialog, "callback_status").property("look") == "error"
        assert not save_button(dialog).isEnabled()
        assert not find(dialog, "callback_test").isEnabled()
    enter(dialog, "callback_url_edit", "")
    find(dialog, "callback_url_edit", QLineEdit).clear()
    assert save_button(dialog).isEnabled()


@pytest.mark.parametrize(("typed", "kept"), [("8123", 8123), ("70000", 7000), ("abc", 0), ("", 0)])
def test_a_port_is_a_number_in_range(open_dialog, typed, kept):
    dialog = open_dialog()
    enter(dialog, "callback_port_edit", typed)
    click(dialog, "settings_save")
    assert dialog.said[0].callback_port == kept


def test_callbacks_without_an_address_or_a_port_are_warned_of(open_dialog):
    dialog = open_dialog(Settings(delivery="callback"))
    assert find(dialog, "callback_status").property("look") == "warning"
    assert "sandbox" in status(dialog, "callback_status")
    enter(dialog, "callback_url_edit", "https://me.example")
    assert "port" in status(dialog, "callback_status")
    enter(dialog, "callback_port_edit", "8123")
    assert find(dialog, "callback_status").property("look") == "small"


@pytest.mark.parametrize("good", [True, False])
def test_the_way_round_is_tested_with_what_is_entered(open_dialog, good):
    dialog = open_dialog()
    asked = []
    dialog.callback_test_requested.connect(lambda *told: asked.append(told))
    test = find(dialog, "callback_test", QPushButton)
    assert not test.isEnabled()
    enter(dialog, "callback_url_edit", "https://me.example")
    enter(dialog, "callback_port_edit", "8123")
    click(dialog, "callback_test")
    assert asked == [("https://me.example", 8123)]
    assert not test.isEnabled()
    assert "on its way" in status(dialog, "callback_status")
    height = dialog.height()
    dialog.show_callback_result("Words about it. " * 5, good=good)
    assert test.isEnabled()
    assert find(dialog, "callback_status").property("look") == ("good" if good else "error")
    assert dialog.height() == height


def test_the_dialog_fits_the_screen_and_save_stays_in_sight(open_dialog):
    dialog = open_dialog()
    assert dialog.height() <= dialog.screen().availableGeometry().height() - 40
    save = save_button(dialog)
    assert dialog.rect().contains(save.geometry().translated(save.parentWidget().pos()))


def test_the_feed_is_asked_for_only_where_new_versions_are_looked_for(open_dialog):
    dialog = open_dialog()
    assert not find(dialog, "update_feed").isEnabled()
    click(dialog, "updates_on")
    assert status(dialog, "update_feed_status") == "Enter the address of the feed."
    assert not save_button(dialog).isEnabled()
    enter(dialog, "update_feed", "http://example.com/feed.json")
    assert status(dialog, "update_feed_status") == "The address must start with https://."
    enter(dialog, "update_feed", " https://example.com/feed.json?channel=1 ")
    click(dialog, "notify_off")
    click(dialog, "settings_save")
    feed = "https://example.com/feed.json?channel=1"
    assert dialog.said == [Settings(notify=False, check_updates=True, update_feed=feed)]


def test_what_is_wrong_with_a_feed_that_is_switched_off_is_nobodys_business(open_dialog):
    dialog = open_dialog(Settings(check_updates=True, update_feed="https://example.com/f"))
    enter(dialog, "update_feed", "nonsense")
    assert not save_button(dialog).isEnabled()
    click(dialog, "updates_off")
    assert find(dialog, "update_feed_status").property("look") == "small"
    click(dialog, "settings_save")
    assert dialog.said == [Settings(update_feed="https://example.com/f")]
