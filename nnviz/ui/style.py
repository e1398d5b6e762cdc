"""The style sheet for Qt's own widgets: menus, tooltips, dialogs, scroll bars, fields."""

from __future__ import annotations

from nnviz.ui.theme import Theme

_SHEET = """
QToolTip {{ background: {strong}; color: {on_strong}; border: 0; padding: 0 {p4}px;
  font-size: {label}px; }}
QMenu {{ background: {raised}; color: {text}; border: 1px solid {outline}; padding: {p4}px;
  font-size: {body}px; }}
QMenu::item {{ padding: {p4}px {p24}px {p4}px {p12}px; border-radius: {p4}px; }}
QMenu::item:selected {{ background: {hover}; }}
QMenu::item:disabled {{ color: {disabled}; }}
QMenu::separator {{ height: 1px; background: {hairline}; margin: {p4}px {p8}px; }}
QLineEdit {{ background: {raised}; color: {text}; border: 1px solid {outline}; border-radius: {p4}px;
  padding: 0 {p4}px; font-size: {body}px;
  selection-background-color: {accent}; selection-color: {on_accent}; }}
QLineEdit:focus {{ border: {focus}px solid {accent}; }}
QDialog {{ background: {panel}; }}
QLabel {{ background: transparent; }}
QFileDialog QLabel, QMessageBox QLabel {{ color: {text}; }}
QFileDialog QListView, QFileDialog QTreeView {{ background: {raised}; color: {text};
  selection-background-color: {accent}; selection-color: {on_accent}; }}
QFileDialog QHeaderView::section {{ background: {panel}; color: {text}; border: 0; padding: {p4}px; }}
QTableView QHeaderView {{ background: transparent; }}
QTableView QHeaderView::section {{ background: transparent; color: {tertiary}; border: 0;
  border-bottom: 1px solid {hairline}; }}
QScrollArea {{ background: transparent; border: 0; }}
QScrollBar:vertical {{ background: transparent; width: {p8}px; margin: 0; }}
QScrollBar:horizontal {{ background: transparent; height: {p8}px; margin: 0; }}
QScrollBar::handle {{ background: {outline}; border-radius: {p4}px; min-height: {p24}px;
  min-width: {p24}px; }}
QScrollBar::handle:hover {{ background: {tertiary}; }}
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page {{
  background: none; border: 0; width: 0; height: 0; }}
QListView {{ background: {raised}; color: {text}; border: 1px solid {outline}; border-radius: {p4}px;
  padding: {p4}px; }}
QListView[plain="true"], QTableView[plain="true"] {{ background: transparent; border: 0; padding: 0; }}
QListView:focus {{ border: {focus}px solid {accent}; }}
QListView[plain="true"]:focus {{ border: 0; }}
QListView::item {{ color: {text}; border-radius: {p4}px; }}
QListView::item:selected {{ background: {hover}; color: {accent}; }}
QProgressBar {{ background: {hover}; border: 0; border-radius: {p4}px;
  min-height: {p8}px; max-height: {p8}px; }}
QProgressBar::chunk {{ background: {accent}; border-radius: {p4}px; }}
QPushButton, QToolButton, QComboBox {{ background: {raised}; color: {text}; border: 1px solid {outline};
  border-radius: {p6}px; padding: {p4}px {p12}px; font-size: {label}px; }}
QPushButton:hover, QToolButton:hover, QComboBox:hover {{ background: {hover}; }}
QPushButton:disabled, QToolButton:disabled, QComboBox:disabled {{ color: {disabled}; }}
QPushButton:default {{ background: {strong}; color: {on_strong}; border-color: {strong}; }}
QPushButton:focus, QToolButton:focus, QComboBox:focus {{ border: {focus}px solid {accent}; }}
QToolButton {{ padding: {p4}px; }}
QComboBox QAbstractItemView {{ background: {raised}; color: {text}; border: 1px solid {outline}; }}
QPlainTextEdit, QTextEdit {{ background: {raised}; color: {text}; border: 1px solid {outline};
  border-radius: {p4}px; }}
QCheckBox, QRadioButton {{ font-size: {body}px; spacing: {p8}px; color: {text}; }}
QCheckBox:focus, QRadioButton:focus {{ color: {accent}; }}
"""


def style_sheet(theme: Theme) -> str:
    """The Qt style sheet of ``theme``."""
    return _SHEET.format(
        strong=theme.strong.name(),
        on_strong=theme.text("on_strong").name(),
        on_accent=theme.text("on_accent").name(),
        raised=theme.surface("raised").name(),
        panel=theme.surface("panel").name(),
        hover=theme.surface("hover").name(),
        hairline=theme.surface("hairline").name(),
        outline=theme.surface("outline").name(),
        text=theme.text().name(),
        tertiary=theme.text("tertiary").name(),
        disabled=theme.text("disabled").name(),
        accent=theme.accent().name(),
        focus=round(theme.line("focus")),
        label=round(theme.type_px("label")),
        body=round(theme.type_px("body")),
        **{f"p{n}": theme.px(n) for n in (4, 6, 8, 12, 24)},
    )
