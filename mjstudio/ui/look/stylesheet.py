"""The style sheet, written once and filled with a theme's tokens.

Widgets ask for a look by the dynamic property `look`: `primary`, `plain`, `chip`, `tool`,
`pill`, `heading`, `dim`, `card`, `panel`, `room`, `swatch`. The focus has no rule here: see
`focus_ring`.
"""

from dataclasses import asdict

from mjstudio.ui.look.lettering import emphasis, label_pixels
from mjstudio.ui.look.tokens import Tokens

_SHEET = """
* {{ outline: none; }}
QMainWindow, QDialog {{ background: {surface}; }}
QDialogButtonBox {{ dialogbuttonbox-buttons-have-icons: 0; }}
QMainWindow::separator {{ background: {line}; width: 1px; height: 1px; }}
QToolTip {{ background: {raised}; color: {text}; border: 1px solid {line}; padding: 4px 6px; }}

QMenuBar {{ background: {surface}; color: {dim}; border-bottom: 1px solid {line};
    padding: 3px 8px; font-size: 13px; }}
QMenuBar::item {{ background: transparent; padding: 6px 10px; border-radius: 6px; }}
QMenuBar::item:selected {{ background: {raised}; color: {text}; }}
QMenu {{ background: {raised}; color: {text}; border: 1px solid {line}; padding: 4px; }}
QMenu::item {{ padding: 6px 28px 6px 12px; border-radius: 5px; }}
QMenu::item:selected {{ background: {accent}; color: {on_accent}; }}
QMenu::item:disabled {{ color: {faint}; }}
QMenu::separator {{ height: 1px; background: {line}; margin: 4px 8px; }}
QMenu::icon {{ padding-left: 8px; }}

QPushButton, QToolButton {{ background: {raised}; color: {text}; border: 1px solid {line};
    border-radius: 7px; padding: 0 12px; min-height: 30px; }}
QPushButton:hover, QToolButton:hover {{ background: {hover}; }}
QPushButton:pressed, QToolButton:pressed {{ background: {line}; }}
QPushButton:disabled, QToolButton:disabled {{ color: {faint}; background: {surface}; }}
QPushButton:checked, QToolButton:checked {{ color: {accent}; border: 1px solid {accent}; }}
QToolButton::menu-indicator, QPushButton::menu-indicator {{ image: none; width: 0; }}
QPushButton[look="primary"] {{ background: {accent}; color: {on_accent}; border: none;
    font-weight: 600; font-size: 14px; padding: 0 18px; }}
QPushButton[look="primary"]:hover {{ background: {accent_hover}; }}
QPushButton[look="primary"]:disabled {{ background: {raised}; color: {faint}; }}
#imagine_button {{ border-top-right-radius: 0; border-bottom-right-radius: 0; }}
QToolButton[look="split"] {{ background: {accent}; border: none; padding: 0;
    border-top-left-radius: 0; border-bottom-left-radius: 0; }}
QToolButton[look="split"]:hover {{ background: {accent_hover}; }}
QPushButton[look="plain"], QToolButton[look="plain"] {{ background: transparent; border: none;
    padding: 0 8px; }}
QPushButton[look="plain"]:hover, QToolButton[look="plain"]:hover {{ background: {hover}; }}
QPushButton[look="row"] {{ background: {surface}; border: none; border-radius: 0;
    text-align: left; padding: 0 10px; }}
QPushButton[look="row"]:hover {{ background: {raised}; }}
QPushButton[look="page"] {{ background: transparent; border: none; border-radius: 7px; }}
QPushButton[look="page"]:hover, QPushButton[look="page"]:checked {{ background: {raised}; }}
QPushButton[look="link"] {{ background: transparent; border: none; padding: 0;
    min-height: 18px; text-align: left; }}
QPushButton[look="link"]:hover {{ color: {accent}; background: transparent; }}
QPushButton[look="chip"], QToolButton[look="chip"] {{ min-height: 26px; padding: 0 10px;
    border-radius: 7px; }}
QPushButton[look="small"] {{ min-height: 22px; padding: 0 8px; border-radius: 6px;
    font-size: 12px; }}
QPushButton[look="key"] {{ min-height: 22px; min-width: 10px; padding: 0 7px;
    border-radius: 6px; font-size: 12px; }}
QPushButton[look="key"][meets="true"] {{ color: {warning}; border: 1px solid {warning}; }}
QPushButton[look="filter"] {{ min-height: 22px; padding: 0 8px; border-radius: 6px;
    font-size: 12px; background: transparent; color: {dim}; }}
QPushButton[look="filter"]:checked {{ background: {accent}; color: {on_accent};
    border: 1px solid {accent}; }}
QPushButton[look="swatch"] {{ min-height: 18px; padding: 0; border-radius: 12px;
    border: 3px solid transparent; }}
QPushButton[look="swatch"]:checked {{ border: 3px solid {accent}; }}
QPushButton[look="pill"] {{ min-height: 20px; border-radius: 11px; padding: 0 10px;
    background: transparent; color: {warning}; font-size: 12px; }}
QPushButton[look="pill"][account="true"] {{ color: {dim}; }}
QPushButton[look="pill"]:hover {{ background: {raised}; }}
QToolButton[look="tool"] {{ background: transparent; border: none; border-radius: 7px;
    padding: 0; min-width: 36px; max-width: 36px; min-height: 36px; max-height: 36px; }}
QToolButton[look="tool"][low="true"] {{ min-width: 34px; max-width: 34px; min-height: 32px;
    max-height: 32px; }}
QToolButton[look="tool"][wide="true"] {{ min-width: 73px; max-width: 73px; }}
QToolButton[look="tool"]:hover {{ background: {hover}; }}
QToolButton[look="tool"]:checked {{ background: {accent}; }}
QToolButton[look="small"] {{ padding: 0 4px; min-height: 22px; border-radius: 6px; }}
QToolButton[look="zoom"] {{ padding: 0 6px; min-height: 18px; border: none; border-radius: 6px;
    background: transparent; }}
QToolButton[look="zoom"][corner="true"] {{ min-height: 22px; border-top-right-radius: 0;
    border-bottom-left-radius: 0; border-bottom-right-radius: 0; background: {background};
    color: {dim}; font-size: 12px; }}
QToolButton[look="zoom"]:hover {{ background: {hover}; color: {text}; }}
QToolButton[look="reference"] {{ padding: 0; border-radius: 6px; }}
QToolButton[look="reference"][doubtful="true"] {{ border: 1px solid {warning}; }}
QToolButton[look="place"] {{ padding: 0; background: transparent; border-radius: 6px;
    border: 1px dashed {faint}; }}
QToolButton[look="place"]:hover {{ background: {hover}; }}
QToolButton[look="toggle"] {{ padding: 0; min-width: 30px; max-width: 30px; }}

QLineEdit, QSpinBox, QDoubleSpinBox, QComboBox {{ background: {background}; color: {text};
    border: 1px solid {line}; border-radius: 7px; padding: 0 9px; min-height: 30px;
    selection-background-color: {accent}; selection-color: {on_accent}; }}
QLineEdit {{ placeholder-text-color: {dim}; }}
QLineEdit QToolButton {{ background: transparent; border: none; padding: 0; min-height: 0; }}
QLineEdit:disabled, QSpinBox:disabled, QComboBox:disabled {{ color: {faint}; }}
QComboBox::drop-down {{ border: none; width: 22px; }}
QComboBox QAbstractItemView {{ background: {raised}; border: 1px solid {line};
    selection-background-color: {accent}; selection-color: {on_accent}; padding: 4px; }}
QPlainTextEdit {{ background: {background}; color: {text}; border: 1px solid {line};
    border-radius: 9px; padding: 6px 8px; selection-background-color: {accent};
    selection-color: {on_accent}; }}
QPlainTextEdit[look="prompt"] {{ font-size: 14.5px; }}
QPlainTextEdit[low="true"] {{ padding: 4px 8px; }}
QPlainTextEdit[low="high"] {{ padding: 2px 8px; }}
QCheckBox {{ spacing: 8px; }}
QFrame[look="room"] {{ border: 3px solid transparent; }}

QLabel[look="heading"] {{ color: {dim}; font-size: {label_pixels}px;
    font-weight: {label_weight}; }}
QLabel[look="section"] {{ font-size: 14px; font-weight: 600; }}
QLabel[look="page"] {{ font-size: 16px; font-weight: 600; }}
QLabel[look="dim"] {{ color: {dim}; }}
QLabel[look="small"] {{ color: {dim}; font-size: 12px; }}
QLabel[look="warning"] {{ color: {warning}; font-size: 12px; }}
QLabel[look="good"] {{ color: {good}; font-size: 12px; }}
QLabel[look="error"] {{ color: {error}; font-size: 12px; }}
QLabel[look="title"] {{ font-size: 22px; font-weight: 600; }}
QLabel[look="brand"] {{ font-weight: 700; font-size: 14px; padding: 0 12px; }}

QFrame[look="card"] {{ background: {raised}; border: 1px solid {line}; border-radius: 8px; }}
QFrame[look="card"][failed="true"] {{ border: 1px solid {error}; }}
QFrame[look="rule"] {{ background: {line}; border: none; }}
QWidget[look="stage"] {{ background: {background}; }}
QWidget[look="panel"] {{ background: {surface}; }}
QDockWidget {{ border: none; }}

QListView {{ background: transparent; border: none; }}
#command_palette QListView::item {{ padding: 7px 8px; border-radius: 6px; }}
#command_palette QListView::item:selected {{ background: {accent}; color: {on_accent}; }}
QScrollArea {{ background: transparent; border: none; }}
QScrollBar:vertical {{ background: transparent; width: 10px; margin: 0; }}
QScrollBar:horizontal {{ background: transparent; height: 10px; margin: 0; }}
QScrollBar::handle {{ background: {line}; border-radius: 3px; margin: 2px; min-height: 28px;
    min-width: 28px; }}
QScrollBar::handle:hover {{ background: {faint}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QProgressBar {{ background: {line}; border: none; border-radius: 2px; max-height: 4px;
    min-height: 4px; }}
QProgressBar::chunk {{ background: {accent}; border-radius: 2px; }}
QSlider::groove:horizontal {{ background: {line}; height: 4px; border-radius: 2px; }}
QSlider::sub-page:horizontal {{ background: {accent}; border-radius: 2px; }}
QSlider::handle:horizontal {{ background: {text}; width: 14px; height: 14px; margin: -5px 0;
    border-radius: 7px; }}
QTabWidget::pane {{ border: none; padding-top: 12px; }}
QTableView {{ background: {background}; color: {text}; border: 1px solid {line};
    border-radius: 9px; selection-background-color: {accent}; selection-color: {on_accent}; }}
QTableView::item {{ padding: 0 9px; border: none; }}
QHeaderView {{ background: transparent; border: none; }}
QHeaderView::section {{ background: transparent; color: {dim}; border: none;
    border-bottom: 1px solid {line}; padding: 6px 12px; font-size: 12px; }}
QTabBar::tab {{ padding: 6px 12px; color: {dim}; border: none; }}
QTabBar::tab:selected {{ color: {text}; border-bottom: 2px solid {accent}; }}
"""


def stylesheet(tokens: Tokens) -> str:
    """The style sheet for a set of colour tokens, lettered for the language of the window."""
    pixels = label_pixels()
    weight = emphasis(pixels).value
    return _SHEET.format(**asdict(tokens), label_pixels=pixels, label_weight=weight)
