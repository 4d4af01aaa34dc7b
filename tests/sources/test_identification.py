from __future__ import annotations

from collections.abc import Callable

import pytest

from nutgraf.sources.identification import identify_language
from sources.archives import PROSE, Found

SPANISH = "El alcalde dijo que la carretera nueva se abrirá en mayo para los vecinos de la zona."


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (PROSE, "en"),
        (PROSE.upper(), "en"),
        (SPANISH, "es"),
        ("Der Vorstand hat beschlossen, das Werk in Dresden nicht zu schließen.", "de"),
        ("La ville annonce que les travaux du pont sont terminés et que la route est ouverte.", "fr"),
        ("Il sindaco ha detto che la strada della città è aperta per tutti e anche di notte.", "it"),
        ("O presidente da câmara disse que os trabalhos não foram concluídos para o verão.", "pt"),
        ("Borgmästaren sade att vägen är öppen och att det inte är dyrt för boende.", "sv"),
        ("De burgemeester zei dat het niet lang duurt voor de brug en de weg open zijn.", "nl"),
        ("町は桟橋を修理しました。土曜日に開きます。", "ja"),
        ("Город отремонтировал пристань, и она откроется в субботу.", "ru"),
    ],
)
def test_running_text_is_told_by_its_language(text: str, language: str) -> None:
    assert identify_language(text) == language


@pytest.mark.parametrize(
    "text",
    [
        "FOR IMMEDIATE RELEASE",
        "Honorees: Juan Carlos de la Rosa, María de los Santos, Lourdes de la Cruz, José Luis del Río",
        "Le Bernardin, La Grande Boucherie, Chez Panisse, Les Halles",
        "MÜLLER, VON DER HEIDE, VAN DEN BERG, DI CAPRIO",
        "Q3 EPS $1.20 vs $1.10",
        "AGENDA 9:00 Welcome 9:30 Keynote 10:00 Coffee",
        f"{PROSE} {SPANISH}",
        f"https://ejemplo.es/de/la/el/que/para {PROSE}",
        "5",
        "",
    ],
)
def test_no_english_release_is_refused(text: str) -> None:
    assert identify_language(text) in {"en", None}


def test_long_texts_are_judged_by_more_than_their_beginning() -> None:
    assert identify_language("AVISO PARA LOS MEDIOS QUE VIENEN\n" + PROSE * 200) == "en"


def test_other_languages_are_refused_unless_wanted(read_file: Callable[..., Found]) -> None:
    found = read_file("a.txt", SPANISH)
    assert found.errors == {"a.txt": "not_english"}
    assert "es" in found.messages["a.txt"]
    for language in ("es", "any"):
        assert read_file("a.txt", SPANISH, language=language).releases["a.txt"].language == "es"
    assert read_file("a.txt", PROSE, language="es").errors == {"a.txt": "not_es"}
