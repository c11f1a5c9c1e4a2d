"""Shim."""

from portal.catalogue.labels import Labels as Labels
