"""A bare page and a bare insert, behind the same gunicorn and nginx settings as the product."""

import os

import pymongo
from flask import Flask, Response, jsonify
from pymongo.write_concern import WriteConcern

app = Flask(__name__)
client: pymongo.MongoClient = pymongo.MongoClient(os.environ["MONGODB_URI"])
kept = client["bare"].get_collection("posts", write_concern=WriteConcern("majority"))


@app.get("/accounts/healthz")
def alive() -> Response:
    return jsonify(status="alive")


@app.get("/projects/page")
def page() -> str:
    return "<!doctype html><title>bare</title><p>A bare page."


@app.post("/projects/insert")
def insert() -> tuple[Response, int]:
    made = kept.insert_one({"title": "bare"})
    return jsonify(id=str(made.inserted_id)), 201
