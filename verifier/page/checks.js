// The checks of a verification, with the names, the words and the order that the platform's own verifier has.

const OK = "ok", FAILED = "failed", NOT_CHECKED = "not_checked";
const VC = "https://www.w3.org/ns/credentials/v2";
const MOST_BYTES = 65536, MOST_ENDORSEMENTS = 5, MOST_CONTENTS = 20;
const SKEW = 5 * 60e3, BACKDATED = 7 * 24 * 3600e3;
const FEWEST_BITS = 131072, MOST_BITS = 8 * FEWEST_BITS;
const CLAIMS = ["iss", "sub", "jti", "nbf", "exp", "iat"];

// A sentence in English, which is also its key in the reader's language.
const N_ = (sentence) => sentence;
const textOf = (value) => (isText(value) ? value : ""); // an array of one text would turn into that text by itself
const check = (name, outcome, reason, params = {}) => ({ name, outcome, reason, params });

const BADGE = N_("It is an Open Badges 3.0 credential."), RECORD = N_("It is a Comprehensive Learner Record (CLR 2.0).");
const WORDS = {
  valid: N_("This credential is genuine and in force: issued by %(issuer)s, which is on the trust list “%(trust_list)s”."),
  invalid: N_("This credential is not valid. Do not rely on it."),
  revoked: N_("%(issuer)s issued this credential and revoked it. Do not rely on it."),
  suspended: N_("%(issuer)s issued this credential and has suspended it for now. Do not rely on it until that ends."),
  not_checkable: N_("This credential could not be confirmed. Do not rely on it without asking its issuer."),
};
const PARTS = N_("The record itself is genuine, but not every credential in it holds. Look at each of them.");
const TWICE = N_("A credential stands in it more than once.");
const WORST = ["invalid", "revoked", "suspended", "not_checkable", "valid"];
const CONTESTED = N_("An appeal against this is open: the status is contested, and stands until the appeal is decided.");
const REVOKED = N_("The issuer has revoked it (as of %(as_of)s)."), SUSPENDED = N_("The issuer has suspended it for now (as of %(as_of)s).");

// given: {contexts, trust, now (ms), artefacts (SHA-256 in hex)}
async function verdict(bytes, given) {
  try {
    const held = opened(bytes), presented = read(held.presented);
    const trust = given.trust ?? (held.trust === undefined ? NOBODY : trustList(held.trust, false));
    const found = await decided(presented, held, trust, given);
    if (!isRecord(presented.credential)) return found;
    const parts = [];
    for (const one of contentsOf(presented.credential)) parts.push(await within(one, held, trust, given));
    return withContents(found, parts);
  } catch (error) {
    return unreadable(error);
  }
}

function unreadable(error) {
  if (!(error instanceof Unreadable)) throw error;
  const reason = N_("This is not an Open Badges credential that we can read.");
  return { word: "not_checkable", message: WORDS.not_checkable, params: {}, checks: [check("readable", FAILED, reason)] };
}

// On one credential of a record; a record in a record is not looked into.
async function within(credential, held, trust, given) {
  try {
    const presented = read(credential), own = { ...held, inclusion: held.within.get(credential.id) ?? null };
    const found = await decided(presented, own, trust, { ...given, artefacts: [] });
    return isRecord(credential) ? withContents(found, []) : found;
  } catch (error) {
    return unreadable(error);
  }
}

// A record holds as far as every credential in it does; what was not looked into counts as not checked.
function withContents(found, parts) {
  const told = contents(parts), twice = told.reason === TWICE;
  const words = [found.word, ...(parts.length ? parts.map((one) => one.word) : ["not_checkable"]), ...(twice ? ["invalid"] : [])];
  const word = WORST.find((one) => words.includes(one));
  let message = found.message;
  if (word !== found.word) message = found.word === "valid" && !twice ? PARTS : word === "invalid" ? WORDS.invalid : message;
  return { ...found, word, message, checks: [...found.checks, told], contents: parts };
}

function contents(parts) {
  if (!parts.length) return check("contents", NOT_CHECKED, N_("The credentials in it were not checked."));
  const addresses = parts.filter((one) => one.credential).map((one) => one.credential.id);
  if (new Set(addresses).size < addresses.length) return check("contents", FAILED, TWICE);
  const valid = parts.filter((one) => one.word === "valid").length;
  const reason = N_("Valid by themselves: %(valid)s of the %(all)s credentials in it.");
  return check("contents", valid === parts.length ? OK : FAILED, reason, { all: String(parts.length), valid: String(valid) });
}

async function decided(presented, held, trust, given) {
  const [byWhom, known] = issuer(presented, trust), included = await inclusion(presented, held.inclusion, known?.log ?? null);
  const [ownKey, key] = issuersKey(presented, known, held.inclusion, included);
  const checks = [
    check("readable", OK, isRecord(presented.credential) ? RECORD : BADGE), byWhom, ownKey,
    await proof(presented, key, given), period(presented, given.now),
    await status(presented, known, held.lists, given), await endorsement(presented, given),
    ...(await school(presented, trust, held.inclusion, given)), artefacts(presented, given.artefacts), included, time(presented, held.inclusion, included),
  ];
  const word = decide(checks, known, isRecord(presented.credential)), params = { issuer: known?.name ?? "", trust_list: trust.name };
  const open = ["revoked", "suspended"].includes(word) && (await contested(presented, known, held.lists, given));
  return { word, message: WORDS[word], params, checks, contested: open, credential: presented.credential, demo: isDemo(presented.credential) };
}

function decide(checks, known, record) {
  const of = Object.fromEntries(checks.map((one) => [one.name, one]));
  const failed = (...names) => names.some((name) => of[name].outcome === FAILED);
  if (failed("key", "proof")) return "invalid";
  if (of.proof.outcome === OK && failed("status")) return of.status.reason === REVOKED ? "revoked" : "suspended";
  if (failed("period", "endorsement", "artefacts", "inclusion")) return "invalid";
  if (of.school?.reason === CHANGED) return "invalid";
  if (!known) return "not_checkable";
  const required = ["issuer", "key", "proof", "period", "status"];
  if (known.ours && !record) required.push("endorsement");
  if (known.log) required.push("inclusion", "time");
  if (of.school) required.push("school");
  return required.every((name) => of[name].outcome === OK) ? "valid" : "not_checkable";
}

// -- reading

const NOTHING = { inclusion: null, lists: new Map(), within: new Map() };

function opened(bytes) {
  const text = new TextDecoder().decode(bytes);
  if (!text.includes("shixun-evidence") || bytes.length > MOST_BYTES) return { ...NOTHING, presented: bytes };
  const value = parseJson(decoded(bytes));
  if (value.type !== "shixun-evidence") return { ...NOTHING, presented: bytes };
  const { credential, status_lists: lists = [], within = {}, trust } = value;
  const sound = Array.isArray(lists) && lists.every((one) => isObject(one) && isText(one.id));
  const listed = sound && new Set(lists.map((one) => one.id)).size === lists.length;
  if (!listed || !(isObject(credential) || isText(credential)) || !isObject(within)) throw new Unreadable("it is no bundle");
  const proofs = new Map(Object.entries(within).map(([id, one]) => [id, heldProof(one)]));
  return { presented: credential, inclusion: heldProof(value.inclusion), lists: new Map(lists.map((one) => [one.id, one])), within: proofs, trust: trust ?? undefined };
}

function heldProof(value) {
  if (value === undefined || value === null) return null;
  if (!isObject(value) || ![value.proof, value.salt, value.at].every(isText)) throw new Unreadable("it is no proof");
  return { proof: value.proof, salt: readable(() => fromBase64url(value.salt)), at: value.at };
}

function readable(work) {
  try {
    return work();
  } catch {
    throw new Unreadable("an encoding that cannot be read");
  }
}

function read(presented) {
  const bytes = isText(presented) ? UTF8.encode(presented) : presented;
  if (!(bytes instanceof Uint8Array)) return shaped({ credential: presented, signature: null });
  if (bytes.length > MOST_BYTES) throw new Unreadable("it is larger than 64 KB");
  const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes).replace(/^[ \t-\r]+|[ \t-\r]+$/g, "");
  return text.startsWith("ey") ? fromJwt(text) : shaped({ credential: parseJson(decoded(bytes)), signature: null });
}

function fromJwt(text) {
  const parts = text.split(".");
  if (parts.length !== 3) throw new Unreadable("it is no compact JWT");
  const [head, claims, value] = parts.map((part) => readable(() => fromBase64url(part)));
  const header = parseJson(decoded(head)), payload = parseJson(decoded(claims));
  if (header.alg !== "EdDSA" || "crit" in header || !isText(header.kid) || "vc" in payload) throw new Unreadable("another JWT");
  const credential = Object.create(null);
  for (const [name, item] of Object.entries(payload)) if (!CLAIMS.includes(name)) credential[name] = item;
  const message = UTF8.encode(text.slice(0, text.lastIndexOf(".")));
  const presented = shaped({ credential, signature: { method: header.kid, message, value } });
  repeats(payload, credential);
  return presented;
}

// The claims repeat the credential; where they differ, readers would see two credentials.
function repeats(payload, credential) {
  const seconds = (text) => Math.trunc(instant(text) / 1000);
  const expected = { iss: issuerOf(credential), sub: credential.credentialSubject.id, jti: credential.id, nbf: seconds(credential.validFrom) };
  if ("validUntil" in credential) expected.exp = seconds(credential.validUntil);
  const differs = Object.entries(expected).some(([name, value]) => payload[name] !== value);
  if (differs || "exp" in payload !== "exp" in expected) throw new Unreadable("its claims say something else");
}

function shaped(presented) {
  const { credential } = presented, { "@context": contexts, type } = credential;
  const has = (name) => type.includes(name);
  if (!Array.isArray(contexts) || contexts[0] !== VC || !contexts.every((one) => isText(one) && Object.hasOwn(CONTEXTS, one))) throw new Unreadable("its contexts");
  if (!Array.isArray(type) || !has("VerifiableCredential") || !["OpenBadgeCredential", "AchievementCredential", "ClrCredential"].some(has)) throw new Unreadable("its type");
  if (!isText(credential.id) || !issuerOf(credential) || !isObject(credential.credentialSubject)) throw new Unreadable("its id, issuer or subject");
  for (const name of ["evidence", "endorsement"]) {
    const items = name in credential ? credential[name] : [];
    if (!Array.isArray(items) || !items.every(isObject)) throw new Unreadable(`its ${name}`);
  }
  if ((credential.endorsement ?? []).length > MOST_ENDORSEMENTS) throw new Unreadable("too many sign-offs");
  if (occurrences(credential, credential.id, 0) !== 1) throw new Unreadable("it speaks of itself");
  instant(credential.validFrom);
  if ("validUntil" in credential) instant(credential.validUntil);
  return presented;
}

const isRecord = (credential) => credential.type.includes("ClrCredential");

// The credentials in a record; none where it holds too many, or something else.
function contentsOf(credential) {
  const held = isRecord(credential) ? credential.credentialSubject.verifiableCredential ?? [] : [];
  return Array.isArray(held) && held.length <= MOST_CONTENTS && held.every(isObject) ? held : [];
}

function occurrences(value, text, depth) {
  if (depth > MOST.depth) throw new Unreadable("it is nested too deeply");
  if (!isObject(value) && !Array.isArray(value)) return Number(value === text);
  return Object.values(value).reduce((sum, item) => sum + occurrences(item, text, depth + 1), 0);
}

function issuerOf(credential) {
  const found = isObject(credential.issuer) ? credential.issuer.id : credential.issuer;
  return isText(found) ? found : "";
}

// RFC 3339 with a zone, as milliseconds.
const FIRST = Date.parse("0001-01-01T00:00:00Z"), LAST = Date.parse("9999-12-31T23:59:59.999Z");

function instant(text) {
  const found = isText(text) && text.match(/^([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.[0-9]+)?(?:Z|[+-]([0-9]{2}):([0-9]{2}))$/);
  if (!found) throw new Unreadable("a time that cannot be read");
  const [year, month, day, hour, minute, second] = found.slice(1, 7).map(Number);
  const date = new Date(Date.UTC(year, month - 1, day));
  const there = year > 0 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  if (!there || hour > 23 || minute > 59 || second > 59 || Number(found[7] ?? 0) > 23 || Number(found[8] ?? 0) > 59) throw new Unreadable("a time that is none");
  const at = Date.parse(text);
  if (at < FIRST || at > LAST) throw new Unreadable("a time that is none");
  return at;
}

// -- who issued it, and with which key

const NOBODY = { name: "none", issuers: new Map(), vouched: false, schools: new Map() };

function trustList(value, vouched) {
  if (!isObject(value) || value.type !== "shixun-trust" || !isText(value.name) || !Array.isArray(value.issuers)) throw new Unreadable("it is no trust list");
  const issuers = value.issuers.map((row) => {
    const document = isObject(row) ? row.document : null;
    if (!isObject(document) || !isText(document.id) || !isText(row.name) || typeof row.ours !== "boolean") throw new Unreadable("an issuer");
    return [document.id, { did: document.id, name: row.name, document, log: row.log === null ? null : logOf(row.log), ours: row.ours, compromised: compromisedKeys(row.compromised ?? []) }];
  });
  const schools = "schools" in value ? value.schools : [];
  if (!Array.isArray(schools)) throw new Unreadable("it lists no schools");
  return { name: value.name, issuers: new Map(issuers), vouched, asOf: value.as_of, schools: new Map(schools.map(schoolKey)) };
}

function compromisedKeys(rows) {
  if (!Array.isArray(rows) || !rows.every((row) => isObject(row) && isText(row.method) && isText(row.key))) throw new Unreadable("its compromised keys");
  return new Map(rows.map((row) => [row.method, { key: readable(() => fromMultikey(row.key)), since: instant(row.since) }]));
}

function schoolKey(row) {
  if (!isObject(row) || ![row.name, row.method, row.key, row.seen].every(isText)) throw new Unreadable("a school");
  const key = readable(() => fromMultikey(row.key)), begins = instant(row.begins), ends = row.ends === null || row.ends === undefined ? null : instant(row.ends);
  instant(row.seen);
  return [row.method, { ...row, key, begins, ends, domain: row.method.replace(/^did:web:/, "").split("#")[0] }];
}

function logOf(text) {
  const parts = isText(text) ? text.split("+") : [];
  const [origin, hash, rest] = [parts[0], parts[1], parts.slice(2).join("+")];
  const key = rest ? readable(() => fromBase64(rest)) : new Uint8Array();
  if (key.length !== 33 || key[0] !== 1 || hex(keyHash(origin, key.slice(1))) !== hash) throw new Unreadable("the key of a log");
  return { origin, key: key.slice(1) };
}

const keyHash = (name, key) => sha256(joined(UTF8.encode(`${name}\n`), [1], key)).slice(0, 4);

function issuer(presented, trust) {
  const params = { trust_list: trust.name }, known = trust.issuers.get(issuerOf(presented.credential)) ?? null;
  const unknown = N_("The issuer is not on our trust list “%(trust_list)s”, so we cannot say who it is.");
  if (!known) return [check("issuer", NOT_CHECKED, unknown, params), null];
  const unproven = N_("The trust list came along with the credential, so it proves nothing about who issued it.");
  if (!trust.vouched) return [check("issuer", NOT_CHECKED, unproven, params), known];
  const reason = N_("%(issuer)s is on the trust list “%(trust_list)s”.");
  return [check("issuer", OK, reason, { ...params, issuer: known.name }), known];
}

function issuersKey(presented, known, held, included) {
  const did = issuerOf(presented.credential), none = (reason) => [check("key", FAILED, reason), null];
  let method;
  try {
    method = presented.signature ? presented.signature.method : proofOf(presented.credential).verificationMethod;
  } catch (error) {
    if (!(error instanceof Broken)) throw error;
    return none(N_("It carries no proof that we know."));
  }
  if (method.split("#")[0] !== did) return none(N_("It was signed with somebody else’s key, not with the issuer’s."));
  const lost = known?.compromised.get(method.replace(/-jwk$/, ""));
  if (lost) return byCompromised(lost, held, included);
  const key = known ? (known.document.id === did ? assertionKey(known.document, method) : null) : didKey(did);
  if (!key && !known) return [check("key", NOT_CHECKED, N_("We do not know the issuer’s keys.")), null];
  if (!key) return none(N_("The issuer does not stand by the key that signed it."));
  return [check("key", OK, N_("The key that signed it is one of the issuer’s.")), key];
}

// The log's own time decides: a thief can choose every other.
function byCompromised(lost, held, included) {
  const params = { since: asOf(lost.since).as_of };
  let before = false;
  try {
    before = held !== null && included.outcome === OK && instant(held.at) < lost.since;
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
  }
  return before ? [check("key", OK, BEFORE, params), lost.key] : [check("key", FAILED, COMPROMISED, params), null];
}

const BEFORE = N_("The issuer declared the key that signed it compromised from %(since)s on; the log holds it from before.");
const COMPROMISED = N_("The issuer declared the key that signed it compromised from %(since)s on; the log does not hold it from before.");

function assertionKey(document, method) {
  const { assertionMethod: allowed, verificationMethod: methods } = document;
  if (!Array.isArray(allowed) || !allowed.includes(method) || !Array.isArray(methods)) return null;
  const found = methods.filter((one) => isObject(one) && one.id === method);
  if (found.length !== 1 || found[0].controller !== document.id) return null;
  const { publicKeyJwk: jwk, publicKeyMultibase: multibase } = found[0];
  try {
    return isObject(jwk) ? fromJwk(jwk) : fromMultikey(textOf(multibase));
  } catch {
    return null;
  }
}

function fromJwk(jwk) {
  const key = jwk.kty === "OKP" && jwk.crv === "Ed25519" ? fromBase64url(jwk.x) : new Uint8Array();
  if (key.length !== 32) throw new Broken("no Ed25519 key");
  return key;
}

function fromMultikey(text) {
  const bytes = text.startsWith("z") ? fromBase58(text.slice(1)) : new Uint8Array();
  if (bytes.length !== 34 || !begins(bytes, [0xed, 1])) throw new Broken("no Ed25519 key");
  return bytes.slice(2);
}

function didKey(did) {
  try {
    return did.startsWith("did:key:") ? fromMultikey(did.slice(8)) : null;
  } catch {
    return null;
  }
}

// -- the signature

const TIME = /^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})$/;
const TEXTS = ["cryptosuite", "verificationMethod", "proofPurpose", "proofValue"];
const MEMBERS = ["type", "id", "created", "expires", "domain", "challenge", "nonce", "@context", ...TEXTS];

function proofOf(document) {
  const proof = Array.isArray(document.proof) && document.proof.length === 1 ? document.proof[0] : document.proof;
  if (!isObject(proof) || proof.type !== "DataIntegrityProof" || proof.cryptosuite !== "eddsa-rdfc-2022") throw new Broken("no proof that is known");
  if (!Object.keys(proof).every((name) => MEMBERS.includes(name)) || !TEXTS.every((name) => isText(proof[name]))) throw new Broken("its members");
  const plain = (name, value) => name === "@context" || isText(value) || (name === "domain" && Array.isArray(value) && value.every(isText));
  if (!Object.entries(proof).every(([name, value]) => plain(name, value))) throw new Broken("its members' form");
  for (const name of ["created", "expires"]) if (name in proof && !(isText(proof[name]) && TIME.test(proof[name]))) throw new Broken("its times");
  if (proof.proofPurpose !== "assertionMethod") throw new Broken("its purpose");
  if ("@context" in proof && JSON.stringify(proof["@context"]) !== JSON.stringify(document["@context"])) throw new Broken("its context");
  return proof;
}

async function signed(key, signature, message) {
  try {
    const imported = await crypto.subtle.importKey("raw", key, "Ed25519", false, ["verify"]);
    return await crypto.subtle.verify("Ed25519", imported, signature, message);
  } catch (error) {
    if (error.name === "NotSupportedError") throw error;
    return false;
  }
}

// Throws Broken, NotCovered or NotKnown unless the one proof of ``document`` is by ``key``.
async function holds(document, key, contexts) {
  const { proof: _, ...unsigned } = document, { proofValue, "@context": __, ...options } = proofOf(document);
  const plain = (members) => Object.assign(Object.create(null), members);
  const body = canonical(plain(unsigned), contexts);
  const made = canonical(plain({ "@context": unsigned["@context"] ?? [], ...options }), contexts);
  const message = joined(sha256(UTF8.encode(made)), sha256(UTF8.encode(body)));
  const signature = proofValue.startsWith("z") ? fromBase58(proofValue.slice(1)) : new Uint8Array();
  if (signature.length !== 64 || !(await signed(key, signature, message))) throw new Broken("the signature");
}

async function proof({ credential, signature }, key, { contexts }) {
  if (!key) return check("proof", NOT_CHECKED, N_("The signature was not checked, since the key is not known."));
  const changed = N_("The signature does not hold: something was changed.");
  const unchanged = check("proof", OK, N_("The signature holds: nothing was changed since it was issued."));
  if (signature) return (await signed(key, signature.value, signature.message)) ? unchanged : check("proof", FAILED, changed);
  try {
    await holds(credential, key, contexts);
  } catch (error) {
    if (error instanceof NotCovered) return check("proof", FAILED, N_("It has parts that its signature does not cover."));
    if (error instanceof NotKnown) return check("proof", NOT_CHECKED, N_("It is written in a way that we do not check."));
    if (error instanceof Broken) return check("proof", FAILED, changed);
    throw error;
  }
  return unchanged;
}

// -- when it holds

function period(presented, now) {
  let times;
  try {
    times = periods(presented);
  } catch (error) {
    if (!(error instanceof Unreadable || error instanceof Broken)) throw error;
    return check("period", FAILED, N_("It has a time that cannot be read."));
  }
  const [begins, ends, made, proofEnds] = times;
  if (begins > now + SKEW || (made !== null && made > now + SKEW)) return check("period", FAILED, N_("It is not in force yet."));
  if ([ends, proofEnds].some((end) => end !== null && end <= now)) return check("period", FAILED, N_("It is no longer in force: its period is over."));
  return check("period", OK, N_("It is within its period."));
}

function periods({ credential, signature }) {
  const optional = (text) => (text === undefined || text === null ? null : instant(text));
  const own = [instant(credential.validFrom), optional(credential.validUntil)];
  if (signature) return [...own, null, null];
  const found = proofOf(credential);
  return [...own, optional(found.created), optional(found.expires)];
}

// -- whether it was taken back

async function status({ credential }, known, lists, given) {
  const entry = credential.credentialStatus;
  const unknown = check("status", NOT_CHECKED, N_("Whether it was revoked is not known."));
  if (!known || !isObject(entry) || entry.type !== "BitstringStatusListEntry" || entry.statusPurpose !== "revocation") return unknown;
  const { statusListCredential: url, statusListIndex: index } = entry;
  if (!isText(url) || !isText(index) || !/^(0|[1-9][0-9]{0,6})$/.test(index)) return unknown;
  let oldest;
  try {
    const [revoked, first] = await listed(url, "revocation", index, known, lists, given);
    if (revoked) return check("status", FAILED, REVOKED, asOf(first));
    const [suspended, second] = known.ours ? await listed(`${url}/suspension`, "suspension", index, known, lists, given) : [false, first];
    if (suspended) return check("status", FAILED, SUSPENDED, asOf(second));
    oldest = Math.min(first, second);
  } catch (error) {
    if (![Unreadable, Broken, NotCovered, NotKnown].some((kind) => error instanceof kind)) throw error;
    return check("status", NOT_CHECKED, N_("The issuer’s list of revocations is not at hand or out of date."));
  }
  return check("status", OK, N_("The issuer has neither revoked nor suspended it (as of %(as_of)s)."), asOf(oldest));
}

function asOf(begins) {
  const text = new Date(begins).toISOString();
  return { as_of: `${text.slice(0, 16).replace("T", " ")} UTC`, signed: `${text.slice(0, 19)}Z` };
}

// Whether the list says so, and when it was signed.
async function listed(url, purpose, index, known, lists, { contexts, now }) {
  const list = lists.get(url);
  if (!list || issuerOf(list) !== known.did) throw new Broken("the list is not at hand, or by another issuer");
  const key = assertionKey(known.document, proofOf(list).verificationMethod);
  if (!key) throw new Broken("the list is signed by a key that is not the issuer's");
  await holds(list, key, contexts);
  const begins = instant(list.validFrom), ends = instant(list.validUntil), subject = list.credentialSubject;
  const types = Array.isArray(list.type) || isText(list.type) ? list.type : [];
  if (!types.includes("BitstringStatusListCredential") || !isObject(subject) || !isText(subject.encodedList)) throw new Broken("it is no status list");
  if (begins > now || now >= ends || list.id !== url || subject.statusPurpose !== purpose) throw new Broken("another list, or out of date");
  const bits = await inflated(subject.encodedList);
  if (index >= bits.length * 8) throw new Broken("there is no such place");
  return [Boolean(bits[Math.floor(index / 8)] & (0x80 >> index % 8)), begins];
}

// Whether the issuer says that an appeal is open against that; false where it is not known.
async function contested({ credential }, known, lists, given) {
  const { statusListCredential: url, statusListIndex: index } = credential.credentialStatus ?? {};
  try {
    return Boolean(known?.ours) && (await listed(`${url}/contest`, "contest", index, known, lists, given))[0];
  } catch (error) {
    if (![Unreadable, Broken, NotCovered, NotKnown].some((kind) => error instanceof kind)) throw error;
    return false;
  }
}

// Never unpacks much more than a list may have, whatever the text says.
async function inflated(text) {
  const packed = text.startsWith("u") ? fromBase64url(text.slice(1)) : new Uint8Array();
  const reader = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip")).getReader(), parts = [];
  let size = 0;
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      parts.push(next.value);
      size += next.value.length;
      if (size * 8 > MOST_BITS) break;
    }
  } catch {
    throw new Broken("the list is not gzip");
  }
  if (size * 8 < FEWEST_BITS || size * 8 > MOST_BITS) throw new Broken("the size of the list");
  return joined(...parts);
}

// -- who signed it off

async function endorsement({ credential }, given) {
  const failed = check("endorsement", FAILED, N_("The reviewer’s sign-off does not belong to this contribution."));
  const found = (credential.endorsement ?? []).filter((one) => !ofSchool(one));
  if (!found.length) return check("endorsement", NOT_CHECKED, N_("It carries no reviewer’s sign-off."));
  for (const one of found) {
    const did = issuerOf(one);
    if (!(await signedOff(one, credential, didKey(did), `${did}#${did.slice(8)}`, given))) return failed;
  }
  return check("endorsement", OK, N_("A reviewer signed off exactly this contribution with an own key."));
}

// By a key of a domain, as schools' are; a reviewer's is by a key alone.
const ofSchool = (endorsement) => issuerOf(endorsement).startsWith("did:web:");

// Whether it is that key's, about the one record that the evidence names, and in force.
async function signedOff(one, credential, key, method, given) {
  const list = (value, ...items) => Array.isArray(value) && value.length === items.length && items.every((item, at) => item === value[at]);
  const records = (credential.evidence ?? []).filter((item) => item.genre === "record"), subject = one.credentialSubject;
  const kind = list(one["@context"], ...OPEN_BADGES) && list(one.type, "VerifiableCredential", "EndorsementCredential");
  if (!key || !kind || !isObject(one.issuer) || !isObject(subject) || !list(subject.type, "EndorsementSubject")) return false;
  if (records.length !== 1 || one.issuer.id !== method.split("#")[0]) return false;
  const id = textOf(records[0].id);
  if (!/^urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id) || subject.id !== id) return false;
  try {
    if (subject.digestMultibase !== `u${toBase64url(digestOf(records[0]))}` || proofOf(one).verificationMethod !== method) return false;
    await holds(one, key, given.contexts);
  } catch (error) {
    if (![Unreadable, Broken, NotCovered, NotKnown].some((found) => error instanceof found)) throw error;
    return false;
  }
  return period({ credential: one, signature: null }, given.now).outcome === OK;
}

// The signature of a school by a key of its own domain: the key is the trust list's, nothing is fetched.
async function school({ credential }, trust, held, given) {
  const found = (credential.endorsement ?? []).filter(ofSchool), failed = [check("school", FAILED, CHANGED)];
  if (!found.length) return [];
  if (found.length > 1) return failed;
  const { proof } = found[0], first = Array.isArray(proof) && proof.length ? proof[0] : proof;
  const key = trust.schools.get(isObject(first) ? textOf(first.verificationMethod) : "");
  const unknown = N_("It bears a school’s signature by a key that is not on the trust list “%(trust_list)s”.");
  if (!key) return [check("school", FAILED, unknown, { trust_list: trust.name })];
  if (!(await signedOff(found[0], credential, key.key, key.method, given))) return failed;
  let made;
  try {
    made = [instant(found[0].validFrom), ...(held ? [instant(held.at)] : [])];
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    return failed;
  }
  const params = { school: key.name, domain: key.domain, day: key.seen.slice(0, 10) };
  const over = N_("The key of %(domain)s was not in force for %(school)s when this was signed.");
  if (Math.min(...made) < key.begins || (key.ends !== null && Math.max(...made) >= key.ends)) return [check("school", FAILED, over, params)];
  const unproven = N_("The trust list came along with the credential, so it proves nothing about whose key it is.");
  if (!trust.vouched) return [check("school", NOT_CHECKED, unproven)];
  return [check("school", OK, N_("Also signed by %(school)s with its key of %(domain)s, last seen there on %(day)s."), params)];
}

const CHANGED = N_("The school’s signature does not belong to this contribution.");
const OPEN_BADGES = [VC, "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json", "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"];

// The multihash that an item names, 34 bytes.
function digestOf(item) {
  const text = textOf(item.digestMultibase), bytes = text.startsWith("u") ? fromBase64url(text.slice(1)) : new Uint8Array();
  if (bytes.length !== 34 || !begins(bytes, [0x12, 0x20])) throw new Broken("no SHA-256");
  return bytes;
}

function artefacts({ credential }, given) {
  if (!given.length) return check("artefacts", NOT_CHECKED, N_("No file was given to compare with."));
  const named = new Set();
  const evidence = (one) => (Array.isArray(one.evidence) ? one.evidence.filter(isObject) : []);
  for (const item of [credential, ...contentsOf(credential)].flatMap(evidence)) {
    try {
      if (item.genre !== "record") named.add(hex(digestOf(item).slice(2)));
    } catch (error) {
      if (!(error instanceof Broken)) throw error;
    }
  }
  if (given.every((digest) => named.has(digest))) return check("artefacts", OK, N_("Every file given is one that the credential names, byte by byte."));
  return check("artefacts", FAILED, N_("A file given is not one that the credential names, or it was changed."));
}

// -- the log

async function inclusion({ credential }, held, log) {
  if (!log || !held) return check("inclusion", NOT_CHECKED, N_("There is no proof at hand that its issue is in the log."));
  try {
    const found = parseProof(held.proof), head = await openCheckpoint(found.note, log);
    const { proof: _, ...content } = credential;
    const entry = canonicalJson({ event: "issued", credential: hex(sha256(UTF8.encode(canonicalJson(content)))), at: held.at });
    if (held.salt.length < 16) throw new Broken("the salt");
    const leaf = sha256(joined([0], hmacSha256(held.salt, UTF8.encode(entry))));
    included(leaf, found.index, head.size, found.hashes, head.root);
  } catch (error) {
    if (!(error instanceof Broken)) throw error;
    return check("inclusion", FAILED, N_("The proof does not show its issue in the log."));
  }
  return check("inclusion", OK, N_("Its issue is in the public log, where nothing can be changed afterwards."));
}

// RFC 9162, section 2.1.3.2.
function included(leaf, index, size, proof, expected) {
  let position = index, last = size - 1n, computed = leaf;
  if (index >= size) throw new Broken("there is no such entry");
  for (const sibling of proof) {
    if (last === 0n) throw new Broken("the proof is too long");
    if (position & 1n || position === last) {
      computed = sha256(joined([1], sibling, computed));
      while (!(position & 1n) && position) [position, last] = [position >> 1n, last >> 1n];
    } else computed = sha256(joined([1], computed, sibling));
    [position, last] = [position >> 1n, last >> 1n];
  }
  if (last || !same(computed, expected)) throw new Broken("the proof leads to another root");
}

function parseProof(text) {
  const end = text.indexOf("\n\n"), lines = text.slice(0, end).split("\n");
  if (end < 0 || lines.shift() !== "c2sp.org/tlog-proof@v1") throw new Broken("no tlog-proof");
  if (lines[0]?.startsWith("extra ")) fromBase64(lines.shift().slice(6));
  const index = lines.shift();
  if (!index?.startsWith("index ") || lines.length > 63) throw new Broken("no index, or too many hashes");
  const hashes = lines.map(fromBase64);
  if (hashes.some((hash) => hash.length !== 32)) throw new Broken("no hash");
  return { index: decimal(index.slice(6)), hashes, note: text.slice(end + 2) };
}

async function openCheckpoint(note, { origin, key }) {
  const end = note.lastIndexOf("\n\n"), text = note.slice(0, end + 1), signatures = note.slice(end + 2);
  if (end < 0 || !signatures.endsWith("\n")) throw new Broken("no signature");
  const start = `— ${origin} `, ours = signatures.slice(0, -1).split("\n").filter((line) => line.startsWith(start));
  let holdsOne = false;
  for (const line of ours.slice(0, 8)) {
    const data = fromBase64(line.slice(start.length));
    holdsOne ||= begins(data, keyHash(origin, key)) && (await signed(key, data.slice(4), UTF8.encode(text)));
  }
  const lines = text.split("\n"), root = lines.length > 3 ? fromBase64(lines[2]) : [];
  if (!holdsOne || lines.pop() || !lines.every(Boolean) || root.length !== 32 || lines[0] !== origin) throw new Broken("no checkpoint of this log");
  return { size: decimal(lines[1]), root };
}

function decimal(text) {
  if (!/^(0|[1-9][0-9]{0,18})$/.test(text)) throw new Broken("no number");
  return BigInt(text);
}

function time({ credential }, held, included) {
  if (!held || included.outcome !== OK) return check("time", NOT_CHECKED, N_("Its time was not compared with the log’s."));
  let backdated = true;
  try {
    backdated = instant(held.at) - instant(credential.validFrom) > BACKDATED;
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
  }
  if (backdated) return check("time", FAILED, N_("It claims to be older than its entry in the log allows."));
  return check("time", OK, N_("Its time agrees with its entry in the log."));
}

function isDemo(credential) {
  const { achievement, verifiableCredential: held } = credential.credentialSubject;
  const holdsDemo = (one) => isObject(one) && isObject(one.credentialSubject) && !("verifiableCredential" in one.credentialSubject) && isDemo(one);
  if (Array.isArray(held) && held.some(holdsDemo)) return true;
  const tags = isObject(achievement) ? achievement.tag : [];
  return Array.isArray(tags) && tags.includes("demonstration");
}
