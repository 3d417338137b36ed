"""A fake ledger for the tests of a module: it speaks the contract over HTTP without a network.

It knows grants and refusals, keeps every look, and can be broken in the ways a real one breaks. It decides nothing by
rules: a test says what each question is answered. Not for any process that serves people (the test kit sees to that).
"""

from services.sdk.fake.ledger import FakeLedger
from services.sdk.fake.looks import Breakage, Look

__all__ = ["Breakage", "FakeLedger", "Look"]
