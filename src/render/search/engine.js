// The reader of the search index: stands in the root file of every index, before the data (shards.rs).
// docs/search.md describes the format, the rules for words and the ranking.
((search) => {
  "use strict";
  // ---- words: the rules of the builder ----
  const PLAIN = { ß: "ss", æ: "ae", œ: "oe", ø: "o", ł: "l", đ: "d", ı: "i", ς: "σ" };
  const fold = (text) => text.toLowerCase().normalize("NFKD").replace(/[\u0300-\u036f\u0591-\u05c7\u064b-\u065f]/g, "")
    .normalize("NFC").replace(/[ßæœøłđıς]/g, (it) => PLAIN[it]);
  // Scripts without spaces: their words are pairs of signs.
  const P = "[\\p{sc=Han}\\p{sc=Hira}\\p{sc=Kana}\\p{sc=Hang}\\p{sc=Thai}\\p{sc=Laoo}\\p{sc=Khmr}\\p{sc=Mymr}ー]", L = "[\\p{Alphabetic}\\p{M}\\p{N}]";
  const WORD = RegExp(`(?=(${P}{2}))${P}|(?<!${P})(${P})(?!${P})|((?!${P})${L}){2,}`, "gu");
  // The words of a text and where they stand. One that ends the text may go on: it is a prefix.
  const cut = (text) => [...text.matchAll(WORD)].map(({ 0: run, 1: pair, 2: single, index: start }) => {
    const end = start + (pair || run).length;
    return { word: fold(pair || run), start, end, paired: pair || single, prefix: single || !pair && end == text.length };
  });
  // Edits between two words, a swap of neighbours being one; of a prefix to the nearest beginning of `b`.
  let old = new Uint8Array(99), before = old.slice(), row = old.slice();
  const distance = (a, b, most, prefix) => {
    if (prefix) b = b.slice(0, a.length + most);
    if (Math.abs(a.length - b.length) > most) return 99;
    for (let j = 0; j <= b.length; j++) row[j] = j;
    for (let i = 1, least; i <= a.length; i++) {
      [old, before, row] = [before, row, old];
      row[0] = least = i;
      for (let j = 1; j <= b.length; j++) {
        let d = Math.min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a[i - 1] != b[j - 1]));
        if (i > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) d = Math.min(d, old[j - 2] + 1);
        row[j] = d;
        least = Math.min(least, d);
      }
      if (least > most) return 99;
    }
    return prefix ? Math.min(...row.slice(0, b.length + 1)) : row[b.length];
  };

  // ---- the index ----
  const folder = document.currentScript.src.replace(/[^/]*$/, ""), files = {}, shards = {};
  // All forms of words that are known so far, with their entries where these are loaded.
  const forms = new Map();
  let arrived, index, at;
  // What must be loaded waits, once for each query, until the typing rests; a query that was overtaken never ends.
  let turn = 0, rest;
  const load = async (name) => {
    const mine = turn;
    if (!files[name] && search.rest) await (rest ||= new Promise((done) => setTimeout(done, search.rest)));
    if (mine != turn) return new Promise(() => {});
    // The load event of a script follows its run at once: what has arrived is this file's.
    return files[name] ||= new Promise((done, fail) => document.head.append(Object.assign(document.createElement("script"), {
      src: folder + name, onload: () => done(arrived), onerror: () => fail(delete files[name]),
    })));
  };
  const sign = (text) => { const code = text.charCodeAt(at++); return code - (code < 92 ? 35 : 36); };
  const number = (text) => {
    for (let value = 0;;) {
      const digit = sign(text);
      value = value * 45 + digit % 45;
      if (digit < 45) return value;
    }
  };
  const unfront = (text, give) => {
    let word = "";
    return (text.match(/[A-Z][^A-Z]*/g) || []).map((it) => {
      const mark = it.charCodeAt() - 65;
      word = word.slice(0, mark % 13) + it.slice(1);
      give?.(word, mark < 13);
      return word;
    });
  };
  // Puts the entries of a file of words under all forms of their words.
  const addShard = (words, text) => {
    let entry;
    at = 0;
    unfront(words, (form, first) => {
      if (first) {
        const size = number(text);
        entry = { forms: [], partial: size & 1, text, at, end: at += size >> 1 };
      }
      entry.forms.push(form);
      forms.set(form, entry);
    });
  };
  // Reads the pages of an entry and their places (section * 4 + level), and how rare it is.
  const pagesOf = (entry) => {
    if (entry.pages) return entry.pages;
    const { text, partial, end } = entry, pages = entry.pages = new Map();
    at = entry.at;
    for (let page = 0; at < end;) {
      const places = [];
      page += number(text);
      for (let section = 0, place = 1; place & 1;) {
        place = number(text);
        places.push((section += place >> 3) * 4 + (place >> 1 & 3));
      }
      pages.set(page, places);
    }
    entry.rare = Math.log(1 + index.pages / Math.max(pages.size, partial && index.pages / 2));
    return pages;
  };
  // Goes down a tree of files to the one where `key` belongs.
  const leaf = async ([floors, names, keys], key) => {
    for (;; floors--) {
      const n = unfront(keys).filter((it) => it <= key).length * 12, name = names.slice(n - 12, n) + ".js", data = await load(name);
      if (!floors) return [name, ...data];
      [names, keys] = data;
    }
  };
  const reach = async (word) => {
    const [name, ...shard] = index.words ? await leaf(index.words, word) : [0];
    if (name && !shards[name]) addShard(...shard, shards[name] = 1);
  };
  const readTitles = (list) => {
    let url = "", path;
    return list.map(([tail, above, title, ...sections]) => {
      at = 0;
      return { url: url = url.slice(0, sign(tail)) + tail.slice(1), path: path = above || path, title, sections };
    });
  };
  const pageOf = async (page) => {
    const [, first, list] = index.all ? [] : await leaf(index.titles, `${page}`.padStart(7, 0));
    return (index.all || readTitles(list))[page - (first || 0)];
  };

  // ---- from a query to entries ----
  const nearest = (word, most, prefix) => {
    let found = [];
    for (const form of forms.keys()) {
      const d = distance(word, form, most, prefix);
      if (d < most) [most, found] = [d, []];
      if (d <= most) found.push(form);
    }
    return found.sort((a, b) => Math.abs(a.length - word.length) - Math.abs(b.length - word.length));
  };
  // The entries of a word, each with a quality: as typed 1, begun .4 to .9.
  const entries = async (it) => {
    const { word, prefix } = it, found = it.found = new Map();
    // A beginning may go on in other files: in the last one of its range, and where common words are.
    const begun = prefix ? [...forms.keys()].filter((form) => form.startsWith(word) && !forms.get(form)).slice(0, 2).concat(word + "\uffff") : [];
    await Promise.all([word, ...begun].map(reach));
    if (prefix) for (const [form, entry] of forms) if (entry && form.startsWith(word)) found.set(entry, Math.max(found.get(entry) || 0, .4 + .5 * word.length / form.length));
    if (forms.get(word) && !it.weak) found.set(it.exact = forms.get(word), 1);
    return it;
  };
  // A word that nobody wrote is two words without their space, or has a typo.
  const mend = async (it) => {
    const { word, prefix, found } = it;
    if (found.size || it.paired || it.weak) return it;
    for (let i = word.length - 3; i > 2; i--) {
      const [a, b] = [word.slice(0, i), word.slice(i)];
      if (forms.has(a) && (forms.has(b) || prefix && [...forms.keys()].some((form) => form.startsWith(b)))) return Promise.all([entries({ word: a }), entries({ word: b, prefix })]);
    }
    await Promise.all(nearest(word, word.length < 4 ? 0 : word.length < 8 ? 1 : 2, prefix).slice(0, 4).map(async (form) => {
      await reach(form);
      if (forms.get(form)) found.set(forms.get(form), .5);
    }));
    return it;
  };
  const understand = async (typed) => {
    const last = typed.at(-1), telling = typed.filter((it) => !index.stop.includes(it.word));
    if (telling.length && last.prefix && telling.at(-1) != last) telling.push({ ...last, weak: 1 });
    const words = (await Promise.all((await Promise.all((telling.length ? telling : typed).slice(0, 6).map(entries))).map(mend))).flat();
    words.forEach((it, i) => {
      const joined = i && forms.get(words[i - 1].word + it.word);
      if (joined) words[i - 1].found.set(joined, 1), it.found.set(joined, 1);
    });
    return words;
  };

  // ---- ranking ----
  const rank = (words) => {
    const hits = new Map();
    let all = 0;
    for (const { found, weak, exact } of words) {
      const mine = new Map();
      let mass = found.size || weak ? 0 : 2 + Math.log(1 + index.pages);
      if (exact) pagesOf(exact);
      for (const [entry, quality] of found) {
        for (const [page, places] of pagesOf(entry)) {
          const hit = mine.get(page) || { best: 0, parts: [] }, worth = Math.min(entry.rare, exact?.rare || 99) * quality;
          mine.set(page, hit);
          for (const place of places) {
            const section = place >> 2, level = place & 3, score = worth * [1, 1.6, 3, section ? 3.6 : 6][level];
            hit.parts[section] = Math.max(hit.parts[section] || 0, score);
            // A long title says more of the page than of its beginning; a word in many sections is what the page is about.
            hit.best = Math.max(hit.best, score + worth * (.1 * Math.log2(places.length) + (!section && level == 2 && 2)));
          }
        }
        if (!weak && !entry.partial) mass = Math.max(mass, 2 + entry.rare);
      }
      all += mass;
      for (const [page, { best, parts }] of mine) {
        const hit = hits.get(page) || { page, mass: 0, score: 0, parts: [] };
        hits.set(page, hit);
        hit.mass += mass;
        hit.score += best;
        parts.forEach((score, section) => hit.parts[section] = (hit.parts[section] || 0) + score);
      }
    }
    const list = [...hits.values()];
    for (const hit of list) {
      const best = Math.max(...hit.parts.filter(Boolean));
      hit.section = hit.parts.indexOf(best);
      // Pages with all the words stand before pages with one.
      hit.score = (hit.score + best) * (hit.mass / all || 1) ** 2;
    }
    list.sort((a, b) => b.score - a.score || a.page - b.page);
    return list.filter((hit) => hit.score > list[0].score / 10);
  };
  // The ten best pages, each with its best section; the forms that were found; a near word if nothing was.
  const find = async (query) => {
    turn++;
    rest = 0;
    const typed = cut(query), words = typed[0] ? await understand(typed) : [], list = rank(words);
    const hits = await Promise.all(list.slice(0, 10).map(async (hit) => {
      const page = await pageOf(hit.page), [heading, id] = page.sections[hit.section - 1]?.split("\t") || [];
      return { ...page, ...hit, heading, id: id ?? heading?.toLowerCase().replace(/[^a-z0-9 _-]/g, "").replaceAll(" ", "-") };
    }));
    const found = new Set(words.flatMap((it) => [...it.found.keys()].flatMap((entry) => entry.forms)));
    return { asked: typed.length, hits, forms: found, total: list.length, near: !list[0] && typed[0] && nearest(typed[0].word, typed[0].word.length >> 1)[0] };
  };

  search.cut = cut;
  search.find = find;
  // The first file to arrive is the root, which holds this; all others are asked for by `load`.
  search.add = (root, words, places, titles) => {
    index = { ...root, all: titles && readTitles(titles), stop: root.stop.split(" ") };
    unfront(root.near || "", (form) => forms.set(form));
    if (titles) addShard(words, places);
    search.add = (...data) => { arrived = data; };
  };
})(guidegenSearch);
