"""The page that says which law is shown by which test is never behind the tests."""

from scripts.compliance import DOCUMENT, document, shown_by_tests


def test_the_page_says_what_the_tests_say() -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == document(), "run: python -m scripts.compliance"


def test_every_mark_names_a_source_a_section_and_a_behaviour() -> None:
    marks = list(shown_by_tests())
    assert len(marks) > 50
    assert [mark for mark in marks if not (mark.source and mark.section and mark.behaviour)] == []


def test_the_promises_residents_were_made_are_among_them() -> None:
    sections = {(mark.source, mark.section) for mark in shown_by_tests()}
    assert {("GDPR", "7(3)"), ("GDPR", "7(4)"), ("GDPR", "21(1)"), ("Data Protection Act 1050/2018", "5")} <= sections
