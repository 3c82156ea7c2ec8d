"""The page's script under node, without a browser: many questions to it in one go."""

import json
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from shared.linkeddata import CONTEXTS
from tests.second_opinion import node

FOLDER = Path(__file__).parents[3] / "verifier" / "page"
ASK = """
const tell = (error) => ({ error: error.constructor.name });
async function answer(task) {
  try {
    if (task.quads) return { text: new Canonical(task.quads).text() };
    if (task.document) return { text: canonical(parseJson(task.document), CONTEXTS) };
    const given = { contexts: CONTEXTS, trust: trustList(task.trust, true), now: task.now, artefacts: [] };
    const { word, checks, contested = false, contents = [] } = await verdict(UTF8.encode(task.file), given);
    const outcomes = Object.fromEntries(checks.map((one) => [one.name, one.outcome]));
    const said = Object.fromEntries(checks.map((one) => [one.name, [one.reason, one.params]]));
    return { word, checks: outcomes, contested, within: contents.map((one) => one.word), said };
  } catch (error) {
    return tell(error);
  }
}
let asked = "";
process.stdin.on("data", (part) => (asked += part)).on("end", async () => {
  const answers = [];
  for (const task of JSON.parse(asked)) answers.push(await answer(task));
  process.stdout.write(JSON.stringify(answers));
});
"""


def ask(tasks: Sequence[dict[str, Any]], folder: Path) -> list[dict[str, Any]]:
    """The script's answer to each task: {quads}, {document} or {file, trust, now}."""
    sources = [
        (FOLDER / name).read_text(encoding="utf-8") for name in ("bytes.js", "linkeddata.js", "checks.js")
    ]
    script = folder / "asked.js"
    script.write_text(
        "\n".join(['"use strict";', f"const CONTEXTS = {json.dumps(dict(CONTEXTS))};", *sources, ASK])
    )
    done = subprocess.run(
        [node(), "--no-warnings", str(script)],
        input=json.dumps(tasks), capture_output=True, text=True, timeout=600, check=True,
    )  # fmt: skip
    answers: list[dict[str, Any]] = json.loads(done.stdout)
    return answers
