// Everything works without this file. It spares a reload (inbox count), a selection (copy) and lost typing (guard).
"use strict";

for (const button of document.querySelectorAll("button[data-copy]")) {
  if (!navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    button.querySelector("span").textContent = button.dataset.done;
  });
}

for (const form of document.querySelectorAll("form[data-guard]")) {
  let dirty = false;
  form.addEventListener("input", () => { dirty = true; });
  form.addEventListener("submit", () => { dirty = false; });
  form.addEventListener("saved", () => { dirty = false; }); // by autosave.js
  window.addEventListener("beforeunload", (event) => { if (dirty) event.preventDefault(); });
}

// A second press of a submit button would send the same form twice.
for (const form of document.querySelectorAll('form[method="post"]')) {
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "1";
    setTimeout(() => { delete form.dataset.sent; }, 3000); // the answer may be a download: the page stays
  });
}
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

// Menus made of <details> close on Escape and on a press elsewhere.
const menus = document.querySelectorAll("details.menu");
document.addEventListener("click", (event) => {
  for (const menu of menus) if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of menus) {
    if (menu.open && menu.contains(document.activeElement)) menu.querySelector("summary").focus();
    menu.open = false;
  }
});

document.querySelector("#errors")?.focus();

// On a narrow screen the tabs scroll sideways: begin with the current one in sight.
document.querySelector(".page-tabs [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });

// Only accounts knows what waits: its own pages say the number, the others ask for it.
const inbox = document.querySelector("a[data-poll]");
if (inbox) {
  let tag = "";
  const ask = async () => {
    if (document.hidden) return;
    const answer = await fetch(inbox.dataset.poll, { headers: tag ? { "If-None-Match": tag } : {}, cache: "no-store" });
    if (answer.status !== 200) return;
    tag = answer.headers.get("ETag") || "";
    const { count } = await answer.json();
    const mark = inbox.querySelector(".count");
    mark.textContent = count;
    mark.hidden = count === 0;
  };
  if ("unknown" in inbox.dataset) ask().catch(() => {});
  setInterval(() => ask().catch(() => {}), 30000);
}
