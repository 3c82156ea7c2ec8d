"""The pages of matching."""

BLUEPRINTS = ()
