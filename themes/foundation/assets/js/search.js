// Full-text search in the page. The index and its rules are described in docs/search.md.
(() => {
  "use strict";
  const FORMS = "!#$%&'()*+,-./:;<=>?@";
  const PLAIN = { ß: "ss", æ: "ae", œ: "oe", ø: "o", ł: "l", đ: "d", ı: "i", ς: "σ" };
  const WORD = /[\p{Alphabetic}\p{M}\p{N}]+/gu;
  // Scripts without spaces, whose words are pairs of characters.
  const RUN = /[\u0e00-\u0eff\u1000-\u11ff\u1780-\u17ff\u2e80-\u2fdf\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\uff66-\uffdc\u{20000}-\u{3ffff}]/u;
  const fold = (text) =>
    text.toLowerCase().normalize("NFKD").replace(/[\u0300-\u036f\u0591-\u05c7\u064b-\u065f]/g, "")
      .normalize("NFC").replace(/[ßæœøłđıς]/g, (c) => PLAIN[c]);

  // ---- files of the index ----
  let arrived, folder, index;
  const files = {}, shards = new Map();
  // The load event of a script follows its run at once: what has arrived is this file's.
  const load = (name) => files[name] ||= new Promise((done, fail) => {
    const script = document.createElement("script");
    script.src = folder + name;
    script.onload = () => done(arrived);
    script.onerror = () => fail(delete files[name]);
    document.head.append(script);
  });
  let at; // where the next number stands
  const sign = (text) => { const code = text.charCodeAt(at++); return code == 33 ? 57 : code - 35; };
  const number = (text) => {
    const first = sign(text), more = (n) => { let v = 0; while (n--) v = v * 92 + sign(text); return v; };
    return first < 60 ? first : first < 84 ? 60 + (first - 60) * 92 + more(1) : first < 91 ? 2268 + (first - 84) * 8464 + more(2) : more(4);
  };
  const unfront = (text) => {
    let word = "";
    return (text.match(/[A-Z][^A-Z]*/g) || []).map((it) => word = word.slice(0, it.charCodeAt() - 65) + it.slice(1));
  };
  // A file of words: a map from every form to its entry.
  const addShard = (name, words, places) => {
    const forms = new Map();
    let first = "", entry;
    at = 0;
    for (const [, mark, rest] of words.matchAll(/([A-Z!#-/:-@~])([^A-Z!#-/:-@~]*)/g)) {
      let form = rest;
      if (mark > "@" && mark < "[") {
        form = first = first.slice(0, mark.charCodeAt() - 65) + rest;
        const size = number(places);
        entry = { forms: [], partial: size & 1, at, end: at += size >> 1, text: places };
      } else if (mark != "~") form = first.slice(0, first.length - FORMS.indexOf(mark)) + rest;
      entry.forms.push(form);
      forms.set(form, entry);
    }
    shards.set(name, forms);
  };
  // The pages of an entry: page -> places, a place being section * 4 + level.
  const pagesOf = (entry) => {
    if (!entry.pages) {
      entry.pages = new Map();
      at = entry.at;
      for (let page = 0; at < entry.end;) {
        const places = [];
        page += number(entry.text);
        for (let section = 0, more = 1; more;) {
          const place = number(entry.text);
          places.push((section += place >> 3) * 4 + (place >> 1 & 3));
          more = place & 1;
        }
        entry.pages.set(page, places);
      }
      entry.rare = Math.log(1 + index.pages / (entry.partial ? Math.max(index.pages / 2, entry.pages.size) : entry.pages.size));
    }
    return entry.pages;
  };
  // Walks down a tree of directories; `which` says which file to take, by the keys and the floors below.
  const walk = async (kind, [depth, names, keys], which) => {
    for (;; depth--) {
      const n = which(depth, keys), file = kind + names.substr(n * 12, 12) + ".js", data = await load(file);
      if (!depth) return [file, data];
      [names, keys] = data;
    }
  };
  const reach = async (word) => {
    if (!index.words) return;
    const [name, [words, places]] = await walk("w", index.words, (depth, keys) => {
      const below = unfront(keys).findIndex((key) => key > word);
      return below < 0 ? unfront(keys).length - 1 : below - 1;
    });
    if (!shards.has(name)) addShard(name, words, places);
  };
  const unpackTitles = (list) => {
    let url = "", path;
    return list.map(([u, p, title, ...sections]) => {
      at = 0;
      url = url.slice(0, sign(u)) + u.slice(1);
      return { url, path: path = p || path, title, sections };
    });
  };
  const pageOf = async (number) => {
    if (index.all) return index.all[number];
    const [, [list]] = await walk("p", index.titles, (depth) => Math.floor(number / index.step / index.fan ** depth) % (depth == index.titles[0] ? 1 / 0 : index.fan));
    return unpackTitles(list)[number % index.step];
  };
  const start = (url) => {
    folder = url.replace(/[^/]*$/, "");
    return load(url.slice(folder.length)).then(([root, words, places, titles]) => {
      index = root;
      index.stop = new Set(root.stop.split(" "));
      index.near = unfront(root.near || "");
      if (titles) {
        addShard("", words, places);
        index.all = unpackTitles(titles);
      }
    });
  };

  // ---- words ----
  const look = (form) => { for (const shard of shards.values()) if (shard.has(form)) return shard.get(form); };
  const forms = function* () { yield* index.near; for (const shard of shards.values()) yield* shard.keys(); };
  // Edits between two words, neighbours swapped counting as one; with `prefix` to the nearest beginning of b.
  const distance = (a, b, most, prefix) => {
    if (a.length - b.length > most || !prefix && b.length - a.length > most) return 99;
    let before, row = [...Array(b.length + 1).keys()];
    for (let i = 1; i <= a.length; i++) {
      const next = [i];
      for (let j = 1; j <= b.length; j++) {
        next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] != b[j - 1]));
        if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) next[j] = Math.min(next[j], before[j - 2] + 1);
      }
      if (Math.min(...next) > most) return 99;
      [before, row] = [row, next];
    }
    return prefix ? Math.min(...row) : row[b.length];
  };
  const nearest = (word, most, prefix) => {
    let found = [], best = most;
    for (const form of new Set(forms())) {
      const d = distance(word, form, best, prefix);
      if (d < best) [best, found] = [d, []];
      if (d == best) found.push(form);
    }
    return [found, best];
  };
  const cut = (text) => {
    const words = [];
    for (const [word] of fold(text).replace(/['’]s(?![\p{Alphabetic}\p{M}\p{N}])/gu, "").matchAll(WORD)) {
      for (const run of word.match(new RegExp(`${RUN.source}+|((?!${RUN.source}).)+`, "gu"))) {
        const pairs = [...run];
        if (!RUN.test(run)) run.length > 1 && words.push({ word: run });
        else if (pairs.length < 2) words.push({ word: run, prefix: true, pair: true });
        else for (let i = 1; i < pairs.length; i++) words.push({ word: pairs[i - 1] + pairs[i], pair: true });
      }
    }
    const last = words.at(-1);
    if (last && !last.pair && /[\p{Alphabetic}\p{M}\p{N}]$/u.test(text)) last.prefix = true;
    const told = words.filter((it) => !index.stop.has(it.word));
    if (last?.prefix && told.length && told.at(-1) != last) told.push({ ...last, weak: true });
    return told.length ? told : words;
  };
  const options = (it) => {
    const found = new Map(), add = (entry, q) => entry && (found.get(entry)?.q || 0) < q && found.set(entry, { entry, q });
    if (!it.weak) add(look(it.word), 1);
    if (it.prefix) for (const shard of shards.values()) for (const [form, entry] of shard)
      if (form.startsWith(it.word)) add(entry, .4 + .5 * it.word.length / form.length);
    return [...found.values()];
  };
  // Entries for each word of the query: as typed, else as two words, else with typos.
  const understand = async (words) => {
    await Promise.all(words.map((it) => reach(it.word)));
    const out = [];
    for (const it of words) {
      let found = options(it);
      if (!found.length && !it.pair && !it.weak) {
        const known = new Set(forms()), { word } = it;
        let two;
        for (let i = 3; i < word.length - 2; i++) {
          const a = word.slice(0, i), b = word.slice(i);
          if (known.has(a) && (known.has(b) || it.prefix && [...known].some((form) => form.startsWith(b)))) two = [{ word: a }, { word: b, prefix: it.prefix }];
        }
        if (two) {
          await Promise.all(two.map((part) => reach(part.word)));
          for (const part of two) out.push({ ...part, found: options(part) });
          continue;
        }
        const [near] = nearest(word, word.length < 4 ? 0 : word.length < 8 ? 1 : 2, it.prefix);
        await Promise.all(near.slice(0, 3).map(reach));
        found = near.map(look).filter(Boolean).map((entry) => ({ entry, q: .5 }));
      }
      out.push({ ...it, found });
    }
    for (let i = 1; i < out.length; i++) {
      const entry = look(out[i - 1].word + out[i].word);
      if (entry) for (const it of [out[i - 1], out[i]]) it.found.push({ entry, q: .9 });
    }
    return out;
  };

  // ---- ranking ----
  const WEIGHT = [1, 1.6, 3, 3.6], TITLE = [1, 1.6, 5, 6];
  const rank = (words) => {
    const hits = new Map();
    let all = 0, count = 0;
    for (const it of words) {
      const mine = new Map();
      let mass = 0;
      for (const { entry, q } of it.found) {
        const pages = pagesOf(entry), w = entry.rare * q;
        mass = Math.max(mass, entry.partial || it.weak ? 0 : entry.rare);
        for (const [page, places] of pages) {
          let hit = mine.get(page);
          if (!hit) mine.set(page, hit = { best: 0, rare: 0, parts: {} });
          for (const place of places) {
            const section = place >> 2, score = w * (section ? WEIGHT : TITLE)[place & 3];
            hit.parts[section] = Math.max(hit.parts[section] || 0, score);
            hit.best = Math.max(hit.best, score);
          }
          hit.best += w * .1 * Math.log2(places.length);
        }
      }
      if (!it.found.length && !it.weak) mass = Math.log(1 + index.pages);
      all += mass;
      count += mass && 1;
      for (const [page, { best, parts }] of mine) {
        let hit = hits.get(page);
        if (!hit) hits.set(page, hit = { page, mass: 0, count: 0, score: 0, parts: {} });
        hit.mass += mass;
        hit.count += mass && 1;
        hit.score += best;
        for (const section in parts) hit.parts[section] = (hit.parts[section] || 0) + parts[section];
      }
    }
    const list = [...hits.values()];
    for (const hit of list) {
      hit.section = 0;
      for (const section in hit.parts) if (hit.parts[section] > (hit.parts[hit.section] || 0)) hit.section = +section;
      const cover = all ? (hit.mass / all + hit.count / count) / 2 : 1;
      hit.score = (hit.score + (hit.parts[hit.section] || 0)) * cover ** 2;
    }
    list.sort((a, b) => b.score - a.score || a.page - b.page);
    return list.filter((hit) => hit.score > list[0].score * .1);
  };
  const find = async (text) => {
    const typed = cut(text);
    if (!typed.length) return { total: 0, hits: [], forms: new Set() };
    const words = await understand(typed), list = rank(words), marked = new Set();
    for (const it of words) for (const { entry } of it.found) for (const form of entry.forms) marked.add(form);
    const hits = await Promise.all(list.slice(0, 10).map(async (hit) => ({ ...hit, ...await pageOf(hit.page) })));
    const lost = !hits.length && typed.find((it) => !it.pair);
    return { total: list.length, hits, forms: marked, near: lost ? nearest(lost.word, 1 + lost.word.length >> 1)[0][0] : undefined };
  };

  window.guidegenSearch = { add: (...data) => { arrived = data; }, start, find };
})();
