"""Run by ``test_two_screens.py`` in a process of its own: two screens of different scale, off-screen.

Prints one line of JSON with what was seen.
"""

from __future__ import annotations

import json
import sys
import time

from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QApplication


def main() -> None:
    application = QApplication(["nnviz"])

    from nnviz.session.preferences import Preferences
    from nnviz.ui.appearance import dress
    from nnviz.ui.present.awake import Awake
    from nnviz.ui.present.presentation import Presentation
    from tests.helpers.lesson_made import a_lesson

    dress(application)
    seen: dict[str, object] = {}

    def wait(seconds: float = 0.25) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            application.processEvents()
            time.sleep(0.005)

    remembered = sys.argv[1:4]
    preferences = Preferences(room_screen=remembered) if remembered else Preferences()
    presentation = Presentation(preferences, None, awake=Awake(lambda: (), bus=False))
    presentation.begin(a_lesson())
    presentation.presenting.next()
    presentation.presenting.next()
    wait()
    view, room, window = presentation.view, presentation.room, presentation.window

    def picture() -> dict[str, object]:
        """Where the windows are, and how the room is painted in its window and on the laptop."""
        shown = presentation.page.picture
        mirrored = shown.grab().toImage()
        painted = view.grab().toImage()
        box, ratio = shown.box, mirrored.devicePixelRatio()
        place = QPointF(box.left() + 0.006 * box.width(), box.top() + 0.5 * box.height()) * ratio
        return {
            "room": room.screen().name(),
            "laptop": window.screen().name(),
            "full": room.isFullScreen(),
            "size": [room.width(), room.height()],
            "ratio": view.devicePixelRatioF(),
            "painted": [painted.width(), painted.height()],
            "mirrored": [shown.devicePixelRatioF(), mirrored.pixelColor(place.toPoint()).name()],
            "single": presentation.page.single,
            "text": round(view.theme.least_text * view.theme.window_height / 1080, 2),
        }

    seen["first"] = picture()
    presentation.screens.identify()
    wait(0.1)
    seen["numbers"] = [[number, screen.name()] for number, screen in presentation.screens.numbers]
    presentation.page.head.swap.click()
    wait()
    seen["swapped"] = picture()
    presentation.screens.swap()
    wait()
    seen["back"] = picture()
    seen["kept"] = preferences.room_screen
    # As if the projector had been unplugged, and plugged in again.
    beamer = room.screen()
    application.screenRemoved.emit(beamer)
    wait(0.1)
    seen["unplugged"] = [room.isVisible(), presentation.page.asks.text, presentation.presenting.phase]
    presentation.presenting.next()
    application.screenAdded.emit(beamer)
    wait(0.1)
    seen["offered"] = [room.isVisible(), presentation.page.asks.text]
    presentation.page.asks.buttons[0].click()
    wait()
    seen["again"] = picture()
    seen["phase"] = presentation.presenting.phase
    presentation.end()
    print(json.dumps(seen))


if __name__ == "__main__":
    main()
