"""Addresses that only the measured server has."""

TYPICAL = "/bench/typical"
NOTHING = "/bench/nothing"
