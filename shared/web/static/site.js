// Everything works without this file. It spares a reload (inbox count, live pages), a selection (copy) and lost typing
// (guard). What a live page holds is drawn anew, so that its forms and menus are listened to from the document.
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
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "1";
  setTimeout(() => { delete form.dataset.sent; }, 3000); // the answer may be a download: the page stays
});
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

// Menus made of <details> close on Escape and on a press elsewhere.
const menus = () => document.querySelectorAll("details.menu");
document.addEventListener("click", (event) => {
  for (const menu of menus()) if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of menus()) {
    if (menu.open && menu.contains(document.activeElement)) menu.querySelector("summary").focus();
    menu.open = false;
  }
});

document.querySelector("#errors")?.focus();

// On a narrow screen the tabs scroll sideways: begin with the current one in sight.
document.querySelector(".page-tabs [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });

// A live page shows itself anew when something came, went or got another date; not under the reader's hands, and never
// over what was typed.
const live = document.querySelector("[data-live]");
const main = document.querySelector("#main");
let typed = false;
main.addEventListener("input", () => { typed = true; });
const inUse = () =>
  typed || (main.contains(document.activeElement) && document.activeElement !== main) ||
  main.querySelector("details[open], .held, [data-upload], [data-once]") !== null; // dragged; upload.js has its form; shown once
const showAnew = async () => {
  if (inUse()) { live.hidden = false; return; }
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.querySelector("#main");
  if (fresh?.querySelector("[data-upload]")) live.hidden = false; // it comes with a script of its own
  else if (fresh && !inUse()) main.replaceChildren(...fresh.childNodes);
};

// Only accounts knows what waits: its own pages say the number, the others ask for it.
const inbox = document.querySelector("a[data-poll]");
if (inbox) {
  let tag = "";
  const ask = async () => {
    if (document.hidden) return;
    const answer = await fetch(inbox.dataset.poll, { headers: tag ? { "If-None-Match": tag } : {}, cache: "no-store" });
    if (answer.status !== 200) return;
    const known = tag;
    tag = answer.headers.get("ETag") || "";
    const { count } = await answer.json();
    const mark = inbox.querySelector(".count");
    mark.textContent = count;
    mark.hidden = count === 0;
    if (live && known) await showAnew();
  };
  const now = () => ask().catch(() => {});
  if (live || "unknown" in inbox.dataset) now();
  setInterval(now, 10000);
  document.addEventListener("visibilitychange", now);
}

// While something is on its way the page shows itself anew; without this file it is loaded again. It may say which address
// comes next; what is the same as before is left alone, so that nobody hears it twice.
const reload = document.querySelector('meta[name="reload"]');
if (reload) {
  let next = reload.dataset.next;
  setInterval(async () => {
    if (document.hidden) return;
    const answer = await fetch(next || location.href, { headers: { Accept: "text/html" } }).catch(() => null);
    if (!answer?.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const more = page.querySelector('meta[name="reload"]');
    const fresh = page.querySelector("#main");
    if (!more) next ? location.replace(next) : location.reload();
    else if (!inUse() && fresh.textContent !== main.textContent) main.replaceChildren(...fresh.childNodes);
    next = more?.dataset.next;
  }, reload.content * 1000);
}
