// Bytes and texts: SHA-256, HMAC, base58, base64, and JSON of which every reader reads the same.

class Unreadable extends Error {}
class Broken extends Error {} // an encoding, a proof or a list that is not what it should be

const UTF8 = new TextEncoder();

const ROUND_CONSTANTS = primes(64).map((prime) => fraction(prime, 1 / 3));
const FIRST_STATE = primes(8).map((prime) => fraction(prime, 1 / 2));

function primes(count) {
  const found = [];
  for (let n = 2; found.length < count; n++) if (found.every((prime) => n % prime)) found.push(n);
  return found;
}

function fraction(prime, power) {
  const root = prime ** power;
  return Math.floor((root - Math.floor(root)) * 2 ** 32) | 0;
}

// FIPS 180-4. By hand since the browser's own is asynchronous, and canonicalisation asks for thousands of small ones.
function sha256(bytes) {
  const length = ((bytes.length + 8) >> 6) * 64 + 64, padded = new Uint8Array(length);
  padded.set(bytes);
  padded[bytes.length] = 0x80;
  const view = new DataView(padded.buffer), state = [...FIRST_STATE], w = new Int32Array(64);
  view.setUint32(length - 8, Math.floor(bytes.length / 2 ** 29));
  view.setUint32(length - 4, bytes.length << 3);
  for (let block = 0; block < length; block += 64) compress(state, w, view, block);
  const digest = new DataView(new ArrayBuffer(32));
  state.forEach((word, at) => digest.setInt32(4 * at, word));
  return new Uint8Array(digest.buffer);
}

function compress(state, w, view, block) {
  const turn = (x, n) => (x >>> n) | (x << (32 - n));
  for (let t = 0; t < 64; t++) {
    if (t < 16) w[t] = view.getInt32(block + 4 * t);
    else {
      const a = w[t - 15], b = w[t - 2];
      w[t] = w[t - 16] + w[t - 7] + (turn(a, 7) ^ turn(a, 18) ^ (a >>> 3)) + (turn(b, 17) ^ turn(b, 19) ^ (b >>> 10));
    }
  }
  let [a, b, c, d, e, f, g, h] = state;
  for (let t = 0; t < 64; t++) {
    const one = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + ROUND_CONSTANTS[t] + w[t]) | 0;
    const two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
  }
  [a, b, c, d, e, f, g, h].forEach((word, at) => (state[at] = (state[at] + word) | 0));
}

function hmacSha256(key, message) {
  const block = new Uint8Array(64);
  block.set(key.length > 64 ? sha256(key) : key);
  const padded = (pad, data) => sha256(joined(block.map((byte) => byte ^ pad), data));
  return padded(0x5c, padded(0x36, message));
}

function joined(...parts) {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

const same = (a, b) => a.length === b.length && a.every((byte, at) => byte === b[at]);
const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
const begins = (bytes, start) => bytes.length >= start.length && start.every((byte, at) => byte === bytes[at]);

// Without spare bits, so that one value has one text.
function fromBase64(text) {
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text)) throw new Broken("base64");
  const bytes = Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
  if (toBase64(bytes) !== text) throw new Broken("base64 with spare bits");
  return bytes;
}

const toBase64 = (bytes) => btoa(String.fromCharCode(...bytes));
const toBase64url = (bytes) => toBase64(bytes).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");

// Without padding, other alphabets and spare bits, so that one value has one text.
function fromBase64url(text) {
  if (typeof text !== "string" || !/^[A-Za-z0-9_-]*$/.test(text) || text.length % 4 === 1) throw new Broken("base64url");
  const plain = text.replaceAll("-", "+").replaceAll("_", "/");
  const raw = atob(plain + "=".repeat((4 - (text.length % 4)) % 4)), bytes = new Uint8Array(raw.length);
  for (let at = 0; at < raw.length; at++) bytes[at] = raw.charCodeAt(at);
  const spare = [0, 0, 15, 3][text.length % 4];
  const last = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".indexOf(text.at(-1));
  if (text && last & spare) throw new Broken("base64url with spare bits");
  return bytes;
}

const BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

function fromBase58(text) {
  if (text.length > 128 || [...text].some((sign) => !BASE58.includes(sign))) throw new Broken("base58");
  let number = 0n;
  for (const sign of text) number = number * 58n + BigInt(BASE58.indexOf(sign));
  const bytes = [];
  for (; number; number >>= 8n) bytes.unshift(Number(number & 255n));
  return Uint8Array.from([...Array(text.match(/^1*/)[0].length).fill(0), ...bytes]);
}

// A number that is no whole one, or that engines round differently: kept apart, so that whoever meets it can refuse it.
class Odd {}

const MOST_DEPTH = 400, MOST_DIGITS = 100;

// One reading for all readers: a member that is named twice, or what only some engines take, is refused.
function parseJson(text) {
  const token = /[ \t\n\r]*(?:([{}[\],:])|("(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*")|(-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)|(true|false|null))/y;
  const take = () => {
    const found = token.exec(text);
    if (!found) throw new Unreadable("it is not JSON");
    return found;
  };
  const expect = (found, sign) => {
    if (found[1] !== sign) throw new Unreadable("it is not JSON");
  };
  const value = (found, depth) => {
    if (depth > MOST_DEPTH) throw new Unreadable("it is nested too deeply");
    if (found[1] === "{") return object(depth);
    if (found[1] === "[") return list(depth);
    if (found[1]) throw new Unreadable("it is not JSON");
    if (found[3]) return whole(found[3]);
    return found[2] ? string(found[2]) : JSON.parse(found[4]);
  };
  const string = (quoted) => {
    const read = JSON.parse(quoted);
    if (/\p{Surrogate}/u.test(read)) throw new Unreadable("it holds half a character");
    return read;
  };
  const list = (depth) => {
    const items = [];
    for (let found = take(); ; found = take()) {
      if (found[1] === "]" && !items.length) return items;
      items.push(value(found, depth + 1));
      const next = take();
      if (next[1] === "]") return items;
      expect(next, ",");
    }
  };
  const object = (depth) => {
    const members = Object.create(null);
    for (let found = take(), first = true; ; found = take(), first = false) {
      if (found[1] === "}" && first) return members;
      if (!found[2]) throw new Unreadable("it is not JSON");
      const name = string(found[2]);
      if (name in members) throw new Unreadable("it names a member twice");
      expect(take(), ":");
      members[name] = value(take(), depth + 1);
      const next = take();
      if (next[1] === "}") return members;
      expect(next, ",");
    }
  };
  const result = value(take(), 0);
  if (!/^[ \t\n\r]*$/.test(text.slice(token.lastIndex)) || !isObject(result)) throw new Unreadable("it is not a JSON object");
  return result;
}

function whole(text) {
  const number = Number(text);
  if (text.length > MOST_DIGITS || !Number.isFinite(number)) throw new Unreadable("it has a number that not every reader takes");
  return /[.eE]/.test(text) || Math.abs(number) > 2 ** 53 ? new Odd() : number;
}

const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Odd);
const isText = (value) => typeof value === "string";

function decoded(bytes) {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new Unreadable("it is not UTF-8");
  }
}

// RFC 8785, for what has texts, whole numbers and truth values alone.
function canonicalJson(value) {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (value instanceof Odd || (isText(value) && /\p{Surrogate}/u.test(value))) throw new Broken("no canonical JSON");
  if (!isObject(value)) return JSON.stringify(value);
  return `{${Object.keys(value).sort().map((name) => `${canonicalJson(name)}:${canonicalJson(value[name])}`).join(",")}}`;
}
