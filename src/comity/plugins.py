"""The registry of extensions to comity: commands, pages, sources, coders and questions, by hook and name.

The parts of comity are listed in :data:`OWN`, so a command starts without searching the installed packages.
Other packages register by entry points in the groups ``comity.commands``, ``comity.pages``,
``comity.sources``, ``comity.coders`` and ``comity.questions`` (docs/house.md says what each takes). Nothing
is imported before it is needed.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from typing import Any

from comity.errors import UnknownNameError

READER, CHECK, OUTLOOK = "comity.parts.reader", "comity.parts.check", "comity.parts.outlook"
FOLLOW, DESK, EXPORT = "comity.parts.follow", "comity.parts.desk", "comity.parts.export"
KEEP = "comity.parts.keep"

#: Hook -> name -> ``module:attribute``, or a module.
OWN: dict[str, dict[str, str]] = {
    "commands": {
        "read": f"{READER}.command:read",
        "check": f"{CHECK}.command:check",
        "forecast": f"{OUTLOOK}.commands.forecast:forecast",
        "whatif": f"{OUTLOOK}.commands.whatif:whatif",
        "souring": f"{OUTLOOK}.commands.whatif:souring",
        "get": f"{FOLLOW}.commands.get:get",
        "follow": f"{FOLLOW}.commands.follow:follow",
        "alerts": f"{FOLLOW}.commands.alerts:alerts",
        "export": f"{EXPORT}.command:export",
        "serve": f"{DESK}.command:serve",
        "keep": f"{KEEP}.command:keep",
        "round": f"{KEEP}.round_command:round_command",
    },
    "pages": {
        "outlook": f"{OUTLOOK}.page:PAGE",
        "new": f"{FOLLOW}.page:PAGE",
        "check": f"{CHECK}.page:PAGE",
        "keep": f"{KEEP}.page:PAGE",
    },
    "sources": {},
    "coders": {
        "rules": f"{READER}.coders.rule_coder:RuleCoder",
        "llm": f"{READER}.coders.llm:coder_from_environment",
    },
    "questions": {
        "health": f"{FOLLOW}.service.health",
        "addresses-tried": f"{FOLLOW}.acquire.addresses:tell_tried",
        "methods-outlook": f"{OUTLOOK}.registry:MEASURES",
        "news-due": f"{OUTLOOK}.news:report_due_forecasts",
        "news-alerts": f"{FOLLOW}.alerts.news:report_sent_alerts",
        "news-claims": f"{CHECK}.watched:report_changed_marks",
        "outlook": f"{OUTLOOK}.namespace:OutlookNamespace",
    },
}


def import_object(place: str) -> Any:
    """Import the object at ``module:attribute``, or a module."""
    module, _, attribute = place.partition(":")
    loaded = import_module(module)
    return getattr(loaded, attribute) if attribute else loaded


@cache
def find_entry_points(hook: str) -> dict[str, EntryPoint]:
    """Return the entry points that other packages registered for a hook, by name."""
    return {point.name: point for point in entry_points(group=f"comity.{hook}")}


def list_names(hook: str) -> list[str]:
    """List the names registered for a hook: first those of comity, then those of other packages."""
    return list(dict.fromkeys([*OWN[hook], *find_entry_points(hook)]))


def find(hook: str, name: str) -> Any | None:
    """Load the object registered for a hook under a name; return ``None`` if there is none."""
    if place := OWN[hook].get(name):
        return import_object(place)
    point = find_entry_points(hook).get(name)
    return point.load() if point else None


def find_all(hook: str, prefix: str) -> list[Any]:
    """Load all objects registered for a hook under names that begin with a prefix, in order."""
    return [load(hook, name) for name in list_names(hook) if name.startswith(prefix)]


def load(hook: str, name: str) -> Any:
    """Load the object registered for a hook under a name.

    Raises
    ------
    UnknownNameError
        When nothing is registered.
    """
    registered = find(hook, name)
    if registered is None:
        raise UnknownNameError(hook.removesuffix("s"), name, list_names(hook))
    return registered
