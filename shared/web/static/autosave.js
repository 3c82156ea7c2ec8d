// Saves the brief while it is written: PATCH with the version that was read; the page works without this file.
"use strict";

const line = document.querySelector("[data-autosave]");
const form = document.querySelector("#brief");
if (line && form) {
  const WAIT = 1200;
  const words = line.dataset;
  let version = words.version, timer = 0, busy = false, again = false, stopped = false, half = false, unsaved = false;

  const rows = (text) => text.split("\n").map((one) => one.trim()).filter(Boolean);
  const value = (field) => {
    const text = field.value.trim();
    if (/(^|\.)(deliverables|criteria)$/.test(field.name)) return rows(text);
    if (field.type === "number" || field.name.endsWith(".level")) return text === "" ? null : Number(text);
    if (["nda", "paid"].includes(field.name)) return text === "true";
    return text;
  };

  // a skill goes by its name; one that only the brief knows keeps its address as long as its name stands
  const named = ({ kept, was, ...row }) => (kept && row.label === was ? { ...row, uri: kept } : row);

  // "skills.0.label" becomes skills[0].label; rows that are empty are left out, and those half written until they are whole
  const brief = () => {
    const terms = {}, lists = { skills: [], milestones: [] };
    for (const field of form.elements) {
      if (!field.name || ["csrf_token", "form_number", "version", "then", "find", "take"].includes(field.name)) continue;
      if (field.type === "radio" && !field.checked) continue;
      const [name, index, inner] = field.name.split(".");
      const held = value(field);
      if (index !== undefined) {
        const row = (lists[name][index] ??= {});
        if (held !== null && held !== "") row[inner] = held;
      } else if (held !== null && !(name === "trade" && held === "")) terms[name] = held;
      else if (["weeks", "hours_per_week", "supervision_hours"].includes(name)) terms[name] = 0;
    }
    terms.skills = lists.skills.filter((row) => row.label && row.level).map(named);
    const own = (row) => row.title || row.week || row.deliverables?.length || row.criteria?.length;
    const begun = lists.milestones.filter(own);
    half = terms.skills.length < lists.skills.filter((row) => row.label || row.level).length;
    if (begun.every((row) => row.title && row.week)) terms.milestones = begun;
    else half = true;
    return terms;
  };

  const say = (text, bad = false) => {
    line.hidden = false;
    line.textContent = text;
    line.classList.toggle("form-error", bad);
  };

  const send = () => fetch(words.autosave, {
    method: "PATCH",
    headers: { "Content-Type": "application/json", "If-Match": `"v${version}"`, "X-CSRF-Token": form.elements.csrf_token.value },
    body: JSON.stringify(brief()),
  });

  // The score, the missing items and what a skill means are drawn by the server alone.
  const asItIs = async () => {
    const answer = await fetch(form.action, { headers: { Accept: "text/html" } });
    return new DOMParser().parseFromString(await answer.text(), "text/html");
  };
  const redraw = async () => {
    const page = await asItIs();
    const fresh = page.querySelector(".quality"), old = document.querySelector(".quality");
    if (fresh && old) old.replaceWith(fresh);
    for (const one of form.querySelectorAll("[data-redraw]")) one.replaceWith(page.getElementById(one.id) || one);
  };

  const wrong = async (answer) => {
    const problem = await answer.json();
    const first = (problem.errors || [])[0];
    const name = first ? first.pointer.slice(1).replaceAll("/", ".") : "";
    const label = form.querySelector(`label[for="f-${name.replaceAll(".", "-")}"]`);
    say(words.wrong + (label ? `${label.textContent.trim()} – ` : "") + (first ? first.detail : problem.detail), true);
  };

  const save = async () => {
    if (busy || stopped) { again = busy; return; }
    busy = true;
    say(words.saving);
    try {
      let answer = await send();
      if (answer.status === 401) {
        await fetch("/accounts/inbox/count", { cache: "no-store" }); // a page of accounts renews what has run out
        answer = await send();
      }
      if (answer.status === 403) { // who signed in anew on another page has another token
        const token = (await asItIs()).querySelector("#brief [name=csrf_token]");
        if (token) form.elements.csrf_token.value = token.value;
        answer = await send();
      }
      if (answer.ok) {
        version = String((await answer.json()).version);
        form.elements.version.value = version;
        if (!again) {
          unsaved = false;
          form.dispatchEvent(new CustomEvent("saved"));
        }
        await redraw();
        say(half ? words.half : words.saved, half);
      } else if (answer.status === 412) {
        stopped = true;
        say(words.newer, true);
      } else if (answer.status === 422) await wrong(answer);
      else say(answer.status === 401 ? words.out : words.away, true);
    } catch {
      say(words.away, true);
    }
    busy = false;
    if (again) { again = false; soon(); }
  };

  const soon = () => { clearTimeout(timer); timer = setTimeout(save, WAIT); };
  form.addEventListener("input", () => { unsaved = true; soon(); });
  // What was typed without a connection, or signed out, is saved when there is one again, or one comes back to this page.
  const goOn = () => { if (unsaved && !document.hidden) soon(); };
  window.addEventListener("online", goOn);
  document.addEventListener("visibilitychange", goOn);
  // A form that is sent while it is being saved waits, so that both do not change the same version.
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    if (!busy) { stopped = true; return; }
    event.preventDefault();
    again = false;
    const button = event.submitter;
    const wait = setInterval(() => {
      if (busy) return;
      clearInterval(wait);
      form.requestSubmit(button);
    }, 50);
  });
}
