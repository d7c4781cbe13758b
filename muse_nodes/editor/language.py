"""The language of the window: English as written, others from ``assets/translations``."""

from __future__ import annotations

from types import MappingProxyType

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QObject, QTranslator

from muse_nodes.engine.bundled import bundled_folder

LANGUAGES = MappingProxyType({"en": "English", "ko": "한국어"})
"""Code and own name of every language there is."""


def chosen(wanted: str) -> str:
    """The code of the language to speak: ``wanted`` if there is such a one, or the system's."""
    if wanted in LANGUAGES:
        return wanted
    spoken = [QLocale(tag).language() for tag in QLocale.system().uiLanguages()]
    for language in spoken:
        if language == QLocale.Language.Korean:
            return "ko"
        if language == QLocale.Language.English:
            return "en"
    return "en"


class Speech(QObject):
    """The translators that are installed in the application."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._installed: list[QTranslator] = []

    def speak(self, code: str) -> None:
        """Use a language from now on, for windows that are made from now on."""
        for translator in self._installed:
            QCoreApplication.removeTranslator(translator)
        self._installed = []
        if code == "en":
            return
        qt = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        own = str(bundled_folder("assets") / "translations")
        for name, folder in ((f"qtbase_{code}", qt), (f"muse_{code}", own)):
            translator = QTranslator(self)
            if translator.load(name, folder):
                QCoreApplication.installTranslator(translator)
                self._installed.append(translator)
