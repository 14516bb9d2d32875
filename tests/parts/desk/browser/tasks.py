"""The twelve tasks of a new user: what is asked, what is clicked or typed from Watch on, what is read then.

Run as ``python tests/parts/desk/browser/tasks.py ADDRESS`` while ``comity serve`` runs: prints a row a task.
"""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Download, Page, sync_playwright

MOST_ACTIONS, MOST_SECONDS = 2, 5.0


@dataclass(frozen=True)
class Task:
    """A question, the actions that answer it, and a pattern of the answer on the page (or of a file)."""

    question: str
    actions: tuple[Callable[[Page], None], ...]
    answer: str


def click(name: str, inside: str = "body") -> Callable[[Page], None]:
    """Follow the first link of this name."""
    return lambda page: page.locator(inside).get_by_role("link", name=name).first.click()


def enter(label: str, text: str) -> Callable[[Page], None]:
    """Type into a field and send it: one action."""

    def typed(page: Page) -> None:
        page.get_by_label(label, exact=True).first.fill(text)
        page.get_by_label(label, exact=True).first.press("Enter")

    return typed


def share(page: Page) -> None:
    """Open the menu of the first picture."""
    page.locator("main .share summary").first.click()


NAME, YEARS = "table.places th", "table.places .strip"
TASKS = (
    Task(
        "Which was the last joint veto, and on what?", (click("Votes", "header"),), r"the last on [^.]+\(\w+"
    ),
    Task(
        "What happened over North Korea in 2017?",
        (click("North Korea, 2017", YEARS),),
        r"/ North Korea[\s\S]+ 2017\s[\s\S]+\d records?, \d+ sources?",
    ),
    Task(
        "Is Iran rising?",
        (click("Iran", NAME),),
        r"/places/CHN-RUS/iran[\s\S]+Growing\?\s+(Yes|No|Mixed|More|Less|Fewer|Too little|Not measured)",
    ),
    Task(
        "Who leads on Syria?",
        (click("Syria", NAME),),
        r"China does\s+China vetoed \d+ [\s\S]+Russia vetoed \d+ drafts without China and \d+ with it",
    ),
    Task("How do they look beside France and Germany?", (click("Compare", "header"),), r"Germany–France"),
    Task(
        "What speaks against it?",
        (click("Ukraine", NAME),),
        r"Where they step back or oppose each other\s+\d+ \w+ \d{4} ",
    ),
    Task("Get a picture for a slide.", (share, click("PNG", "main .share")), r"matrix\.png"),
    Task(
        "Get one page on Venezuela as a PDF.", (click("Venezuela", NAME), click("as PDF")), r"venezuela\.pdf"
    ),
    Task(
        "Switch to India and Russia.",
        (enter("Watching", "India, Russia"),),
        r"/watch/IND-RUS[\s\S]+India and Russia[\s\S]+Place by place",
    ),
    Task("What is new since last month?", (), r"New since 1 \w+ \d{4} choose a day\s+\d+ \w+ \d{4}\s+\w"),
    Task(
        "What is forecast, and how good were forecasts?", (click("Outlook", "header"),), r"Skill over|fared"
    ),
    Task(
        "Where does a number come from?",
        (click("Venezuela, 2019", YEARS), click("veto", "main")),
        r"act=[\s\S]+ · Venezuela · joint[\s\S]+Sources\s+\w",
    ),
)


def done(page: Page, base: str, task: Task) -> tuple[bool, int, float]:
    """Whether the task succeeds, its actions, and seconds from the first action to the answer."""
    page.goto(f"{base}/watch/CHN-RUS", wait_until="load")
    page.locator("meta[name=again]").wait_for(state="detached")
    files: list[Download] = []
    page.on("download", lambda d: files.append(d))  # noqa: PLW0108 - playwright marks what it calls
    began = time.monotonic()
    for act in task.actions:
        act(page)
    while time.monotonic() - began < 6 * MOST_SECONDS:
        shown = " ".join(
            [*(f.suggested_filename for f in files), page.url, page.locator("body").inner_text()]
        )
        if re.search(task.answer, shown):
            return True, len(task.actions), time.monotonic() - began
        page.wait_for_timeout(50)
    return False, len(task.actions), time.monotonic() - began


def main(base: str) -> None:
    """Try them all."""
    with sync_playwright() as p:
        browser = p.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
        )
        for task in TASKS:
            page = browser.new_page(viewport={"width": 1440, "height": 1000})
            page.set_default_timeout(30_000)
            succeeds, actions, seconds = done(page, base, task)
            print(
                f"| {task.question} | {actions} | {seconds:.1f} | {'yes' if succeeds else 'NO'} |", flush=True
            )
            page.close()
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1])
