"""The pages of portfolio."""

from flask import Blueprint

BLUEPRINTS: tuple[Blueprint, ...] = ()
