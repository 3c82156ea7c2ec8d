"""The pages of projects."""

from flask import Blueprint

from services.projects.pages import briefs, deadlines, milestones, reviews, teams, writing

BLUEPRINTS: tuple[Blueprint, ...] = (
    writing.pages, briefs.pages, reviews.pages, teams.pages, milestones.pages,
    deadlines.pages,
)  # fmt: skip
