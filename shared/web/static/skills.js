// Offers names of skills while one is typed; without this file they are found by the page's own search.
"use strict";

const offered = document.querySelector("datalist[data-search]");
if (offered) {
  const WAIT = 200;
  let timer = 0, asked = "";

  const option = ({ name, label }) => {
    const made = document.createElement("option");
    made.value = name;
    if (label !== name) made.textContent = label;
    return made;
  };

  const offer = async (text) => {
    asked = text;
    const answer = await fetch(`${offered.dataset.search}?q=${encodeURIComponent(text)}`).catch(() => null);
    if (answer?.ok && asked === text) offered.replaceChildren(...(await answer.json()).items.map(option));
  };

  document.addEventListener("input", ({ target }) => {
    const text = target.value.trim();
    if (target.getAttribute("list") !== offered.id || !text || text === asked) return;
    clearTimeout(timer);
    timer = setTimeout(offer, WAIT, text);
  });
}
