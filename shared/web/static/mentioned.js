// Offers the skills that the brief's own words name; each counts once its level is chosen. The page works without this file.
"use strict";

const box = document.querySelector("[data-mentioned]");
if (box) {
  const form = box.closest("form"), words = box.dataset;
  const [find, said, list] = ["button", "[role=status]", "ul"].map((one) => box.querySelector(one));
  const OWN = /(^|\.)(title|problem|deliverables|criteria)$/;
  const MOST = 20000;

  const rows = () => [...form.querySelectorAll("[name^='skills.'][name$='.label']")];
  const text = () => [...form.elements].filter(({ name }) => OWN.test(name)).map(({ value }) => value).join("\n").slice(0, MOST);

  const made = (kind, values = {}, ...inner) => {
    const one = Object.assign(document.createElement(kind), values);
    one.append(...inner);
    return one;
  };

  const levels = (name) => {
    const chosen = form.querySelector("[name='skills.0.level']").cloneNode(true);
    chosen.removeAttribute("name"); // it is no field of the brief
    for (const one of ["id", "aria-describedby", "aria-invalid"]) chosen.removeAttribute(one);
    chosen.value = "";
    chosen.required = false;
    chosen.setAttribute("aria-label", `${words.level}: ${name}`);
    return chosen;
  };

  // into the first free row; where none is free, the button's own press asks the server for another one
  const take = (event, { name }, level, line) => {
    const row = rows().find((one) => !one.value.trim());
    if (!level.value) {
      event.preventDefault();
      said.textContent = words.choose;
      level.focus();
      return;
    }
    if (!row) return;
    event.preventDefault();
    row.value = name;
    form.elements[row.name.replace("label", "level")].value = level.value;
    row.dispatchEvent(new Event("input", { bubbles: true }));
    said.textContent = "";
    (line.nextElementSibling?.querySelector("select") || find).focus();
    line.remove();
  };

  const offer = (hit) => {
    const level = levels(hit.name), line = made("li");
    const quoted = made("p", { className: "quiet", lang: words.lang }, hit.before && `…${hit.before}`, made("mark", {}, hit.words), hit.after && `${hit.after}…`);
    const button = made("button", { className: "btn btn-secondary", type: "submit", name: "take", value: hit.name }, made("span", {}, words.take));
    button.setAttribute("formaction", words.again);
    button.setAttribute("aria-label", `${words.take}: ${hit.name}`);
    button.addEventListener("click", (event) => take(event, hit, level, line));
    line.append(made("div", { className: "grow" }, made("strong", {}, hit.name), quoted), level, button);
    return line;
  };

  const ask = () => fetch(words.mentioned, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRF-Token": form.elements.csrf_token.value },
    body: JSON.stringify({ text: text() }),
  });

  const look = async () => {
    list.replaceChildren();
    if (!text().trim()) { said.textContent = words.none; return; }
    let answer = await ask().catch(() => null);
    if (answer?.status === 401) {
      await fetch("/accounts/inbox/count", { cache: "no-store" }); // a page of accounts renews what has run out
      answer = await ask().catch(() => null);
    }
    if (!answer?.ok) { said.textContent = words.away; return; }
    const there = new Set(rows().map((one) => one.value.trim()));
    const found = (await answer.json()).items.filter(({ name }) => !there.has(name));
    list.replaceChildren(...found.map(offer));
    said.textContent = found.length ? words.found : words.none;
  };

  find.addEventListener("click", look);
  box.hidden = false;
}
