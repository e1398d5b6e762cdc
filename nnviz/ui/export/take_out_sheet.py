"""Take a run out: as a program, as a network for other programs, as what came of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt, QTimer, Slot
from PySide6.QtWidgets import QFileDialog, QProgressBar, QWidget

from nnviz.data.saving import chosen_path
from nnviz.drawing.notebook import draw
from nnviz.files.exchange.formats import FORMATS, Format, take_out
from nnviz.files.exchange.subject import Subject
from nnviz.session.background_jobs import TELL_MS
from nnviz.session.desk import Desk
from nnviz.session.sentences import told
from nnviz.session.shown import Shown
from nnviz.session.work import Work
from nnviz.ui.folders import folder
from nnviz.ui.sheets.sheet import Sheet
from nnviz.ui.theme import Theme
from nnviz.ui.widgets import PushButton, Segmented


def subject_shown(shown: Shown) -> Subject:
    """The run as it was at the moment shown; of several networks the one that is looked at."""
    return Subject.of_run(
        shown.experiment.of(0),
        shown.snapshot,
        shown.timeline.until(shown.snapshot),
        shown.dataset,
        shown.player,
        shown.who.source,
    )


class TakeOutSheet(Sheet):
    """Writes the moment that the desk shows in a form that other programs take.

    What cannot be taken out so says why, in the place of what the form is.
    """

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Take it out"), parent)
        self._desk = desk
        self._work: Work | None = None
        self._whose = self.add_words("")
        groups = {str(entry.group): told(entry.group) for entry in FORMATS.values()}
        self.group = Segmented([*groups.items()], self.tr("What to take out"))
        self.kinds = {
            group: Segmented(
                [(name, told(entry.label)) for name, entry in FORMATS.items() if str(entry.group) == group],
                self.tr("Form"),
            )
            for group in groups
        }
        rows: list[tuple[str, QWidget]] = [(self.tr("Take out"), self.group)]
        rows += [(self.tr("As"), kind) for kind in self.kinds.values()]
        self._form = self.add_form(rows)
        self.purpose = self.add_words("")
        self.said = self.add_words("", color="primary")
        self.bar = QProgressBar(textVisible=False)
        self.bar.setRange(0, 0)
        self.body.addWidget(self.bar)
        self.save_button = PushButton(self.tr("Save…"), kind="strong")
        self.buttons.insertWidget(0, self.save_button)
        self._late = QTimer(self)
        self._late.setSingleShot(True)
        self._late.setInterval(TELL_MS)
        self._late.timeout.connect(self._on_late)
        self.group.chosen.connect(self._on_chosen)
        for one in self.kinds.values():
            one.chosen.connect(self._on_chosen)
        self.save_button.clicked.connect(self._on_save)
        desk.shown_changed.connect(self._on_shown)
        self.bar.hide()
        self._show()

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        for words in (self.purpose, self.said):  # room for the longest, else the controls give theirs
            words.setFixedHeight(2 * words.fontMetrics().lineSpacing())
            words.setAlignment(Qt.AlignmentFlag.AlignTop)

    @property
    def kind(self) -> str:
        """The name of the form that is chosen."""
        return self.kinds[self.group.current].current

    def choose(self, kind: str) -> None:
        """Let this form be chosen."""
        group = str(FORMATS[kind].group)
        self.group.set_current(group)
        self.kinds[group].set_current(kind)
        self._show()

    # ---- what is shown
    def _show(self) -> None:
        for group, kinds in self.kinds.items():
            self._form.setRowVisible(kinds, group == self.group.current)
        form, fault = FORMATS[self.kind], self._why_not(FORMATS[self.kind])
        self.purpose.setText(fault or told(form.purpose))
        self.save_button.setEnabled(not fault and self._work is None)
        self._tell_whose()

    def _tell_whose(self) -> None:
        shown = self._desk.shown
        text = self.tr("There is no run to take out yet.")
        if shown is not None:
            name = self.tr("Run {run}, epoch {epoch}").format(run=shown.who.name, epoch=f"{shown.epoch:,}")
            text = name
            if len(shown.players) > 1:
                network = shown.players[shown.player]
                text = self.tr("{run}, of its networks {network}").format(run=name, network=network)
        self._whose.setText(text)

    def _why_not(self, form: Format) -> str:
        """Why the moment shown cannot be taken out so, "" if it can."""
        shown = self._desk.shown
        if shown is None:
            return self.tr("There is no run to take out yet.")
        try:
            form.check(subject_shown(shown))
        except ValueError as sentence:
            return told(sentence)
        return ""

    @Slot(str)
    def _on_chosen(self, key: str) -> None:
        self.said.setText("")
        self._show()

    @Slot()
    def _on_shown(self) -> None:
        self._tell_whose()

    # ---- what is done
    @Slot()
    def _on_save(self) -> None:
        ending = FORMATS[self.kind].ending
        place = folder(QStandardPaths.StandardLocation.DocumentsLocation)
        kinds = f"{told(FORMATS[self.kind].label)} (*{ending})"
        name, _ = QFileDialog.getSaveFileName(
            self, self.windowTitle(), str(place / f"{self._named()}{ending}"), kinds
        )
        if name:
            self.save_named(Path(name))

    def _named(self) -> str:
        shown = self._desk.shown
        return "nnviz" if shown is None else f"{shown.dataset.name}_{self.kind}"

    def save_named(self, named: Path) -> None:
        """Save under that name, with the ending of the form."""
        try:
            path = chosen_path(named, FORMATS[self.kind].ending)
        except ValueError as sentence:
            self.said.setText(told(sentence))
        else:
            self.save_as(path)

    def save_as(self, path: Path) -> None:
        """Write it, in the background; what takes long is shown to be at work."""
        shown = self._desk.shown
        if shown is None or self._work is not None:
            return
        subject, kind = subject_shown(shown), self.kind

        def write(_: Work) -> tuple[Path, ...]:
            whole = subject
            if FORMATS[kind].drawn:
                whole = replace(subject, diagram=draw(shown.snapshot).svg)
            return take_out(whole, kind, path)

        self._work = Work(write, self._on_done)
        self.said.setText("")
        self._late.start()
        self._show()
        self._work.start()

    @Slot()
    def _on_late(self) -> None:
        self.bar.show()

    @Slot()
    def _on_done(self) -> None:
        work = self._end()
        if work is None:
            return
        if work.error is None:
            self.said.setText(self._written(work.result))
        elif isinstance(work.error, ValueError):
            self.said.setText(told(work.error))
        else:
            raise work.error
        self._show()

    def _written(self, paths: tuple[Path, ...]) -> str:
        first, *beside = paths
        if beside:
            return self.tr("Saved in “{file}”, with “{beside}” beside it, which it needs.").format(
                file=first, beside=beside[0].name
            )
        return self.tr("Saved in “{file}”.").format(file=first)

    def _end(self) -> Work | None:
        self._late.stop()
        self.bar.hide()
        work, self._work = self._work, None
        if work is not None:
            work.wait()
        return work

    def done(self, result: int) -> None:
        """The sheet closes; what is being written is written to its end."""
        self._end()
        super().done(result)
