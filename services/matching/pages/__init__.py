"""The pages of matching."""

from flask import Blueprint

BLUEPRINTS: tuple[Blueprint, ...] = ()
