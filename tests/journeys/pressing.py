"""Pressing what leads to another page."""

from __future__ import annotations

from playwright.sync_api import Locator


def press(target: Locator) -> None:
    """Press a button or follow a link, and be on the page it leads to: a click alone returns before the browser has left the page."""
    with target.page.expect_navigation():
        target.click()
