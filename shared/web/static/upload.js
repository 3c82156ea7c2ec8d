// Sends a form's file by parts before the form itself, so that it may be larger than one request: a video from a phone.
// Without this file the form takes what fits into one request, and says so.
"use strict";

const line = document.querySelector("[data-upload]");
if (line) {
  const PART = 4 * 1024 * 1024;
  const words = line.dataset, form = line.closest("form");
  const { file: input, kept, csrf_token: token } = form.elements;
  const bar = line.querySelector("progress"), text = line.querySelector("span");
  document.querySelector("#h-file").textContent = words.help;
  let begun = { file: null }; // what has come in of which file: a broken connection goes on where it ended

  const say = (sentence, bad = false) => {
    line.hidden = false;
    text.textContent = sentence;
    text.classList.toggle("form-error", bad);
  };

  const part = () => {
    const { file, upload, sent } = begun;
    const query = new URLSearchParams({ name: file.name, offset: sent, size: file.size, ...(upload && { upload }) });
    return fetch(`${words.upload}?${query}`, {
      method: "POST",
      headers: { "Content-Type": "application/octet-stream", "X-CSRF-Token": token.value },
      body: file.slice(sent, sent + PART),
    });
  };

  const next = async () => {
    let answer = await part();
    if (answer.status === 401) {
      await fetch("/accounts/inbox/count", { cache: "no-store" }); // a page of accounts renews what has run out
      answer = await part();
    }
    const said = await answer.json();
    if (answer.ok) return said;
    begun = { file: null };
    throw new Error((said.errors || [said])[0].detail);
  };

  const send = async (file) => {
    if (begun.file !== file) begun = { file, upload: "", sent: 0 };
    for (;;) {
      bar.value = begun.sent / file.size;
      const said = await next();
      if (said.sha256) return said.sha256;
      begun.upload = said.upload;
      begun.sent = said.received;
    }
  };

  // before site.js marks the form as sent
  form.addEventListener("submit", async (event) => {
    const file = input.files[0];
    if (!file) return;
    event.preventDefault();
    if (!line.hidden && !text.classList.contains("form-error")) return;
    say(words.sending);
    try {
      kept.value = await send(file);
      input.value = "";
      form.requestSubmit(event.submitter);
    } catch (error) {
      say(error instanceof TypeError ? words.broken : error.message, true);
    }
  }, { capture: true });
}
