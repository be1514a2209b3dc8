// The search dialog. docs/search.md describes its markup and words; the index brings the function that finds.
(() => {
  "use strict";
  // ---- excerpts ----
  const set = (element, attributes) => {
    for (const name in attributes) element.setAttribute(name, attributes[name]);
    return element;
  };
  const make = (tag, attributes, ...inner) => {
    const element = set(document.createElement(tag), attributes);
    element.append(...inner);
    return element;
  };
  const local = location.protocol == "file:", pages = {};
  // A page on the disk cannot be fetched, but it can be framed and asked (foundation.js answers).
  const ask = (src) => new Promise((done) => {
    const frame = make("iframe", { src, hidden: "" });
    addEventListener("message", ({ source, data }) => source == frame.contentWindow && frame.remove(done(data.guidegenPage)));
    frame.onload = () => frame.contentWindow.postMessage("guidegenPage", "*");
    document.body.append(frame);
  });
  const body = (url) => pages[url] ||= (local ? ask(url) : fetch(url).then((it) => it.ok ? it.text() : "")).then((html) => {
    const page = new DOMParser().parseFromString(html, "text/html");
    page.querySelectorAll("[data-chrome],script,style,svg,math,template").forEach((it) => it.remove());
    page.querySelectorAll("br,div,dd,dt,li,p,pre,td,th").forEach((it) => it.before(" "));
    return page.querySelector("main article") || page.body;
  });
  const sectionText = (body, id) => {
    const range = new Range(), heads = [...body.querySelectorAll("h1,:is(h2,h3,h4,h5,h6)[id]")], n = id ? heads.findIndex((it) => it.id == id) : 0;
    range.selectNodeContents(body);
    if (heads[n]) range.setStartAfter(heads[n]);
    if (heads[n + 1]) range.setEndBefore(heads[n + 1]);
    return `${range}`.replace(/\s+/g, " ").trim();
  };
  // The text with its hits marked, cut to the part that has most of them.
  const marked = (text, forms, most) => {
    const places = guidegenSearch.cut(text).filter((it) => forms.has(it.word)), out = [];
    const seen = ({ start }) => new Set(places.filter((it) => it.start >= start && it.end < start + most - 50).map((it) => it.word)).size;
    const best = places.reduce((best, it) => seen(it) > seen(best) ? it : best, places[0]);
    // Between words, if there is a space near.
    const near = (space, at, far) => space > at - far && space < at + far ? space : at;
    let from = text.length > most && best?.start > 50 ? near(text.indexOf(" ", best.start - 50) + 1, best.start - 40, 30) : 0;
    const to = text.length - from > most ? near(text.lastIndexOf(" ", from + most), from + most, 30) : text.length;
    if (from) out.push("… ");
    for (const { start, end } of places) if (end > from && start >= from - 1 && end <= to) {
      const at = Math.max(start, from);
      out.push(text.slice(from, at), make("mark", {}, text.slice(at, end)));
      from = end;
    }
    out.push(text.slice(from, to), to < text.length ? "…" : "");
    return out;
  };

  // ---- the dialog ----
  let dialog, input, list, status, base, ready, chosen, timer, turn = 0;
  const choose = (option) => {
    chosen?.setAttribute("aria-selected", false);
    chosen = option;
    if (!option) return input.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", true);
    option.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", option.id);
  };
  const show = (query, { asked, hits, total, forms, near }) => {
    const words = dialog.dataset;
    const options = hits.map(({ url, path, title, heading, id }, i) => {
      const page = base + url.slice(1) + (local && url.endsWith("/") ? "index.html" : ""), excerpt = make("span", { class: "search-excerpt" }, "\u00a0");
      const option = make("a", { role: "option", id: "search-" + i, tabindex: -1, "aria-selected": false, href: page + (id ? "#" + encodeURIComponent(id) : "") },
        make("span", { class: "search-path" }, heading ? (path && path + " › ") + title : path), make("b", {}, ...marked(heading || title, forms, 200)), excerpt);
      option.fill = async () => excerpt.replaceChildren(...marked(sectionText(await body(page), id), forms, 180));
      return option;
    });
    choose();
    list.replaceChildren(...options);
    list.hidden = !total;
    input.setAttribute("aria-expanded", !!total);
    choose(options[0]);
    status.textContent = !asked ? "" : !total ? words.none.replace("{query}", query) : total > 1 ? words.many.replace("{count}", total) : words.one;
    if (near) {
      const use = make("button", { type: "button" }, words.near.replace("{word}", near));
      use.onclick = () => run(input.focus(input.value = near));
      status.append(" ", use);
    }
    // Pages are fetched when the typing rests: the first ones, and the others when the list moves.
    clearTimeout(timer);
    const fill = (some) => some.splice(0).forEach((it) => it.fill().catch(() => {}));
    timer = setTimeout(() => fill(options.splice(0, 5)), 200);
    list.onscroll = () => fill(options);
  };
  const run = async () => {
    const mine = ++turn, query = input.value;
    try {
      await ready;
      const found = mine == turn && await guidegenSearch.find(query);
      if (mine == turn) show(query.trim(), found);
    } catch {
      document.querySelector("form[role=search]")?.submit();
    }
  };
  const press = (event) => {
    const { key } = event, options = list.children, n = [...options].indexOf(chosen), last = options.length - 1;
    const to = { ArrowDown: n < last ? n + 1 : 0, ArrowUp: n > 0 ? n - 1 : last, Home: 0, End: last, Enter: n }[key];
    if (event.isComposing || to == null || key != "Enter" && !chosen) return;
    event.preventDefault();
    if (key != "Enter") choose(options[to]);
    else if (chosen && (event.ctrlKey || event.metaKey)) window.open(chosen.href, "_blank", "noopener");
    else chosen?.click();
  };
  const open = (it) => {
    if (dialog) return input.select();
    dialog = it;
    [input, list, status] = ["input", "#search-results", "[role=status]"].map((it) => dialog.querySelector(it));
    set(list, { role: "listbox", "aria-label": dialog.dataset.results, hidden: "" });
    set(input, { role: "combobox", "aria-autocomplete": "list", "aria-controls": list.id, "aria-expanded": false });
    input.oninput = run;
    input.onkeydown = press;
    list.onclick = () => dialog.close();
    status.textContent = dialog.dataset.loading;
    const url = new URL(dialog.dataset.searchIndex, document.baseURI).href;
    base = dialog.dataset.base ?? new URL("..", url).href;
    ready = new Promise((onload, onerror) => document.head.append(Object.assign(document.createElement("script"), { src: url, onload, onerror })));
    run();
  };

  window.guidegenSearch = { open, rest: 120 };
})();
