// What the reader sees. Texts only: nothing of a file ever becomes markup.

const NAMES = {
  readable: N_("Form"), issuer: N_("Issuer"), key: N_("Issuer’s key"), proof: N_("Signature"), period: N_("Period"),
  status: N_("Revocation"), endorsement: N_("Reviewer’s sign-off"), school: N_("School’s signature"),
  artefacts: N_("Files"), contents: N_("Credentials in it"),
  inclusion: N_("Entry in the log"), time: N_("Time of issue"),
};
const VERDICTS = {
  valid: N_("Valid"), invalid: N_("Invalid"), revoked: N_("Revoked"), suspended: N_("Suspended"), not_checkable: N_("Not checkable"),
};
const FIELDS = {
  files: N_("Credentials: bundle, JSON or JWT"),
  artefacts: N_("Files that the credential must name (optional)"),
  trust: N_("Another trust list (optional)"),
};
const state = { files: [], artefacts: [], trust: null };

function say(sentence, params = {}) {
  return (HELD.words[sentence] ?? sentence).replace(/%\((\w+)\)s/g, (_, name) => params[name] ?? "");
}

function element(name, text, attributes = {}) {
  const made = document.createElement(name);
  if (text) made.textContent = text;
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value);
  return made;
}

async function show() {
  const page = document.getElementById("results"), given = { contexts: CONTEXTS, trust: null, now: Date.now(), artefacts: [] };
  try {
    given.trust = state.trust ? trustList(parseJson(decoded(await bytesOf(state.trust))), true) : trustList(HELD.trust, true);
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    page.replaceChildren(element("p", say(N_("This is no trust list.")), { class: "invalid", role: "alert" }));
    return;
  }
  for (const file of state.artefacts) given.artefacts.push(hex(new Uint8Array(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()))));
  const shown = [];
  for (const file of state.files) shown.push(result(file.name, await verdict(await bytesOf(file), given)));
  page.replaceChildren(...shown);
  page.dataset.shown = String(Number(page.dataset.shown ?? 0) + 1);
}

// One byte more than may be read, so that a larger file is seen to be too large.
const bytesOf = async (file) => new Uint8Array(await file.slice(0, MOST_BYTES + 1).arrayBuffer());

function result(name, { word, message, params, checks, credential, demo, contested, contents = [] }) {
  const section = element("section", "", { "data-verdict": word });
  section.append(element("h2", name), element("p", say(VERDICTS[word]), { class: `word ${word}` }), element("p", say(message, params)));
  if (contested) section.append(element("p", say(CONTESTED)));
  if (word === "valid" && isText(credential.name)) section.append(element("p", credential.name));
  if (demo) section.append(element("p", say(N_("Demo issuer: this is demonstration data. Nobody earned it.")), { class: "suspended" }));
  const list = element("dl");
  for (const one of checks) {
    const row = element("div", "", { class: one.outcome, "data-check": one.name, "data-outcome": one.outcome });
    row.append(element("dt", say(NAMES[one.name])), element("dd", say(one.reason, one.params)));
    list.append(row);
  }
  section.append(list);
  if (contents.length) section.append(element("h3", say(NAMES.contents)), partsList(contents));
  return section;
}

// One line for each credential of a record: which it is, and which checks failed.
function partsList(contents) {
  const list = element("ol");
  for (const { word, checks, credential, contested } of contents) {
    const row = element("li", "", { "data-part": word }), failed = checks.filter((one) => one.outcome === FAILED);
    const which = word === "valid" && isText(credential.name) ? credential.name : credential?.id ?? "";
    row.append(element("strong", say(VERDICTS[word]), { class: word }), ` ${which}`);
    if (contested) row.append(element("div", say(CONTESTED)));
    if (failed.length) row.append(element("div", say(N_("Failed: %(checks)s"), { checks: failed.map((one) => say(NAMES[one.name])).join(", ") }), { class: "quiet" }));
    list.append(row);
  }
  return list;
}

function field(name, many) {
  const input = element("input", "", { type: "file", id: name, ...(many ? { multiple: "" } : {}) });
  input.addEventListener("change", () => {
    state[name] = many ? [...input.files] : input.files[0] ?? null;
    show();
  });
  return [element("label", say(FIELDS[name]), { for: name }), input];
}

function begin() {
  const page = document.getElementById("page"), { name, as_of: asOf } = HELD.trust;
  const lead = N_("This file checks credentials by itself: it loads nothing and sends nothing. Its trust list is “%(trust_list)s” of %(day)s.");
  const age = N_("A list of revocations holds for three days. Then ask the holder for a newer bundle, or open the verification link.");
  page.append(
    element("p", say(lead, { trust_list: name, day: asOf.slice(0, 10) })), element("p", say(age), { class: "quiet" }),
    ...field("files", true), ...field("artefacts", true), ...field("trust", false),
    element("div", "", { id: "results", "aria-live": "polite" }),
  );
}

begin();
