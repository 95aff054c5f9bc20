"""The licences in the Help menu: of the program, of its parts, and where they come from."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QListWidget, QMessageBox, QPlainTextEdit, QPushButton, QWidget

from mjstudio import licences
from mjstudio.ui.window.licences_dialog import LicencesDialog
from tests.conftest import Workbench
from tests.ui.hands import click, find

TEXTS = {
    "NOTICE.txt": "mjstudio and what comes with it",
    "qt/LGPL-3.0.txt": "GNU LESSER GENERAL PUBLIC LICENSE",
    "qt/GPL-3.0.txt": "GNU GENERAL PUBLIC LICENSE",
    "icu/icu.txt": "UNICODE, INC.",
}


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a package, with texts in it."""
    for name, text in TEXTS.items():
        path = tmp_path / "licences" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{text}\n", encoding="utf-8")
    monkeypatch.setattr(licences.sys, "_MEIPASS", str(tmp_path), raising=False)
    return tmp_path / "licences"


def names_and_text(dialog: QWidget) -> tuple[QListWidget, QPlainTextEdit]:
    return (
        find(dialog, "licences_names", QListWidget),
        find(dialog, "licences_text", QPlainTextEdit),
    )


def test_a_package_shows_the_text_of_every_part(qtbot, package: Path) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    parent.resize(900, 700)
    names, text = names_and_text(LicencesDialog(parent))
    assert [names.item(row).text() for row in range(names.count())] == ["mjstudio", "icu", "qt"]
    assert text.toPlainText() == TEXTS["NOTICE.txt"]
    names.setCurrentRow(2)
    assert text.toPlainText() == f"{TEXTS['qt/GPL-3.0.txt']}\n\n{TEXTS['qt/LGPL-3.0.txt']}"
    assert text.isReadOnly()


def test_a_text_that_is_gone_is_said_to_be_missing(qtbot, package: Path) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    names, text = names_and_text(LicencesDialog(parent))
    (package / "icu" / "icu.txt").unlink()
    names.setCurrentRow(1)
    assert text.toPlainText() == "This text is missing; install mjstudio again."


def test_without_a_package_each_has_what_pip_installed() -> None:
    found = {one.name: one.text() for one in licences.licences()}
    assert next(iter(found)) == "mjstudio"
    assert "SIL OPEN FONT LICENSE" in found["Inter"]
    assert "ISC License" in found["Lucide"]
    assert "Redistribution and use" in found["httpx"]


def test_about_leads_to_them(studio: Workbench) -> None:
    window = studio.window
    window.commands["about"].trigger()
    (box,) = window.findChildren(QMessageBox)
    assert "LGPL" in box.informativeText()
    click(find(box, "about_licences", QPushButton))
    (dialog,) = window.findChildren(LicencesDialog)
    assert dialog.isVisible()
    dialog.close()
