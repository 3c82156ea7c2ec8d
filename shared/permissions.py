"""What a route asks of who calls it. Scope is the store's matter: a role counts only in its own organisation."""

from dataclasses import dataclass

from shared.viewer import Viewer


@dataclass(frozen=True)
class Permission:
    """``roles``: one of them, in any organisation; none named: whoever is signed in. ``public``: everybody."""

    name: str
    roles: tuple[str, ...] = ()
    public: bool = False

    def allows(self, viewer: Viewer | None) -> bool:
        if self.public:
            return True
        return viewer is not None and (not self.roles or viewer.has_any(*self.roles))


PUBLIC = Permission("everybody", public=True)
SIGNED_IN = Permission("whoever is signed in")
