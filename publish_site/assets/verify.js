/* Checks a publication, an issue or the chain of issues in the reader's browser, from the site or from files at hand,
   with nothing but a public key: what `blazon publish verify` does (publish_site/verify.py). No library, no request
   beyond this site. */
(() => {
"use strict";

const HEADER = ["dossier", "snapshot", "version", "stage", "issue", "part", "date", "corrects"]; // mappings/digest.py
const SAID = ["type", "office", "kind", "number", "title", "root", "salts", "digests", "fields"]; // publish_site/proof.py
const NAMES = [["mark", "verbal_element"], ["invention", "title"], ["design", "product"]]; // mappings/record.py
const ENTRY_NAME = "name"; // the field of an entry that names a file of a register of the office's own, mappings/record.py
const STATEMENT = ["date", "format", "issue", "office", "previous", "publications", "sequence", "tree"];
const ENTRY = ["kind", "number", "office", "root", "snapshot", "version"];
const PURPOSE = "blazon gazette key";
const FOLDER = /^[a-z]{2}(\/[a-z0-9~-]+)+\/[1-9]\d*$/; // of a publication: publish_site/paths.py
const DAY = /^\d{4}-\d{2}-\d{2}$/;
const AT_ONCE = 6; // files asked for at a time
const LARGEST = 1 << 30; // bytes of a file

class Wrong extends Error { // a file and what is wrong with it, in the page's words
  constructor(path, reason, given = {}) { super(`${path}: ${reason}`); Object.assign(this, { path, reason, given }); }
}
class Unreachable extends Error {}
class Unasked extends Error { // there is nothing to check yet: what the reader must name or give, in the page's words
  constructor(reason, given = {}) { super(reason); Object.assign(this, { reason, given }); }
}

// Bytes, hashes, JSON.

const encoded = (text) => new TextEncoder().encode(text);
const joined = (...parts) => {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  parts.reduce((at, part) => { whole.set(part, at); return at + part.length; }, 0);
  return whole;
};
const hex = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
const sha256 = async (bytes) => new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
const unhex = (text, length) => {
  if (typeof text !== "string" || text.length !== 2 * length || /[^0-9a-f]/.test(text)) throw new TypeError("no hash");
  return Uint8Array.from(text.match(/../g), (pair) => parseInt(pair, 16));
};
const unbase64 = (text, length) => {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  if (bytes.length !== length || btoa(String.fromCharCode(...bytes)) !== text) throw new TypeError("no base64");
  return bytes;
};

// The form of RFC 8785 of what JSON.parse gave.
function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value !== null && typeof value === "object") {
    return `{${Object.keys(value).sort().map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(",")}}`;
  }
  return JSON.stringify(value);
}

// The value of a file that must be canonical JSON, so that nothing stands in it twice, unread or
// rounded.
function parsed(path, bytes, reason) {
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes), value = JSON.parse(text);
    if (canonical(value) === text && value !== null && typeof value === "object") return value;
  } catch { /* said below */ }
  throw new Wrong(path, reason);
}

// The hash tree of RFC 6962 (publish_site/merkle.py).
const leaf = (bytes) => sha256(joined([0], bytes));
const pair = (left, right) => sha256(joined([1], left, right));

async function treeRoot(leaves) {
  let level = await Promise.all(leaves.map(leaf));
  if (!level.length) return hex(await sha256(new Uint8Array()));
  while (level.length > 1) {
    const pairs = [];
    for (let at = 0; at + 1 < level.length; at += 2) pairs.push(pair(level[at], level[at + 1]));
    level = [...await Promise.all(pairs), ...level.slice(level.length - level.length % 2)];
  }
  return hex(level[0]);
}

// Whether the proof shows that the leaf stands at `place` among `of` under `root` (RFC 9162, 2.1.3.2).
async function proves(bytes, place, of, path, root) {
  if (!Number.isSafeInteger(place) || !Number.isSafeInteger(of) || place < 0 || place >= of || path.length > 64) return false;
  let hashed = await leaf(bytes), last = of - 1;
  for (const beside of path) {
    if (last === 0) return false;
    if (place % 2 || place === last) {
      hashed = await pair(unhex(beside, 32), hashed);
      while (place % 2 === 0 && place) { place /= 2; last = Math.floor(last / 2); }
    } else hashed = await pair(hashed, unhex(beside, 32));
    place = Math.floor(place / 2);
    last = Math.floor(last / 2);
  }
  return last === 0 && hex(hashed) === root;
}

// Keys and signatures (publish_site/keyring.py).

async function signedBy(raw, message, signature) {
  let key;
  try { key = await crypto.subtle.importKey("raw", raw, { name: "Ed25519" }, false, ["verify"]); } catch (error) {
    if (error.name === "NotSupportedError") throw new Unable("unable");
    return false;
  }
  return crypto.subtle.verify({ name: "Ed25519" }, key, signature, message);
}
class Unable extends Error {}

const keyId = async (raw) => hex(await sha256(raw)).slice(0, 16);
const lastDay = (key) => {
  const before = key.revoked && new Date(Date.parse(`${key.revoked}T00:00:00Z`) - 864e5).toISOString().slice(0, 10);
  return [key.until, before].filter(Boolean).sort()[0];
};

async function endorses(by, key) {
  const told = { id: key.id, public: key.public, since: key.since, purpose: PURPOSE };
  return Boolean(key.endorsement) && by.id === key.endorsed_by
    && signedBy(unbase64(by.public, 32), encoded(canonical(told)), unbase64(key.endorsement, 64));
}

// The keys that endorsements lead to from the one that the reader trusts.
async function trusted(keys, pinned) {
  const found = new Map();
  for (const key of keys) {
    const genuine = key.id === await keyId(unbase64(key.public, 32)) && !found.has(key.id);
    const by = keys.find((each) => each.id === key.endorsed_by);
    const reached = by && found.get(by.id) && (!by.revoked || key.since < by.revoked) && await endorses(by, key);
    found.set(key.id, genuine && (pinned === key.id || pinned === key.public || Boolean(reached)));
  }
  return found;
}

// What a reader pasted as a key: an id, 32 bytes in base64, or PEM.
function asKey(text) {
  const plain = text.replace(/-----[^-]+-----/g, "").replace(/\s+/g, "");
  if (/^[0-9a-f]{16}$/.test(plain)) return plain;
  try {
    const bytes = Uint8Array.from(atob(plain), (letter) => letter.charCodeAt(0));
    if (bytes.length === 32 || bytes.length === 44) return btoa(String.fromCharCode(...bytes.slice(-32)));
  } catch { /* said below */ }
  throw new Wrong("", "nokey");
}

// What is checked. Everything is read through `files.read(path)`: bytes, or null where there is no such file.

class Check {
  constructor(files, pinned) { Object.assign(this, { files, pinned, wrong: [], facts: [], checked: 0, signers: new Set() }); }

  async need(path) {
    const bytes = await this.files.read(path);
    if (bytes === null) throw new Wrong(path, "missing");
    this.checked += 1;
    return bytes;
  }

  // Runs some of the work on a file and names what is wrong with it; the rest goes on.
  async within(path, work) {
    try { return await work(); } catch (error) {
      if (error instanceof Unable || error instanceof Unreachable || error instanceof Unasked) throw error;
      this.wrong.push(error instanceof Wrong ? error : new Wrong(path, "unreadable"));
      return null;
    }
  }

  async ring() {
    if (this.keys) return this.keys;
    const bytes = await this.files.read("keys/keyring.json");
    const own = this.pinned?.length === 44 ? this.pinned : this.beside;
    if (bytes === null && own?.length === 44) { // the reader's own key serves in its place, or one among the files
      this.keys = [{ id: await keyId(unbase64(own, 32)), public: own, since: "0001-01-01" }];
    } else {
      if (bytes === null) throw new Wrong("keys/keyring.json", this.pinned ? "keyorring" : "missing");
      this.keys = parsed("keys/keyring.json", bytes, "noring").keys;
      if (!Array.isArray(this.keys)) throw new Wrong("keys/keyring.json", "noring");
    }
    try { this.trusts = await trusted(this.keys, this.pinned); } catch (error) {
      if (error instanceof Unable) throw error;
      throw new Wrong("keys/keyring.json", "noring");
    }
    return this.keys;
  }

  // The signature beside a file of that date holds, and is by a key that the reader trusts where one was named. It is
  // of no day before: a key that was revoked could say so.
  async signature(path, bytes, date, before = "") {
    const name = path.replace(/[^/]*$/, `${before}signature.json`);
    const keys = await this.ring(), told = parsed(name, await this.need(name), "nosignature");
    let signature;
    try { signature = unbase64(told.signature, 64); } catch { throw new Wrong(name, "nosignature"); }
    if (!DAY.test(told.day)) throw new Wrong(name, "nosignature");
    if (told.sha256 !== hex(await sha256(bytes))) throw new Wrong(name, "another", { path });
    const key = keys.find((each) => each.id === told.key), given = { key: told.key, day: told.day };
    if (!key) throw new Wrong(name, "unknownkey", given);
    const raw = unbase64(key.public, 32);
    if (await keyId(raw) !== key.id) throw new Wrong(name, "wrongid", given);
    if (!await signedBy(raw, bytes, signature)) throw new Wrong(name, "notsigned", given);
    if (key.revoked && told.day >= key.revoked) throw new Wrong(name, "revoked", { ...given, revoked: key.revoked });
    if (told.day < key.since || (lastDay(key) && told.day > lastDay(key))) throw new Wrong(name, "notthen", given);
    if (!DAY.test(date) || told.day < date) throw new Wrong(name, "before", { ...given, date });
    if (this.pinned && !this.trusts.get(key.id)) throw new Wrong(name, "nottrusted", given);
    this.signers.add(key.id);
  }

  async statement(path) {
    const bytes = await this.need(path), made = parsed(path, bytes, "nostatement");
    if (Object.keys(made).sort().join() !== STATEMENT.join() || made.format !== "1") throw new Wrong(path, "nostatement");
    return { made, bytes, sha256: hex(await sha256(bytes)) };
  }

  // The root of a publication from its data; a field that is a digest alone was redacted by order.
  async root(path, bytes) {
    const data = parsed(path, bytes, "nodata"), { fields, salts, digests } = data;
    const same = (name, said) => { if (data[name] !== said) throw new Wrong(path, "notproved", { field: name }); };
    if ([fields, salts, digests].some((one) => !one || typeof one !== "object") || typeof data.number !== "string") throw new Wrong(path, "nodata");
    for (const field of Object.keys(data)) if (!HEADER.includes(field) && !SAID.includes(field)) throw new Wrong(path, "strange", { field });
    for (const field of new Set([...Object.keys(fields), ...Object.keys(salts)])) {
      let holds = false;
      try {
        const salted = joined(unhex(salts[field], 32), encoded(canonical([field, fields[field]])));
        holds = Object.hasOwn(fields, field) && Object.hasOwn(digests, field) && hex(await sha256(salted)) === digests[field];
      } catch { /* no salt, no value */ }
      if (!holds) throw new Wrong(path, "field", { field });
    }
    const header = Object.fromEntries(HEADER.filter((name) => data[name] != null).map((name) => [name, data[name]]));
    if (hex(await sha256(encoded(canonical({ digests, header })))) !== data.root) throw new Wrong(path, "root");
    const event = Object.keys(digests).join() === "event", redacted = Object.keys(digests).filter((field) => !Object.hasOwn(fields, field));
    same("type", event ? "event" : "snapshot");
    const title = NAMES.map(([part, name]) => fields[part]?.[name]).find(Boolean)
      ?? (fields.entry ?? []).find((one) => one.field === ENTRY_NAME)?.values[0];
    const named = !event && ![...NAMES.map(([part]) => part), "entry"].some((part) => redacted.includes(part)); // else nothing proves the title
    if (named && data.title !== undefined) same("title", title ?? data.number);
    if (this.files.folders && path !== `${folderOfDossier(data.kind, data.number)}/${data.snapshot}/data.json`) {
      throw new Wrong(path, "elsewhere", { number: data.number, snapshot: data.snapshot });
    }
    return { ...data, redacted, title: named ? title : undefined };
  }

  // The line of a publication is in its issue.
  async inclusion(path, bytes, data, { made, sha256: stated }) {
    const told = parsed(path, bytes, "noproof"), entry = told.entry;
    let holds = false;
    try {
      if (Object.keys(entry).sort().join() !== ENTRY.join()) throw new TypeError("no entry");
      holds = await proves(encoded(canonical(entry)), told.place, told.of, told.path, made.tree);
    } catch { throw new Wrong(path, "noproof"); }
    const same = ["kind", "number", "office", "snapshot", "version"].every((name) => entry[name] === data[name]);
    if (entry.root !== data.root || !same) throw new Wrong(path, "anotherroot");
    if (told.statement?.sha256 !== stated || told.tree !== made.tree || told.of !== made.publications || !holds) {
      throw new Wrong(path, "notinissue", { issue: made.issue });
    }
    if (data.issue !== made.issue || data.date !== made.date || data.office !== made.office) throw new Wrong(path, "anotherroot");
  }

  async item(folder) {
    const names = { data: `${folder}/data.json`, proof: `${folder}/proof.json` };
    await this.within(names.data, async () => {
      const data = await this.root(names.data, await this.need(names.data));
      const bytes = await this.need(names.proof), path = `${folderOfIssue(data.issue)}/issue.json`;
      const statement = await this.statement(path);
      await this.inclusion(names.proof, bytes, data, statement);
      await this.signature(path, statement.bytes, statement.made.date);
      const { number, title, issue, date, root, redacted } = data;
      this.facts.push(title ? ["item", { number, title, issue, date, root }] : ["untitled", { number, issue, date, root }]);
      if (redacted.length) this.facts.push(["redacted", { fields: redacted.join(", ") }]);
    });
  }

  // The manifest of an issue has the root over its files, and is signed itself.
  async manifest(path, bytes) {
    const own = parsed(path, bytes, "nomanifest");
    if (!Array.isArray(own.files) || !Array.isArray(own.closing_list)) throw new Wrong(path, "nomanifest");
    if (await treeRoot(own.files.map((file) => encoded(canonical(file)))) !== own.tree) throw new Wrong(path, "filesroot");
    await this.within(path, () => this.signature(path, bytes, own.date, "manifest-"));
    return own;
  }

  async site() {
    const bytes = await this.need("manifest.json"), made = parsed("manifest.json", bytes, "nomanifest");
    if (!Array.isArray(made.issues)) throw new Wrong("manifest.json", "nomanifest");
    const newest = made.issues.map((issue) => issue.date).sort().at(-1);
    await this.within("manifest.json", () => this.signature("manifest.json", bytes, newest));
    return made;
  }

  // Every statement follows the one before it and is signed; every manifest is the one that the site names.
  async chain(told) {
    const held = await this.site();
    let before = null, manifest = null;
    for (const [place, issue] of held.issues.entries()) {
      const path = issue.manifest.replace(/manifest\.json$/, "issue.json");
      const known = before;
      before = undefined; // not known, unless this one reads
      await this.within(path, async () => {
        const statement = await this.statement(path);
        before = statement.sha256;
        if (statement.made.issue !== issue.id || statement.made.date !== issue.date) throw new Wrong(path, "anotherissue", { issue: issue.id });
        if (known !== undefined && statement.made.previous !== known) throw new Wrong(path, "doesnotfollow");
        await this.signature(path, statement.bytes, statement.made.date);
      });
      await this.within(issue.manifest, async () => {
        const own = await this.manifest(issue.manifest, await this.hashed(issue.manifest, issue.sha256));
        if (own.previous !== manifest) throw new Wrong(issue.manifest, "doesnotfollow");
      });
      manifest = issue.sha256;
      told(place + 1, held.issues.length);
    }
    this.facts.push(["chain", { count: held.issues.length, newest: held.issue }]);
  }

  async hashed(path, digest, size) {
    const bytes = await this.need(path);
    if (size !== undefined && bytes.length !== size) throw new Wrong(path, "size", { count: bytes.length, size });
    if (digest !== undefined && hex(await sha256(bytes)) !== digest) throw new Wrong(path, "hash");
    return bytes;
  }

  // Files that the reader has, by the manifest of their issue beside them.
  async brought(files) {
    await this.within("manifest.json", async () => {
      const own = await this.manifest("manifest.json", await this.need("manifest.json"));
      for (const file of files) {
        await this.within(file.name, async () => {
          const digest = hex(await sha256(new Uint8Array(await file.arrayBuffer())));
          if (!own.files.some((one) => one.sha256 === digest)) throw new Wrong(file.name, "notbrought", { issue: own.issue });
          this.checked += 1;
        });
      }
      this.facts.push(["brought", { issue: own.issue, date: own.date, given: files.length, files: ["files", { count: own.files.length }] }]);
    });
  }

  // An issue with all its files. Its own signatures cover them; the site's manifest says its place in the chain.
  // `named` is its id; a hyphen may stand for its slash (publish_site/issue.py, `meant`).
  async issue(named, told) {
    const held = await this.files.read("manifest.json") === null ? null : await this.site();
    const slashed = named.replace("-", "/"), manifestOf = (id) => `${folderOfIssue(id)}/manifest.json`;
    const there = async (id) => held ? held.issues.some((one) => one.id === id) : await this.files.read(manifestOf(id)) !== null;
    const id = !await there(named) && await there(slashed) ? slashed : named;
    const place = held ? held.issues.findIndex((one) => one.id === id) : 0;
    if (place < 0 && this.wrong.length) return; // what the site says of its issues is not believed
    if (place < 0) throw new Unasked("noissue", { issue: id, newest: held.issue });
    const issue = held?.issues[place] ?? { manifest: manifestOf(id) };
    const previous = held?.issues[place - 1];
    const path = issue.manifest.replace(/manifest\.json$/, "issue.json");
    const own = await this.within(issue.manifest, async () => this.manifest(issue.manifest, await this.hashed(issue.manifest, issue.sha256)));
    const statement = await this.within(path, () => this.statement(path));
    if (!own || !statement) return;
    const { made } = statement;
    await this.within(path, async () => {
      const tree = await treeRoot(own.closing_list.map((entry) => encoded(canonical(entry))));
      const same = made.issue === id && made.date === own.date && made.sequence === own.sequence && made.office === own.office;
      if (!same || tree !== made.tree || made.publications !== own.closing_list.length) throw new Wrong(path, "notstated");
      const before = previous ? await this.statement(previous.manifest.replace(/manifest\.json$/, "issue.json")) : null;
      if (held && made.previous !== (before?.sha256 ?? null)) throw new Wrong(path, "doesnotfollow");
      await this.signature(path, statement.bytes, made.date);
    });
    if (held && own.previous !== (previous?.sha256 ?? null)) this.wrong.push(new Wrong(issue.manifest, "doesnotfollow"));
    const closed = new Set(own.closing_list.map((entry) => entry.root)), proved = new Map();
    let done = 0;
    const next = own.files[Symbol.iterator]();
    const works = async () => {
      for (const file of next) {
        await this.within(file.path, async () => {
          const bytes = await this.hashed(file.path, file.sha256, file.size);
          if (file.path.endsWith("/data.json")) {
            const data = await this.root(file.path, bytes);
            proved.set(data.root, data);
            if (!closed.has(data.root)) throw new Wrong(file.path, "notclosed", { issue: id });
            const proof = file.path.replace(/data\.json$/, "proof.json");
            await this.inclusion(proof, await this.need(proof), data, statement);
          }
        });
        told(++done, own.files.length);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, works));
    for (const entry of own.closing_list) {
      if (!proved.has(entry.root) && !this.wrong.some((one) => one.path.endsWith("/data.json"))) {
        this.wrong.push(new Wrong(issue.manifest, "unproved", { number: entry.number }));
      }
    }
    this.facts.push(["issue", { issue: id, date: made.date, publications: ["publications", { count: made.publications }], files: ["files", { count: own.files.length }] }]);
  }
}

// Where files come from.

class FromSite {
  constructor(root) { this.root = root; this.folders = true; }
  async read(path) {
    let answer;
    try {
      const plain = path.split("/").map(encodeURIComponent).join("/");
      answer = await fetch(this.root + plain, { cache: "no-store", redirect: "error" });
      if (answer.status === 404 || answer.status === 410) return null;
      if (!answer.ok || Number(answer.headers.get("content-length")) > LARGEST) throw new Error(answer.status);
      return new Uint8Array(await answer.arrayBuffer());
    } catch { throw new Unreachable(path); }
  }
}

// Files of one item that the reader has, by their names: a folder's own file of a name, else the only one of that name.
class FromFiles {
  constructor(files) { this.files = files; }
  async read(path) {
    const name = path.replace(/^.*\//, "").replace(/ ?\(\d+\)(?=\.)/, "");
    const named = this.files.filter((file) => file.name.replace(/ ?\(\d+\)(?=\.)/, "") === name);
    if (named.length > 1) throw new Unasked("twice", { file: name });
    return named.length === 1 && named[0].size < LARGEST ? new Uint8Array(await named[0].arrayBuffer()) : null;
  }

  // Refuses to begin before the reader has given what a check of these names takes.
  async need(names) {
    const missing = [];
    for (const name of names) if (await this.read(name) === null) missing.push(name);
    if (missing.length) throw new Unasked("givealso", { files: missing.join(", ") });
  }
}

// What the reader typed, as folders of publications: an address or path, or a number (publish_site/paths.py).
function folderOf(text) {
  const path = text.trim().replace(/^https?:\/\/[^/]+\//, "").replace(/[?#].*$/, "").replace(/\/(index\.html|(data|proof|changes)\.json)?$/, "").replace(/\/since\/\d+$/, "");
  const inside = path.match(/(?:^|\/)((?:tm|pt|ds)(?:\/[a-z0-9~-]+)+)$/)
    ?? path.match(/(?:^|\/)((?!issues\/)[a-z]{2,12}\/[\d-][a-z0-9~-]*(?:\/[a-z0-9~-]+)*)$/); // a register of the office's own
  return inside ? inside[1] : null;
}

const segment = (piece) => piece === "-" ? "~2d" : [...piece].map((letter) => /[A-Z0-9-]/.test(letter) ? letter.toLowerCase()
  : [...encoded(letter)].map((byte) => `~${byte.toString(16).padStart(2, "0")}`).join("")).join("") || "~";

const folderOfIssue = (id) => ["issues", ...id.toUpperCase().split("/").map(segment)].join("/");

function folderOfDossier(kind, number) {
  const [first, ...rest] = number.split("/");
  return rest.length && first === kind.toUpperCase() ? [kind, ...rest.map(segment)].join("/") : [kind, "-", ...number.split("/").map(segment)].join("/");
}

function folderOfNumber(number) {
  const kind = number.trim().match(/^([A-Z]{2,12})\/./)?.[1].toLowerCase();
  return kind ? folderOfDossier(kind, number.trim()) : null;
}

// The publications of a file, with gaps where one was taken out: those that its permanent page links. Each proves
// itself; that these are all, only a check of the whole site shows.
async function ordinals(files, folder) {
  const page = new TextDecoder().decode(await files.read(`${folder}/index.html`) ?? new Uint8Array());
  return [...new Set([...page.matchAll(new RegExp(`${folder}/([1-9]\\d{0,8})/data\\.json`, "g"))].map((found) => Number(found[1])))].sort((one, other) => one - other);
}

// The page.

const LANG = document.documentElement.lang === "en" ? "en-GB" : document.documentElement.lang;
const PLURAL = new Intl.PluralRules(LANG);
const COUNT = new Intl.NumberFormat(`${LANG}-u-nu-latn`);
const LONG_DAY = new Intl.DateTimeFormat(`${LANG}-u-nu-latn`, { dateStyle: "long", timeZone: "UTC" });

class Page {
  constructor(form) {
    this.form = form;
    this.words = new Map([...document.getElementById("words").content.querySelectorAll("[data-say]")].map((node) => [node.dataset.say, node.textContent]));
    for (const id of ["outcome", "facts", "problems", "progress"]) this[id] = document.getElementById(id);
    form.addEventListener("submit", (event) => { event.preventDefault(); this.run(); });
    for (const choice of form.elements.what) choice.addEventListener("change", () => this.choose());
    form.elements.files.addEventListener("change", () => { if (form.elements.files.files.length) { form.elements.what.value = "files"; this.run(); } });
    document.getElementById("without").hidden = true;
    form.parentElement.hidden = false;
    const asked = new URLSearchParams(location.search);
    for (const what of ["item", "issue"]) if (asked.get(what)) { form.elements.what.value = what; form.elements.named.value = asked.get(what); }
    if (location.protocol === "file:") form.elements.what.value = "files";
    this.choose();
  }

  // Shows what the choice needs, and no answer to what was asked before.
  choose() {
    const { what } = this.form.elements;
    for (const node of this.form.querySelectorAll("[data-for]")) node.hidden = !node.dataset.for.split(" ").includes(what.value);
    this.turn = (this.turn ?? 0) + 1;
    this.outcome.className = "";
    for (const node of [this.outcome, this.progress, this.facts, this.problems]) node.replaceChildren();
  }

  // A sentence of the page, in the form that its `count` takes, as nodes: each value stands apart, so that its letters
  // do not turn the direction of the others. A value may be a sentence.
  say(name, given = {}) {
    const text = this.words.get(`${name} ${PLURAL.select(given.count)}`) ?? this.words.get(name) ?? name;
    return text.split(/\{(\w+)\}/).map((piece, at) => at % 2 ? this.apart(given[piece], piece) : piece);
  }

  apart(value, name = "") {
    const node = document.createElement("bdi"), day = /^(date|day|revoked)$/.test(name) && Date.parse(value);
    if (Array.isArray(value)) node.append(...this.say(...value));
    else if (typeof value === "number") node.textContent = COUNT.format(value);
    else node.textContent = day ? LONG_DAY.format(day) : value;
    return node;
  }

  async run() {
    const turn = this.turn = (this.turn ?? 0) + 1;
    const { what, named, key } = this.form.elements;
    this.outcome.className = "";
    this.outcome.replaceChildren(...this.say("checking"));
    for (const list of [this.facts, this.problems]) list.replaceChildren();
    const told = (done, of) => { if (turn === this.turn) this.progress.replaceChildren(...this.say("done", { done, of })); };
    let check;
    try {
      if (!globalThis.crypto?.subtle) return this.end("error", "insecure");
      const pinned = key.value.trim() ? asKey(key.value) : "";
      if (what.value !== "files" && location.protocol === "file:") return this.end("error", "disk");
      check = new Check(what.value === "files" ? new FromFiles([...this.form.elements.files.files]) : new FromSite(this.form.dataset.root), pinned);
      if (what.value === "files") await this.ofFiles(check);
      else if (what.value === "chain") await check.within("manifest.json", () => check.chain(told));
      else if (what.value === "issue" && !named.value.trim()) return this.end("warn", "whichissue");
      else if (what.value === "issue") await check.within("manifest.json", () => check.issue(named.value.trim(), told));
      else await this.items(check, named.value);
    } catch (error) {
      if (turn !== this.turn) return undefined;
      if (error instanceof Wrong) return this.end("error", error.reason, error.given);
      if (error instanceof Unasked) return this.end("warn", error.reason, error.given);
      if (error instanceof Unable) return this.end("warn", "unable");
      if (error instanceof Unreachable) return this.end("warn", "unreachable", { path: error.message });
      throw error;
    }
    return turn === this.turn ? this.report(check) : undefined;
  }

  async ofFiles(check) {
    const files = [...this.form.elements.files.files], pem = files.find((file) => file.name.endsWith(".pem"));
    if (!files.length) throw new Unasked("nofiles");
    if (pem) check.beside = asKey(await pem.text()); // as good as a keyring: who made the files may have added it
    const key = (check.pinned || check.beside || "").length === 44 ? [] : ["keyring.json"];
    const among = (name) => files.filter((file) => file.name.startsWith(name)).length;
    const ofItem = ["data", "proof", "issue.json", "signature.json"].some(among), ofIssue = among("manifest") || !ofItem;
    if (ofIssue) {
      await check.files.need(["manifest.json", "manifest-signature.json", ...key]);
      await check.brought(files.filter((file) => !/^((manifest-)?signature|manifest|keyring)\b|\.pem$/.test(file.name)));
    }
    if (ofIssue && among("proof") !== 1) return; // of many only that the issue brought them
    await check.files.need(["data.json", "proof.json", "issue.json", "signature.json", ...key]);
    await check.item("files");
  }

  // One publication by its path, or all of an application by its number or path.
  async items(check, named) {
    const folder = folderOf(named) ?? folderOfNumber(named);
    if (!folder) throw new Unasked("noitem");
    if (FOLDER.test(folder) && await check.files.read(`${folder}/proof.json`) !== null) return check.item(folder);
    const there = await ordinals(check.files, folder);
    if (!there.length) {
      const item = FOLDER.test(folder) ? folder : `${folder}/1`;
      for (const path of [`${folder}/index.html`, `${item}/index.html`, `${item}/data.json`]) {
        if (await check.files.read(path) !== null) return check.item(item);
      }
      throw new Unasked("nothing", { number: named.trim() });
    }
    for (const snapshot of there) await check.item(`${folder}/${snapshot}`);
    return undefined;
  }

  end(kind, name, given = {}) {
    this.progress.textContent = "";
    this.outcome.className = `notice ${kind}`;
    this.outcome.replaceChildren(...this.say(name, given));
  }

  report(check) {
    const list = (node, said) => node.replaceChildren(...said.map((nodes) => {
      const line = document.createElement("li");
      line.append(...nodes);
      return line;
    }));
    check.wrong.sort((one, other) => (one.path < other.path ? -1 : 1));
    list(this.problems, check.wrong.map((one) => [this.apart(one.path), ": ", ...this.say(one.reason, one.given)]));
    list(this.facts, check.wrong.length ? [] : check.facts.map(([name, given]) => this.say(name, given)));
    const keys = [...check.signers].join(", ");
    if (check.wrong.length) this.end("error", "refused", { count: check.wrong.length });
    else if (check.pinned) this.end("good", "trusted", { count: check.checked, keys });
    else this.end("warn", "holds", { count: check.checked, keys });
  }
}

const page = new Page(document.getElementById("verify"));
globalThis.gazetteVerifier = { canonical, treeRoot: (texts) => treeRoot(texts.map(encoded)), page };
globalThis.gazetteVerifier.proves = (text, ...given) => proves(encoded(text), ...given);
})();
