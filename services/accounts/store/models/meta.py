"""What all of accounts' collections have in common."""

from functools import partial

from shared import mongo

meta_of = partial(mongo.meta_of, "accounts")
