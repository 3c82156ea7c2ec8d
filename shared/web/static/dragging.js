// Rows of a list with [data-grip] are dragged by it: what their Up and Down do, as many places at once. Without this
// file, and by keyboard, Up and Down do it.
"use strict";

const EDGE = 72; // px from the top and the bottom of the window in which it scrolls along
document.documentElement.dataset.drags = "";
let held = null;

const rows = (list) => [...list.children].filter((row) => row.querySelector("[data-grip]"));
const putBack = () => {
  held.row.classList.remove("held");
  held.list.insertBefore(held.row, held.next);
  held = null;
};

document.addEventListener("pointerdown", (event) => {
  const grip = event.target.closest("[data-grip]");
  if (!grip || event.button !== 0) return;
  const row = grip.closest("li");
  const list = row.parentElement;
  held = { row, list, next: row.nextSibling, from: rows(list).indexOf(row) };
  row.classList.add("held");
  grip.setPointerCapture(event.pointerId);
  event.preventDefault();
});

document.addEventListener("pointermove", (event) => {
  if (!held) return;
  if (event.clientY < EDGE) scrollBy(0, -EDGE / 4);
  if (event.clientY > innerHeight - EDGE) scrollBy(0, EDGE / 4);
  const under = rows(held.list).find((row) => {
    const box = row.getBoundingClientRect();
    return row !== held.row && event.clientY >= box.top && event.clientY <= box.bottom;
  });
  if (!under) return;
  const box = under.getBoundingClientRect();
  const above = event.clientY < box.top + box.height / 2;
  held.list.insertBefore(held.row, above ? under : under.nextSibling);
});

document.addEventListener("pointerup", () => {
  if (!held) return;
  const steps = rows(held.list).indexOf(held.row) - held.from;
  const form = held.row.querySelector(`form[action$="/${steps < 0 ? "up" : "down"}"]`);
  if (!steps || !form) { putBack(); return; }
  const field = Object.assign(document.createElement("input"), { type: "hidden", name: "steps", value: Math.abs(steps) });
  form.append(field);
  held = null; // the answer is the list as it then stands
  form.requestSubmit();
});

document.addEventListener("pointercancel", () => { if (held) putBack(); });
document.addEventListener("keydown", (event) => { if (held && event.key === "Escape") putBack(); });
