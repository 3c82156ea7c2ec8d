// A member of a team is dragged by [data-grip] to another team, or onto somebody to change places. What it would cost is
// said meanwhile; letting go leads to the page that asks once. Without this file, and by keyboard, Move leads there.
"use strict";

const EDGE = 72; // px from the top and the bottom of the window in which it scrolls along
const WAIT = 250; // ms over one place before its cost is asked for
const line = document.querySelector("[data-moves]");
const known = new Map();
let held = null;
if (line) document.documentElement.dataset.drags = "";

const put = (place) => {
  document.querySelector(".drop")?.classList.remove("drop");
  held.place = place;
  place?.node.classList.add("drop");
};
const letGo = () => {
  clearTimeout(held.timer);
  put(null);
  held.row.classList.remove("held");
  line.hidden = true;
  held = null;
};

// Where it would go: a member of another team is swapped with, anything else of that team is joined.
const under = (x, y) => {
  const node = document.elementFromPoint(x, y);
  const team = node?.closest("[data-team]");
  if (!team || team === held.team) return null;
  const row = node.closest("li");
  const swap = (team.dataset.team && row?.querySelector("[data-student]")?.dataset.student) || "";
  return { node: swap ? row : team, query: new URLSearchParams({ student: held.student, to: team.dataset.team, ...(swap && { swap }) }).toString() };
};

const tell = async (query) => {
  if (!known.has(query)) {
    const answer = await fetch(`${line.dataset.cost}?${query}`).catch(() => null);
    if (!answer?.ok) return;
    known.set(query, (await answer.json()).text);
  }
  if (held?.place?.query === query) line.textContent = known.get(query);
};

document.addEventListener("pointerdown", (event) => {
  const grip = event.target.closest("[data-grip]");
  if (!line || !grip || event.button !== 0) return;
  const row = grip.closest("li");
  held = { row, team: grip.closest("[data-team]"), student: grip.dataset.student, place: null, timer: 0 };
  row.classList.add("held");
  grip.setPointerCapture(event.pointerId);
  event.preventDefault();
});

document.addEventListener("pointermove", (event) => {
  if (!held) return;
  if (event.clientY < EDGE) scrollBy(0, -EDGE / 4);
  if (event.clientY > innerHeight - EDGE) scrollBy(0, EDGE / 4);
  const place = under(event.clientX, event.clientY);
  if (place?.query === held.place?.query) return;
  clearTimeout(held.timer);
  put(place);
  line.hidden = !place;
  line.textContent = place ? known.get(place.query) || line.dataset.asking : "";
  if (place) held.timer = setTimeout(tell, WAIT, place.query);
});

document.addEventListener("pointerup", () => {
  if (!held) return;
  const query = held.place?.query;
  letGo();
  if (query) location.assign(`${line.dataset.moves}?${query}`);
});

document.addEventListener("pointercancel", () => { if (held) letGo(); });
document.addEventListener("keydown", (event) => { if (held && event.key === "Escape") letGo(); });
