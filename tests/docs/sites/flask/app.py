from pathlib import Path

from flask import Flask, abort

app = Flask(__name__)
posts = {file.stem: file for file in Path(__file__).with_name("posts").glob("*.md")}


@app.route("/")
def home() -> str:
    return "Welcome"


@app.route("/blog/<name>")
def post(name: str) -> str:
    if name not in posts:
        abort(404)
    return posts[name].read_text(encoding="utf-8")
