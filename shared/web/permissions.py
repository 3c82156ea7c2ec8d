"""The mark that every route carries: the permission it needs."""

from collections.abc import Callable
from typing import Any, TypeVar

from shared.permissions import Permission

View = TypeVar("View", bound=Callable[..., Any])


def needs(permission: Permission) -> Callable[[View], View]:
    def mark(view: View) -> View:
        view.permission = permission  # type: ignore[attr-defined]
        return view

    return mark
