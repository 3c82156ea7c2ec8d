// From JSON-LD to the canonical N-Quads (W3C RDFC-1.0) that a signature covers.
//
// Of JSON-LD 1.1 it knows what the contexts on the list use, and no more: whatever goes beyond is an error and never
// guessed. What a signature would not cover is refused (NotCovered), as the platform refuses it.

class NotCovered extends Error {} // it has parts that its signature does not cover
class NotKnown extends Error {} // it is written in a way that is not checked here

const MOST = { objects: 400, values: 4000, statements: 2000, types: 4, depth: 24, contexts: 8, steps: 60000 };
const RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#", XSD = "http://www.w3.org/2001/XMLSchema#";
const TERM = /^[A-Za-z][A-Za-z0-9_]*$/;
const ADDRESS = /^[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20\x7f<>"{}|^`\\]*$/;
const UNSIGNABLE = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]|\p{Surrogate}/u;
const PLACEHOLDER = "http://example.org/base/";

function canonical(document, contexts) {
  new Inspection(contexts).value(document, 0);
  const writer = new Writer(contexts);
  writer.node(writer.expanded(document, new Context(), null), null);
  if (writer.quads.length > MOST.statements) throw new NotKnown("it has too many statements");
  return new Canonical(writer.quads).text();
}

// Refuses what would be dropped, fetched, or read in another way than a plain JSON reader does.
class Inspection {
  constructor(contexts) {
    Object.assign(this, { contexts, objects: 0, values: 0 });
  }

  value(value, depth) {
    if (depth > MOST.depth || ++this.values > MOST.values) throw new NotKnown("it is too deep or too large");
    if (isObject(value)) this.object(value, depth);
    else if (Array.isArray(value)) {
      if (!value.length || value.some(Array.isArray)) throw new NotCovered("an empty list, or a list in a list");
      for (const item of value) this.value(item, depth + 1);
    } else if (isText(value)) {
      if (UNSIGNABLE.test(value)) throw new NotCovered("a control character");
    } else if (typeof value !== "boolean" && !(typeof value === "number" && Math.abs(value) < 2 ** 53)) {
      throw new NotCovered("null, a fraction or a number that is too large");
    }
  }

  object(value, depth) {
    if (++this.objects > MOST.objects) throw new NotKnown("it has too many objects");
    if (!Object.keys(value).some((name) => name !== "@context")) throw new NotCovered("an empty object");
    if (Array.isArray(value.type) && value.type.length > MOST.types) throw new NotKnown("too many types");
    for (const [name, item] of Object.entries(value)) {
      if (name === "@context") this.context(item);
      else if (!TERM.test(name)) throw new NotCovered("a key that is not a plain term");
      else this.value(item, depth + 1);
    }
  }

  context(value) {
    const named = Array.isArray(value) ? value : [value];
    const known = (name) => isText(name) && Object.hasOwn(this.contexts, name);
    if (!named.length || named.length > MOST.contexts || !named.every(known)) throw new NotKnown("a context off the list");
  }
}

// An active context: terms and their meaning. ``before``: what holds again in the objects within (type-scoped contexts).
class Context {
  constructor(terms = new Map(), before = null) {
    Object.assign(this, { terms, before });
  }

  with(local, contexts, { within = true, override = false } = {}) {
    let made = new Context(new Map(this.terms), within ? this.before : this.before ?? this);
    for (const one of Array.isArray(local) ? local : [local]) {
      if (one === null) {
        if (!override && [...made.terms.values()].some((term) => term.isProtected)) throw new NotKnown("a protected term");
        made = new Context(new Map(), within ? null : this);
      } else if (isText(one)) {
        if (!Object.hasOwn(contexts, one)) throw new NotKnown("a context off the list");
        made = made.with(contexts[one]["@context"], contexts, { within: true, override });
      } else new Definitions(made, one, override).all();
    }
    return made;
  }

  // The address of a property or a type; of anything else with ``vocabulary`` false. Undefined names stay as they are.
  address(name, vocabulary) {
    if (vocabulary && this.terms.has(name)) return this.terms.get(name).address;
    if (/^@[A-Za-z]+$/.test(name)) throw new NotCovered("a name that looks like a keyword");
    const [prefix, ...rest] = name.split(":");
    const term = rest.length && prefix && !rest.join(":").startsWith("//") ? this.terms.get(prefix) : undefined;
    return term?.isPrefix ? term.address + rest.join(":") : name;
  }
}

// The definitions of one local context, each made when it is first asked for.
class Definitions {
  constructor(into, local, override) {
    Object.assign(this, { into, local, override, done: new Map() });
  }

  all() {
    for (const name of Object.keys(this.local)) {
      if (!name.startsWith("@")) this.make(name);
      else if (name !== "@protected" && name !== "@version") throw new NotKnown(`a context with ${name}`);
    }
  }

  make(name) {
    if (this.done.has(name)) {
      if (!this.done.get(name)) throw new NotKnown("a term that is defined by itself");
      return;
    }
    this.done.set(name, false);
    const simple = isText(this.local[name]);
    const term = this.term(name, simple ? { "@id": this.local[name] } : this.local[name], simple);
    const before = this.into.terms.get(name);
    const content = (one) => JSON.stringify({ ...one, isProtected: true });
    if (before?.isProtected && !this.override) {
      if (content(before) !== content(term)) throw new NotKnown("a protected term that is defined anew");
      term.isProtected = true;
    }
    this.into.terms.set(name, term);
    this.done.set(name, true);
  }

  term(name, value, simple) {
    const known = new Set(["@id", "@type", "@container", "@context", "@protected"]);
    if (!isObject(value) || Object.keys(value).some((part) => !known.has(part))) throw new NotKnown("a term of another kind");
    const address = value["@id"] === undefined ? this.address(name) : this.address(value["@id"]);
    return {
      address,
      type: value["@type"] === undefined ? null : this.address(value["@type"]),
      container: value["@container"] ?? null,
      context: value["@context"],
      isProtected: value["@protected"] ?? this.local["@protected"] === true,
      isPrefix: simple && /[:/?#[\]@]$/.test(address),
    };
  }

  address(text) {
    if (text.startsWith("@")) return text;
    const [prefix] = text.split(":");
    if (prefix !== text && Object.hasOwn(this.local, prefix)) this.make(prefix);
    else if (prefix === text && Object.hasOwn(this.local, text)) this.make(text);
    const address = this.into.address(text, true);
    if (!address.includes(":")) throw new NotKnown("a term without an address");
    return address;
  }
}

// Expands objects to nodes {id, types, properties}, and writes nodes as statements.
class Writer {
  constructor(contexts) {
    Object.assign(this, { contexts, quads: [], written: new Set(), blanks: 0 });
  }

  expanded(value, active, property) {
    const scoped = property === null ? undefined : active.terms.get(property)?.context;
    const context = active.before && !this.onlyNamed(value, active) ? active.before : active;
    let inner = scoped === undefined ? context : context.with(scoped, this.contexts, { override: true });
    if (value["@context"] !== undefined) inner = inner.with(value["@context"], this.contexts);
    const outer = inner, node = { id: null, types: [], properties: [] };
    for (const type of this.types(value, outer)) {
      const own = outer.terms.get(type)?.context;
      if (own !== undefined) inner = inner.with(own, this.contexts, { within: false });
    }
    for (const [name, item] of Object.entries(value)) if (name !== "@context") this.member(node, name, item, inner, outer);
    return node;
  }

  onlyNamed(value, active) {
    const names = Object.keys(value);
    return names.length === 1 && names[0] !== "@context" && active.address(names[0], true) === "@id";
  }

  // In the order in which their contexts count.
  types(value, active) {
    const names = Object.keys(value).filter((name) => name !== "@context" && active.address(name, true) === "@type");
    return names.sort().flatMap((name) => [value[name]].flat().filter(isText).sort(byCodePoint));
  }

  member(node, name, value, context, outer) {
    const address = context.address(name, true), term = context.terms.get(name);
    if (address === "@id") {
      if (!isText(value)) throw new NotKnown("an identifier that is no text");
      node.id = absolute(context.address(value, false));
    } else if (address === "@type") {
      const types = [value].flat();
      if (!types.every(isText)) throw new NotKnown("a type that is no text");
      node.types.push(...types.map((type) => absolute(outer.address(type, true))));
    } else if (address.startsWith("@") || ![null, "@set", "@graph"].includes(term?.container ?? null)) {
      throw new NotKnown("a keyword or a container of another kind");
    } else if (!address.includes(":")) throw new NotCovered("a term that its contexts do not define");
    else for (const item of [value].flat()) node.properties.push([address, this.item(item, name, term, context)]);
  }

  item(value, name, term, context) {
    if (term.type === "@json") throw new NotCovered("a JSON literal");
    if (isObject(value)) {
      const node = this.expanded(value, context, name);
      return term.container === "@graph" ? { graph: node } : { node };
    }
    if (term.container === "@graph") throw new NotKnown("a graph that is no object");
    if (isText(value) && (term.type === "@id" || term.type === "@vocab")) {
      const own = term.context === undefined ? context : context.with(term.context, this.contexts, { override: true });
      return { address: absolute(own.address(value, term.type === "@vocab")) };
    }
    const natural = typeof value === "number" ? `${XSD}integer` : typeof value === "boolean" ? `${XSD}boolean` : null;
    const type = term.type && !term.type.startsWith("@") ? absolute(term.type) : natural;
    if (natural && type === `${XSD}double`) throw new NotKnown("a number of another kind");
    return { literal: String(value), type };
  }

  node(node, graph) {
    const subject = node.id === null ? this.blank() : { address: node.id };
    for (const type of node.types) this.quad(subject, `${RDF}type`, { address: type }, graph);
    for (const [property, value] of node.properties) this.quad(subject, property, this.object(value, graph), graph);
    return subject;
  }

  object(value, graph) {
    if (value.node) return this.node(value.node, graph);
    if (!value.graph) return value;
    const name = this.blank();
    this.node(value.graph, name);
    return name;
  }

  blank() {
    return { blank: `_:g${this.blanks++}` };
  }

  quad(subject, property, object, graph) {
    const quad = { subject, property, object, graph }, text = written(quad, (name) => name);
    if (!this.written.has(text)) this.quads.push(quad);
    this.written.add(text);
  }
}

function absolute(address) {
  if (!ADDRESS.test(address) || address.startsWith(PLACEHOLDER)) throw new NotCovered("not an absolute address");
  return address;
}

// One statement as a line; ``call`` says how a blank node is called.
function written({ subject, property, object, graph }, call) {
  const term = (one) => (one.blank ? call(one.blank) : `<${one.address}>`);
  const value = "literal" in object ? literal(object) : term(object);
  return `${term(subject)} <${property}> ${value}${graph ? ` ${term(graph)}` : ""} .\n`;
}

function literal({ literal: text, type }) {
  const signs = { "\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t" };
  const escaped = text.replace(/[\\"\n\r\t]/g, (sign) => signs[sign]);
  return `"${escaped}"${type && type !== `${XSD}string` ? `^^<${type}>` : ""}`;
}

// The platform sorts by code point, JavaScript by half signs.
function byCodePoint(a, b) {
  const [left, right] = [Array.from(a), Array.from(b)];
  for (let at = 0; at < Math.min(left.length, right.length); at++) {
    if (left[at] !== right[at]) return left[at].codePointAt(0) - right[at].codePointAt(0);
  }
  return left.length - right.length;
}

const digest = (text) => hex(sha256(UTF8.encode(text)));

class Names {
  constructor(prefix, given = []) {
    Object.assign(this, { prefix, given: new Map(given) });
  }

  copy() {
    return new Names(this.prefix, this.given);
  }

  of(node) {
    if (!this.given.has(node)) this.given.set(node, `${this.prefix}${this.given.size}`);
    return this.given.get(node);
  }
}

// W3C RDF Dataset Canonicalization (RDFC-1.0) with SHA-256, sections 4.4 to 4.8; it ends within a number of steps.
class Canonical {
  constructor(quads) {
    Object.assign(this, { quads, names: new Names("_:c14n"), steps: MOST.steps, around: new Map(), first: new Map() });
    for (const quad of quads) {
      for (const node of new Set(blanks(quad).map(([, name]) => name))) {
        this.around.set(node, [...(this.around.get(node) ?? []), quad]);
      }
    }
  }

  text() {
    const byHash = new Map();
    for (const node of this.around.keys()) {
      const hash = this.firstDegree(node);
      byHash.set(hash, [...(byHash.get(hash) ?? []), node]);
    }
    const hashes = [...byHash.keys()].sort();
    for (const hash of hashes) if (byHash.get(hash).length === 1) this.names.of(byHash.get(hash)[0]);
    for (const hash of hashes) if (byHash.get(hash).length > 1) this.tell(byHash.get(hash));
    const lines = this.quads.map((quad) => written(quad, (node) => this.names.of(node)));
    return [...new Set(lines)].sort(byCodePoint).join("");
  }

  // Nodes that look alike from nearby are told apart by what is around them.
  tell(nodes) {
    const found = [];
    for (const node of nodes) {
      if (this.names.given.has(node)) continue;
      const names = new Names("_:b");
      names.of(node);
      found.push(this.further(node, names));
    }
    found.sort((a, b) => (a.hash < b.hash ? -1 : a.hash > b.hash ? 1 : 0));
    for (const { names } of found) for (const node of names.given.keys()) this.names.of(node);
  }

  firstDegree(node) {
    if (!this.first.has(node)) {
      const lines = this.around.get(node).map((quad) => written(quad, (name) => (name === node ? "_:a" : "_:z")));
      this.first.set(node, digest(lines.sort(byCodePoint).join("")));
    }
    return this.first.get(node);
  }

  further(node, names) {
    const related = this.related(node, names);
    let text = "", issued = names;
    for (const hash of [...related.keys()].sort()) {
      const best = { path: null, names: null };
      for (const order of permutations(related.get(hash))) this.path(order, issued, best);
      text += hash + best.path;
      issued = best.names;
    }
    return { hash: digest(text), names: issued };
  }

  path(order, issued, best) {
    let names = issued.copy(), path = "";
    const unnamed = [];
    const worse = () => best.path !== null && path.length >= best.path.length && path > best.path;
    for (const node of order) {
      if (this.names.given.has(node)) path += this.names.of(node);
      else {
        if (!names.given.has(node)) unnamed.push(node);
        path += names.of(node);
      }
      if (worse()) return;
    }
    for (const node of unnamed) {
      const found = this.further(node, names);
      path += `${names.of(node)}<${found.hash}>`;
      names = found.names;
      if (worse()) return;
    }
    if (best.path === null || path < best.path) Object.assign(best, { path, names });
  }

  related(node, names) {
    this.spend(1 + this.around.get(node).length);
    const found = new Map();
    for (const quad of this.around.get(node)) {
      for (const [place, other] of blanks(quad)) {
        if (other === node) continue;
        const known = this.names.given.get(other) ?? names.given.get(other) ?? this.firstDegree(other);
        const hash = digest(`${place}${place === "g" ? "" : `<${quad.property}>`}${known}`);
        found.set(hash, [...(found.get(hash) ?? []), other]);
      }
    }
    for (const nodes of found.values()) this.spend(factorial(Math.min(nodes.length, 12)) * (1 + names.given.size));
    return found;
  }

  spend(steps) {
    this.steps -= steps;
    if (this.steps < 0) throw new NotKnown("its parts are too much alike");
  }
}

function blanks({ subject, object, graph }) {
  const places = [["s", subject], ["o", object], ["g", graph]];
  return places.filter(([, term]) => term?.blank).map(([place, term]) => [place, term.blank]);
}

const factorial = (n) => (n < 2 ? 1 : n * factorial(n - 1));

function* permutations(items) {
  if (items.length < 2) yield items;
  for (let at = 0; items.length > 1 && at < items.length; at++) {
    for (const rest of permutations(items.toSpliced(at, 1))) yield [items[at], ...rest];
  }
}
