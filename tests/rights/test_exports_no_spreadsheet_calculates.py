"""Somebody writes what a spreadsheet would run: no cell of a table is more than text, in any language's spreadsheet."""

import csv
import re
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consent.rights.exports.tables import SEPARATORS, csv_file, harmless

# A spreadsheet may trim blanks and quotes; an apostrophe it takes for the mark of a text.
CALCULATED = re.compile(r"""[\s"]*[=+\-@＝＋－＠]""")


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("=1+1", "'=1+1"),
        ("+358400000000", "'+358400000000"),
        ("-2", "'-2"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("＝1+1", "'＝1+1"),
        ("  =1", "  '=1"),
        ("\t=1", " '=1"),
        ("\r\n=1", "  '=1"),
        ("\u00a0=1", "\u00a0'=1"),
        ("\u200b\ufeff=1", "'=1"),
        ('"=1', "\"'=1"),
        ("a;=cmd|' /C calc'!A0", "a;'=cmd|' /C calc'!A0"),
        ("a, =1", "a, '=1"),
        ("a|@x", "a|'@x"),
        ('a","=1', 'a","\'=1'),
        ("a\x00b\x1b[31m\u2028c\x9d", "a b [31m c "),
        ("e-mail a@b, c=d", "e-mail a@b, c=d"),
        ("Kyllä – åäö 日本", "Kyllä – åäö 日本"),
        (None, ""),
        (3, "3"),
    ],
)
def test_a_cell_is_text_and_nothing_else(written: object, shown: str) -> None:
    assert harmless(written) == shown


@given(
    st.text(st.sampled_from("=+-@＝＋－＠,;|'\" \t\n\u00a0\u200b\x00aä")) | st.text(),
    st.sampled_from(sorted(SEPARATORS)),
)
def test_whatever_is_written_no_spreadsheet_finds_a_formula(text: str, language: str) -> None:
    whole = b"".join(csv_file(["heading"], [[[text, text]]], language)).decode("utf-8-sig")
    assert whole.count("\r\n") == 2
    for separator in ",;|":
        for row in csv.reader(StringIO(whole, newline=""), delimiter=separator):
            for cell in row:
                assert CALCULATED.match(cell) is None


def test_a_file_has_a_mark_of_its_encoding_and_quotes_every_cell() -> None:
    whole = b"".join(csv_file(["Käyttö", "at"], [[["a", 1]], [], [["b;c", None]]], "fi"))
    assert whole == '\ufeff"Käyttö";"at"\r\n"a";"1"\r\n"b;c";""\r\n'.encode()
    assert b"".join(csv_file(["a", "b"], [[["c,d", 'e"f']]], "en")) == b'\xef\xbb\xbf"a","b"\r\n"c,d","e""f"\r\n'


def test_a_table_without_rows_has_its_headings() -> None:
    assert b"".join(csv_file(["a"], [], "sv")) == b'\xef\xbb\xbf"a"\r\n'
