/* The search of the gazette, in the reader's browser. What its files hold is said in publish_site/postings.py (lists of
   dossiers), publish_site/letters.py (folding) and publish_site/search.py. No library, no request beyond this site. */
(() => {
"use strict";

const SHOWN = 20; // results at a time
const PAUSE = 160; // milliseconds without a key after which a query is asked
const LIMIT = 512, LETTERS = 2048; // of a text that is read, of its folded form: as similarity/folding.py
const WIDE = 0x10000, LAST = 0x32000; // the tables of letters: publish_site/letters.py
const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const VALUE = new Map([...DIGITS].map((digit, value) => [digit, value]));
const PIECE = /[^\p{M}\u1160-\u11ff]?[\p{M}\u1160-\u11ff]*/gu; // a character with the marks on it
const FILTERS = ["kind", "nice", "group", "year"];
// How well a word fits.
const CORRECTED = 1, OWNER_BEGINS = 1, OWNER = 2, TITLE_BEGINS = 3, TITLE = 4, NUMBER = 5, WHOLE_NUMBER = 1000;

class Changed extends Error {}

class Index {
  constructor(root, from) { this.root = root; this.from = from; this.held = new Map(); }

  // What `make` gives for a name, once; a failure is forgotten, so that it can be tried again.
  once(name, make) {
    if (!this.held.has(name)) {
      const made = make();
      made.catch(() => this.held.delete(name));
      this.held.set(name, made);
    }
    return this.held.get(name);
  }

  load(path, cache = "default") {
    return this.once(path, async () => {
      const answer = await fetch(this.root + path, { cache });
      if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
      return answer.text();
    });
  }

  about() { return this.once("about", async () => JSON.parse(await this.load("search/index.json", "no-cache"))); }

  // The text folded as the words of the index are (similarity/folding.py), by the tables that the site carries.
  async fold(text) {
    let folded = "";
    for (const piece of [...text].slice(0, LIMIT).join("").match(PIECE)) {
      if (!piece || (await this.letters(piece)).out.has(piece)) continue;
      for (const letter of piece.normalize("NFKC")) folded += (await this.letters(letter)).becomes.get(letter) ?? "";
    }
    return folded.split(" ").filter(Boolean).join(" ").slice(0, LETTERS).trimEnd();
  }

  letters(character) {
    const code = character.codePointAt(0);
    const block = code < WIDE ? (code >> 12).toString(16) : `x${(code >> 14).toString(16)}`;
    return this.once(`letters ${block}`, async () => {
      const table = { becomes: new Map(), out: new Set() };
      if (code >= LAST) return table;
      for (const line of (await this.load(`search/letters/${block}.txt`)).split("\n")) {
        const [what, from, rest] = line.split(" ");
        const first = parseInt(from, 16);
        if (what === "s") for (let code = first; code <= parseInt(rest, 16); code++) table.becomes.set(String.fromCodePoint(code), " ");
        if (what === "l") rest.split(",").forEach((is, place) => table.becomes.set(String.fromCodePoint(first + place), is.replaceAll("_", " ")));
        if (what === "o") table.out.add(String.fromCodePoint(first));
      }
      return table;
    });
  }

  // The lines of the shard in which a word or key is, each [word, list by title, list by owner].
  async shard(family, key) {
    const { shards } = await this.about();
    const number = Math.floor((crc32(key) >>> 16) / (65536 / shards));
    return this.once(`${family} ${number}`, async () => {
      const path = `search/${family}/${number.toString(16)}.txt`;
      const [said, ...lines] = (await this.load(path)).trimEnd().split("\n");
      if (said !== String(shards)) throw new Changed(path);
      return lines.map((line) => line.split("\t"));
    });
  }

  async key(key) {
    const line = (await this.shard("keys", key)).find(([word]) => word === key);
    return line ? unpacked(line[1]) : [];
  }

  async shown(dossier, each) {
    const block = Math.floor(dossier / each);
    const cards = await this.once(`shown ${block}`, async () => JSON.parse(await this.load(`search/shown/${block.toString(16)}.json`)));
    if (!cards[dossier % each]) throw new Changed(`shown ${block}`);
    return cards[dossier % each];
  }

  // How well each dossier fits one word; `open` words may go on. `said` is told what was taken for another word.
  async word(word, open, dossiers, said) {
    const fits = new Uint16Array(dossiers);
    const mark = (list, well) => { for (const dossier of unpacked(list)) if (fits[dossier] < well) fits[dossier] = well; };
    const lines = await this.shard("words", word.slice(0, this.from));
    for (const [other, titles, owners] of lines) {
      if (other === word) { mark(titles, TITLE); mark(owners, OWNER); }
      else if (open && word.length >= this.from && other.startsWith(word)) { mark(titles, TITLE_BEGINS); mark(owners, OWNER_BEGINS); }
    }
    if (/\d/.test(word)) for (const dossier of await this.key(`number:${bare(word)}`)) fits[dossier] = NUMBER;
    if (fits.some(Boolean) || word.length <= this.from) return fits;
    const near = lines.filter(([other]) => other.startsWith(word.slice(0, this.from)) && oneApart(word, other));
    for (const other of swapped(word, this.from)) {
      near.push(...(await this.shard("words", other.slice(0, this.from))).filter(([found]) => found === other));
    }
    for (const [, titles, owners] of near) { mark(titles, CORRECTED); mark(owners, CORRECTED); }
    if (near.length) said.push(word);
    return fits;
  }

  // The dossiers that fit all words and filters, best first and of those the newest; null where nothing is asked.
  async find(text, filters, said) {
    const folded = await this.fold(text);
    const words = [...new Set(folded.split(" ").filter(Boolean))];
    const asked = FILTERS.filter((name) => filters[name]).map((name) => `${name}:${filters[name]}`);
    if (!words.length && !asked.length) return null;
    const { dossiers } = await this.about();
    const pieces = folded.split(" ");
    const fitting = await Promise.all(words.map((word, place) => this.word(word, place === words.length - 1, dossiers, said)));
    const number = pieces.length > 1 && /\d/.test(folded) ? await this.key(`number:${pieces.map(bare).join("/")}`) : [];
    const allowed = await Promise.all(asked.map((key) => this.key(key)));
    const score = new Uint16Array(dossiers);
    for (let dossier = 0; dossier < dossiers; dossier++) {
      let sum = 1;
      for (const fits of fitting) {
        if (!fits[dossier]) { sum = 0; break; }
        sum += fits[dossier];
      }
      score[dossier] = sum;
    }
    for (const dossier of number) score[dossier] = WHOLE_NUMBER;
    for (const list of allowed) {
      const inside = new Uint8Array(dossiers);
      for (const dossier of list) inside[dossier] = 1;
      for (let dossier = 0; dossier < dossiers; dossier++) if (!inside[dossier]) score[dossier] = 0;
    }
    const found = [];
    for (let dossier = dossiers - 1; dossier >= 0; dossier--) if (score[dossier]) found.push(dossier);
    return found.sort((one, other) => score[other] - score[one] || other - one);
  }
}

const bare = (piece) => piece.replace(/^0+/, "") || "0";

function crc32(text) {
  let sum = -1;
  for (const letter of text) {
    sum ^= letter.charCodeAt(0);
    for (let bit = 0; bit < 8; bit++) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
  }
  return ~sum >>> 0;
}

// The dossiers of a list, ascending.
function unpacked(list) {
  const found = [];
  if (!list) return found;
  if (list[0] === "*") {
    for (let place = 1; place < list.length; place++) {
      for (let bit = 0, digit = VALUE.get(list[place]); digit; bit++, digit >>= 1) if (digit & 1) found.push((place - 1) * 6 + bit);
    }
    return found;
  }
  let before = -1, gap = 0, shift = 0;
  for (let place = 1; place < list.length; place++) {
    const digit = VALUE.get(list[place]);
    gap |= (digit & 31) << shift;
    shift += 5;
    if (digit & 32) continue;
    before += gap + 1;
    found.push(before);
    gap = shift = 0;
  }
  return found;
}

// Whether two words differ by one letter: another, one more, one less, or two that changed places.
function oneApart(one, other) {
  const [long, short] = one.length >= other.length ? [one, other] : [other, one];
  if (long.length - short.length > 1) return false;
  let at = 0;
  while (at < short.length && long[at] === short[at]) at++;
  if (long.length > short.length) return long.slice(at + 1) === short.slice(at);
  return long.slice(at + 1) === short.slice(at + 1)
    || (long[at] === short[at + 1] && long[at + 1] === short[at] && long.slice(at + 2) === short.slice(at + 2));
}

// The word with two neighbours of its first letters changed: in another shard than the word.
function swapped(word, from) {
  return [...Array(from).keys()].map((at) => word.slice(0, at) + word[at + 1] + word[at] + word.slice(at + 2)).filter((other) => other !== word);
}

// The page.

function made(name, words = "", given = {}) {
  const node = document.createElement(name);
  node.textContent = words;
  for (const [attribute, value] of Object.entries(given)) node.setAttribute(attribute, value);
  return node;
}

const LANG = document.documentElement.lang;
const PLURAL = new Intl.PluralRules(LANG);
const COUNT = new Intl.NumberFormat(`${LANG}-u-nu-latn`);

class Page {
  constructor(form) {
    this.form = form;
    this.index = new Index(form.dataset.root, Number(form.dataset.from));
    this.words = new Map([...document.getElementById("words").content.querySelectorAll("[data-say]")].map((node) => [node.dataset.say, node.textContent]));
    for (const id of ["count", "results", "more", "trouble"]) this[id] = document.getElementById(id);
    this.turn = 0;
    form.addEventListener("submit", (event) => { event.preventDefault(); this.ask(); });
    form.addEventListener("input", () => { clearTimeout(this.waits); this.waits = setTimeout(() => this.ask(), PAUSE); });
    this.more.addEventListener("click", () => this.show());
    this.trouble.querySelector("button").addEventListener("click", () => { this.index.held.clear(); this.ask(); });
    addEventListener("popstate", () => { this.read(); this.ask(false); });
  }

  // A sentence of the page, in the form that its `count` takes, as nodes: each value stands apart, so that its letters
  // do not turn the direction of the others.
  say(name, given = {}) {
    const text = this.words.get(`${name} ${PLURAL.select(given.count)}`) ?? this.words.get(name);
    const shown = (value) => typeof value === "number" ? COUNT.format(value) : value;
    return text.split(/\{(\w+)\}/).map((piece, at) => at % 2 ? made("bdi", shown(given[piece])) : piece);
  }

  begin() {
    document.getElementById("without").hidden = true;
    if (location.protocol === "file:") {
      this.count.replaceChildren(...this.say("disk"));
      return;
    }
    this.form.parentElement.hidden = false;
    this.read();
    this.ask(false);
  }

  read() {
    const asked = new URLSearchParams(location.search);
    for (const name of ["q", ...FILTERS]) this.form.elements[name].value = asked.get(name) ?? "";
  }

  address() {
    const asked = new URLSearchParams();
    for (const name of ["q", ...FILTERS]) if (this.form.elements[name].value) asked.set(name, this.form.elements[name].value);
    return asked.toString();
  }

  async ask(told = true) {
    clearTimeout(this.waits);
    const turn = ++this.turn, said = [], asked = this.address();
    if (told) history.replaceState(null, "", asked ? `?${asked}` : location.pathname);
    const text = this.form.elements.q.value;
    const filters = Object.fromEntries(FILTERS.map((name) => [name, this.form.elements[name].value]));
    this.trouble.hidden = true;
    this.more.disabled = true; // until what it goes on with is shown
    if (asked) this.count.replaceChildren(...this.say("looking"));
    try {
      const found = await this.index.find(text, filters, said);
      if (turn !== this.turn) return;
      this.results.replaceChildren();
      this.found = found ?? [];
      this.said = said.map((word) => this.say("typo", { word }));
      if (found === null) this.tell(text.trim() ? this.say("letters") : []);
      else if (!found.length) this.tell(this.say("none"));
      else await this.show(turn);
    } catch (error) { if (turn === this.turn) this.fail(error); }
  }

  tell(said) {
    this.count.replaceChildren(...said);
    this.more.parentElement.hidden = true;
  }

  fail(error) {
    this.results.replaceChildren();
    this.tell([]);
    this.trouble.querySelector("p").replaceChildren(...this.say(error instanceof Changed ? "changed" : "failed"));
    this.trouble.hidden = false;
  }

  async show(turn = this.turn) {
    const from = this.results.children.length;
    this.more.disabled = true; // asked twice, the same results would be shown twice
    try {
      const { each } = await this.index.about();
      const cards = await Promise.all(this.found.slice(from, from + SHOWN).map((dossier) => this.index.shown(dossier, each)));
      if (turn !== this.turn) return;
      const entries = cards.map((card) => this.entry(card));
      this.results.append(...entries);
      const shown = this.results.children.length, count = this.found.length;
      const counted = [...this.say("found", { count }), ...(shown < count ? [" ", ...this.say("shown", { shown })] : [])];
      this.count.replaceChildren(...counted, ...this.said.flatMap((said) => [" ", ...said]));
      this.more.parentElement.hidden = shown >= count;
      this.more.disabled = false;
      if (from) entries[0].querySelector("a").focus();
    } catch (error) { if (turn === this.turn) this.fail(error); }
  }

  entry([path, number, title, group, status, owners, picture, width, height, alt, filed, language, transliteration]) {
    const { root, home } = this.form.dataset, spoken = language && language !== LANG ? { lang: language } : {};
    const plate = made("div", "", { class: "plate" });
    plate.append(picture
      ? made("img", "", { src: root + picture, alt, width, height, loading: "lazy", decoding: "async" })
      : made("span", title, { class: "words", dir: "auto", ...spoken }));
    const heading = made("h3"), link = made("a", "", { href: `${home}${path}/index.html` });
    link.append(made("bdi", title, spoken));
    heading.append(link);
    const facts = made("p", "", { class: "row small" });
    const [kind] = path.split("/"), said = this.words.get(`${kind} ${status}`);
    facts.append(made("span", this.words.get(kind) ?? ""), made("span", number, { class: "num" }));
    const foreign = !said && this.form.dataset.written ? { lang: this.form.dataset.written, dir: "auto" } : {};
    if (status) facts.append(made("span", said ?? status, { class: `badge ${group}`, ...foreign }));
    if (filed) facts.append(made("time", filed, { datetime: filed, class: "muted" }));
    const about = made("div");
    about.append(heading, facts);
    if (transliteration) heading.append(" ", made("bdi", transliteration, { class: "small muted" }));
    const held = made("p", "", { class: "small" });
    owners.forEach((owner, place) => held.append(place ? ", " : "", made("bdi", owner)));
    if (owners.length) about.append(held);
    const entry = made("li", "", { class: "entry" });
    entry.append(plate, about);
    return entry;
  }
}

const page = new Page(document.getElementById("search"));
page.begin();
globalThis.gazetteSearch = page.index; // for whoever looks into it: gazetteSearch.fold("Škoda")
})();
