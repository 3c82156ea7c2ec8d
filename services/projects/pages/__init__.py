"""The pages of projects."""

from flask import Blueprint

BLUEPRINTS: tuple[Blueprint, ...] = ()
