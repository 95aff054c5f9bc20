import pytest
from PySide6.QtCore import QPoint, QRect, Qt
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

from mjstudio.library.settings import IN_DIALOG, Settings
from mjstudio.model.account import VaultResult
from mjstudio.ui.look.theme import Mode, Theme
from mjstudio.ui.settings.settings_dialog import SettingsDialog
from mjstudio.ui.settings.settings_page import SettingsPage
from tests.ui.hands import click_name, press
from tests.ui.registry import commands

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
        dialog = SettingsDialog(settings or Settings(), commands())
        qtbot.addWidget(dialog)
        if held:
            dialog.show_token(held)
        dialog.said = []
        dialog.saved.connect(dialog.said.append)
        dialog.token_entered.connect(dialog.said.append)
        dialog.token_forgotten.connect(lambda: dialog.said.append("forget"))
        dialog.previewed.connect(lambda seen: theme.set_mode(Mode(seen.theme)))
        with qtbot.waitExposed(dialog):
            dialog.open()
        return dialog

    return open_with


def find(dialog, name, kind=QWidget):
    return dialog.findChild(kind, name)


def open_page(dialog, page):
    """Click on the name of a page."""
    button = find(dialog, page.objectName().replace("settings_", "settings_page_"))
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert page.isVisible()


def turn_to(dialog, name):
    """Open the page on which a control is, and scroll to it."""
    widget = find(dialog, name)
    for page in dialog.findChildren(SettingsPage):
        if page.isAncestorOf(widget):
            open_page(dialog, page)
            page.ensureWidgetVisible(widget)
    return widget


def click(dialog, name):
    QTest.mouseClick(turn_to(dialog, name), Qt.MouseButton.LeftButton)


def enter(dialog, name, text):
    field = turn_to(dialog, name)
    assert isinstance(field, QLineEdit)
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
        theme="dark", running_limit=5, mode="turbo", prompt_history=("a fox",), window_state="QUJD"
    )
    dialog = open_dialog(settings)
    assert find(dialog, "running_limit", QSlider).value() == 5
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


def test_another_language_needs_a_restart_which_saves_first(open_dialog):
    dialog = open_dialog()
    dialog.offer_restart(lambda chosen: chosen.language == "zh_CN")
    dialog.restart_requested.connect(lambda: dialog.said.append("restart"))
    turn_to(dialog, "language_zh_cn")
    assert find(dialog, "language_zh_cn").text() == "中文"
    assert not find(dialog, "restart_now").isVisible()
    click(dialog, "language_zh_cn")
    assert "after a restart" in status(dialog, "language_hint")
    assert find(dialog, "restart_now").isVisible()
    click(dialog, "language_en")
    assert not find(dialog, "restart_now").isVisible()
    click(dialog, "language_zh_cn")
    click(dialog, "restart_now")
    assert [getattr(said, "language", said) for said in dialog.said] == ["zh_CN", "restart"]


def test_what_cannot_be_saved_cannot_be_restarted_with(open_dialog):
    dialog = open_dialog()
    dialog.offer_restart(lambda _chosen: True)
    enter(dialog, "base_url_edit", "nonsense")
    assert not find(dialog, "restart_now").isEnabled()


def test_a_saved_theme_stays_on(open_dialog, theme):
    dialog = open_dialog()
    turn_to(dialog, "theme_dark").setFocus()
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


@pytest.mark.parametrize("sandbox", [True, False])
@pytest.mark.parametrize("wanted", [None, True, False])
def test_an_account_from_outside_is_shown_and_the_choice_stays(open_dialog, sandbox, wanted):
    dialog = open_dialog(Settings(use_sandbox=wanted))
    dialog.show_given_account("The environment gives the token.", sandbox=sandbox)
    name = "use_sandbox" if sandbox else "use_account"
    assert find(dialog, name, QRadioButton).isChecked()
    assert not find(dialog, name, QRadioButton).isEnabled()
    assert status(dialog) == "The environment gives the token."
    click(dialog, "settings_save")
    assert dialog.said == [Settings(use_sandbox=wanted)]


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
    # Every row, and the token; keys have no label.
    assert len(buddies) == len({*IN_DIALOG} - {"keys"}) + 1


@pytest.mark.parametrize(
    ("page", "names"),
    [
        ("account", ["use_account", "token_edit", "token_eye", "forget_token", "base_url_edit"]),
        ("look", ["language_system", "theme_dark", "mask_subtract_default"]),
        ("jobs", ["running_limit", "speed_default", "notify_on"]),
        (
            "advanced",
            [
                "delivery_stream",
                "callback_url_edit",
                "callback_test",
                "callback_port_edit",
                "callback_steps",
                "updates_on",
                "update_feed",
            ],
        ),
    ],
)
def test_the_tab_key_goes_from_top_to_bottom(open_dialog, page, names):
    feed, address = "https://example.com/feed.json", "https://me.example"
    dialog = open_dialog(
        Settings(check_updates=True, update_feed=feed, callback_url=address), held=KEPT
    )
    button = find(dialog, f"settings_page_{page}")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    button.setFocus()
    walked = []
    for _ in names:
        QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_Tab)
        walked.append(dialog.focusWidget().objectName())
    assert walked == names
    QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_Tab)
    assert dialog.focusWidget().objectName() in ("settings_save", "settings_cancel")


def test_no_text_is_cut_off_and_a_long_word_moves_nothing(open_dialog):
    dialog = open_dialog(Settings(delivery="callback"))
    place = find(dialog, "base_url_edit").mapTo(dialog, QPoint())
    reason = "The only keyring found here keeps tokens in plain files, so it is not used."
    dialog.show_token(VaultResult("h", "t0ken", reason=reason))
    QTest.qWait(0)
    assert find(dialog, "base_url_edit").mapTo(dialog, QPoint()) == place
    for page in dialog.findChildren(SettingsPage):
        open_page(dialog, page)
        for label in page.findChildren(QLabel):
            if label.isVisible():
                wraps = label.wordWrap()
                needed = label.heightForWidth(label.width()) if wraps else label.sizeHint().height()
                assert label.height() >= needed, label.text()
        for button in page.findChildren(QAbstractButton):
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
    assert status(dialog, "callback_status") == "Sending test callback…"
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
    assert save_button(dialog).isEnabled()  # the program's own releases have a feed
    find(dialog, "update_feed").clear()
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


# -- pages


def button_of(dialog, page):
    return find(dialog, f"settings_page_{page}")


def test_every_page_tells_its_state_under_its_name(open_dialog):
    dialog = open_dialog(Settings(running_limit=5, delivery="poll"), held=KEPT)
    states = {page: button_of(dialog, page).state for page in ("account", "look", "jobs")}
    assert states == {"account": "My account", "look": "Match system · Dark", "jobs": "5 at once"}
    click(dialog, "use_sandbox")
    click(dialog, "theme_light")
    assert button_of(dialog, "account").state == "Sandbox"
    assert button_of(dialog, "look").accessibleName() == "Look and language: Match system · Light"
    click(dialog, "delivery_wait")
    assert button_of(dialog, "advanced").state == "Wait"


def test_ctrl_tab_goes_from_page_to_page_and_round(open_dialog):
    dialog = open_dialog()
    titles = []
    for _ in range(6):
        titles.append(find(dialog, "settings_title", QLabel).text())
        QTest.keyClick(dialog, Qt.Key.Key_Tab, Qt.KeyboardModifier.ControlModifier)
        page = find(dialog, "settings_title", QLabel).text().split()[0].lower()
        assert dialog.focusWidget() is button_of(dialog, page), "the keyboard stayed behind"
    assert titles == ["Account", "Look and language", "Keys", "Jobs", "Advanced", "Account"]
    QTest.keyClick(
        dialog,
        Qt.Key.Key_Backtab,
        Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier,
    )
    assert find(dialog, "settings_title", QLabel).text() == "Account"


def test_what_is_wrong_on_another_page_is_told(open_dialog):
    dialog = open_dialog()
    enter(dialog, "token_edit", "with blank")
    enter(dialog, "callback_url_edit", "nowhere")
    click(dialog, "theme_dark")
    assert button_of(dialog, "account").state == "Needs a correction"
    assert status(dialog, "settings_problem") == "To save, correct: Account, Advanced"
    assert not save_button(dialog).isEnabled()
    enter(dialog, "token_edit", "abc123")
    turn_to(dialog, "callback_url_edit").clear()
    assert status(dialog, "settings_problem") == ""
    assert button_of(dialog, "account").state == "My account"
    assert save_button(dialog).isEnabled()


def test_in_a_small_window_it_is_no_larger_and_every_control_is_reached(qtbot, theme):
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(880, 440)
    dialog = SettingsDialog(Settings(), commands(), window)
    with qtbot.waitExposed(dialog):
        dialog.open()
    assert dialog.width() <= 880
    assert dialog.height() <= 440
    for part in dialog.findChildren(QWidget, "settings_pages"):
        assert dialog.rect().contains(QRect(part.mapTo(dialog, QPoint()), part.size()))
    for name in ("token_edit", "theme_light", "notify_on", "update_feed", "callback_steps"):
        widget = turn_to(dialog, name)
        place = QRect(widget.mapTo(dialog, QPoint()), widget.size())
        assert dialog.rect().contains(place), name
        assert place.bottom() < save_button(dialog).mapTo(dialog, QPoint()).y()
    dialog.reject()


def test_ctrl_f_searches_the_keys_from_every_page(open_dialog):
    dialog = open_dialog()
    for page in ("account", "keys"):
        click(dialog, f"settings_page_{page}")
        QTest.keyClick(dialog, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
        assert find(dialog, "keys_page").isVisible()
        assert dialog.focusWidget().objectName() == "keys_search"


def test_keys_are_changed_and_saved_unless_they_meet(open_dialog):
    dialog = open_dialog(Settings(running_limit=5))
    click(dialog, "settings_page_keys")
    for key, state, problem in (
        (Qt.Key.Key_X, "1 changed, 1 conflict", "Solve 1 conflict to save"),
        (Qt.Key.Key_J, "1 changed", ""),
    ):
        click_name(dialog, "key_mask_invert_0")
        press(key)
        assert button_of(dialog, "keys").state == state
        assert status(dialog, "settings_problem") == problem
        assert save_button(dialog).isEnabled() is not bool(problem)
    click(dialog, "settings_save")
    assert dialog.said == [Settings(running_limit=5, keys={"mask_invert": ("J",)})]
