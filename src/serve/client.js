// The reload script of guidegen's development server. It stands in served pages, never in built ones.
//
// The server tells a state, not a step: fingerprints of this page, of all styles and all scripts, and the findings.
// What differs from what this page has is put right: styles are swapped, the document is patched in place, and
// only where a script changed, or patching fails, is the page loaded anew.
(() => {
  'use strict';
  const own = document.currentScript;
  const { base } = own.dataset;
  let { print } = own.dataset; // Empty where no page stands.

  // --- The document as it was sent, and for each of its nodes the node that stands in the page now.
  // This script runs before any deferred one, so what later differs from `sent` was done by scripts or the reader,
  // and is kept; what differs between `sent` and the next document was done by the author.
  let sent = document.documentElement.cloneNode(true);
  let live = new Map();
  // Scripts in the head may have marked <html> and <body> before this one ran: then those marks are not the author's.
  let pure = false;
  const marks = (node, name) => !pure && /^(HTML|BODY)$/.test(node.nodeName) && /^(class|style|data-)/.test(name);
  const pair = (copy, node, map) => {
    const left = [[copy, node]];
    for (let next; (next = left.pop()); ) {
      map.set(next[0], next[1]);
      next[0].childNodes.forEach((child, i) => next[1].childNodes[i] && left.push([child, next[1].childNodes[i]]));
    }
  };
  // A parser without scripting reads <noscript> as elements, this document as text: it is nobody's business here.
  const bare = (root) => root.querySelectorAll('noscript').forEach((node) => node.replaceChildren());
  pair(sent, document.documentElement, live);
  bare(sent);

  const isOwn = (node) => node.nodeName === 'SCRIPT' && node.hasAttribute('data-print');
  const runs = (script) => !isOwn(script) && /^$|module|javascript|importmap/.test(script.type);
  const scriptsOf = (root) => [...root.querySelectorAll('script')].filter(runs);
  const words = (text) => (text || '').split(/\s+/).filter(Boolean);

  function patch(next) {
    const map = new Map();
    const keep = (old, fresh) => {
      const left = [[old, fresh]];
      for (let both; (both = left.pop()); ) {
        map.set(both[1], live.get(both[0]));
        both[1].childNodes.forEach((child, i) => left.push([both[0].childNodes[i], child]));
      }
    };
    const attributes = (node, old, fresh) => {
      for (const { name, value } of [...fresh.attributes]) {
        const before = old.getAttribute(name);
        if (before === value || marks(node, name)) continue;
        if (name === 'class') {
          node.classList.remove(...words(before).filter((word) => !words(value).includes(word)));
          node.classList.add(...words(value));
        } else if (name === 'href' && node.matches('link[rel~=stylesheet]')) {
          restyle(node, value);
        } else {
          node.setAttribute(name, value);
        }
      }
      for (const { name } of [...old.attributes]) if (!fresh.hasAttribute(name) && !marks(node, name)) node.removeAttribute(name);
    };
    // The child of `parent` that is or holds a node: a script may have wrapped it.
    const within = (parent, node) => {
      while (node && node.parentNode !== parent) node = node.parentNode;
      if (!node) throw new Error('a script moved this part of the page');
      return node;
    };
    const remove = (parent, old) => {
      const node = live.get(old);
      if (!node || !node.isConnected) return;
      const top = parent.contains(node) ? within(parent, node) : node;
      node.remove();
      if (top !== node && !top.textContent.trim()) top.remove();
    };
    // Both lists between what is equal at their ends: equal children in order, then children of one kind.
    const match = (a, b) => {
      const pairs = [];
      const gap = (a, b) => {
        let from = 0;
        for (const fresh of b) {
          const like = (old) => old.nodeName === fresh.nodeName && (old.id || '') === (fresh.id || '');
          const at = a.findIndex((old, i) => i >= from && like(old));
          if (at >= 0) pairs.push([a[at], fresh]), (from = at + 1);
        }
      };
      if (a.length * b.length > 40000) return gap(a, b), pairs;
      const same = a.map((old) => b.map((fresh) => old.isEqualNode(fresh)));
      const length = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
      for (let i = a.length - 1; i >= 0; i--)
        for (let j = b.length - 1; j >= 0; j--)
          length[i][j] = same[i][j] ? length[i + 1][j + 1] + 1 : Math.max(length[i + 1][j], length[i][j + 1]);
      let i = 0, j = 0, p = 0, q = 0;
      while (i < a.length && j < b.length) {
        if (same[i][j]) {
          gap(a.slice(p, i), b.slice(q, j));
          pairs.push([a[i], b[j]]);
          (p = ++i), (q = ++j);
        } else if (length[i + 1][j] >= length[i][j + 1]) i++;
        else j++;
      }
      gap(a.slice(p), b.slice(q));
      return pairs;
    };
    const merge = (old, fresh) => {
      const node = live.get(old);
      if (!node) throw new Error('a part of the page is not known');
      map.set(fresh, node);
      if (isOwn(fresh)) return;
      if (fresh.nodeType !== 1) {
        if (old.data !== fresh.data) node.data = fresh.data;
        return;
      }
      attributes(node, old, fresh);
      let a = [...old.childNodes], b = [...fresh.childNodes];
      const pairs = [];
      while (a.length && b.length && a[0].isEqualNode(b[0])) pairs.push([a.shift(), b.shift()]);
      const tail = [];
      while (a.length && b.length && a.at(-1).isEqualNode(b.at(-1))) tail.unshift([a.pop(), b.pop()]);
      pairs.push(...match(a, b), ...tail);
      const partner = new Map(pairs.map(([old, fresh]) => [fresh, old]));
      const kept = new Set(partner.values());
      for (const child of a) if (!kept.has(child)) remove(node, child);
      let last = null;
      for (const child of fresh.childNodes) {
        const before = partner.get(child);
        if (before) {
          if (before.isEqualNode(child)) keep(before, child);
          else merge(before, child);
          if (live.get(before)?.isConnected && node.contains(live.get(before))) last = live.get(before);
        } else {
          const added = document.importNode(child, true);
          pair(child, added, map);
          if (last) within(node, last).after(added);
          else node.prepend(added);
          last = added;
        }
      }
    };
    merge(sent, next);
    sent = next;
    live = map;
    pure = true;
  }

  // --- The page.
  const at = () => location.pathname + location.search;
  const parse = (text) => new DOMParser().parseFromString(text, 'text/html');

  async function update() {
    const answer = await fetch(at(), { cache: 'no-cache' });
    const page = parse(await answer.text());
    if (answer.status === 404) return gone(page);
    if (!answer.ok) return;
    const leads = page.querySelector('meta[http-equiv=refresh i]')?.content.match(/url=\s*['"]?([^'"]+)/i);
    if (leads) return location.replace(new URL(leads[1], location.href));
    const texts = (root) => scriptsOf(root).map((script) => script.outerHTML).join('\n');
    const mark = page.querySelector('script[data-print]');
    if (answer.redirected || !mark || texts(page) !== texts(sent)) return location.reload();
    bare(page);
    try {
      inPlace(() => patch(page.documentElement));
    } catch (error) {
      console.debug('guidegen loads this page anew:', error);
      return location.reload();
    }
    print = mark.dataset.print;
    document.dispatchEvent(new CustomEvent('guidegen:patched'));
  }

  // The reader's place: what stands at the top of the window stays there, and the focus where it was.
  function inPlace(change) {
    const root = document.documentElement;
    // First what begins in the window: where a point meets a gap, it meets what holds the text, and that grows in place.
    const points = [];
    for (let at = Math.min(120, innerHeight / 2); at < innerHeight; at += 40) points.push(document.elementsFromPoint(innerWidth / 2, at));
    const met = points.map(([node]) => node).filter((node) => node && node !== host);
    const begins = met.filter((node) => node.getBoundingClientRect().top >= 0 && !met.some((other) => other !== node && node.contains(other)));
    const top = [...begins, ...points[0]].map((node) => [node, node.getBoundingClientRect().top]);
    const [x, y, focus] = [scrollX, scrollY, document.activeElement];
    root.style.overflowAnchor = 'none';
    try {
      change();
    } finally {
      const stays = y > 0 && top.find(([node]) => node.isConnected && node !== root && node !== document.body);
      const moved = stays ? stays[0].getBoundingClientRect().top - stays[1] : 0;
      scrollTo({ left: x, top: scrollY + moved, behavior: 'instant' });
      if (focus && focus !== document.body && !focus.isConnected && focus.id)
        document.getElementById(focus.id)?.focus({ preventScroll: true });
      // Not at the next frame: a tab that nobody sees has none.
      setTimeout(() => {
        root.style.removeProperty('overflow-anchor');
        if (!root.getAttribute('style')) root.removeAttribute('style');
      }, 50);
    }
  }

  // --- Styles, pictures, scripts.
  const fresh = (href) => {
    const url = new URL(href, location.href);
    url.searchParams.set('guidegen', Date.now().toString(36));
    return url.href;
  };
  const pathOf = (href) => {
    try {
      const url = new URL(href, location.href);
      return href && url.origin === location.origin ? url.pathname : null;
    } catch {
      return null;
    }
  };
  // The new styles are there before the old ones go, so that nothing flashes.
  const renewed = new Set();
  function restyle(link, href) {
    const next = link.cloneNode();
    const done = () => {
      next.remove();
      renewed.delete(link);
    };
    renewed.add(link);
    next.onload = next.onerror = () => {
      link.addEventListener('load', done, { once: true });
      link.addEventListener('error', done, { once: true });
      link.href = href;
    };
    next.href = href;
    link.after(next);
  }
  function styles(paths) {
    const links = [...document.querySelectorAll('link[rel~=stylesheet]')].filter((link) => pathOf(link.href) && ![...renewed].some((old) => old === link || old.nextSibling === link));
    const named = links.filter((link) => paths.includes(pathOf(link.href)));
    // One that is not named here is imported by another.
    for (const link of named.length === paths.length && paths.length ? named : links) restyle(link, fresh(link.href));
  }
  function pictures(paths) {
    const renew = (word) => (paths.includes(pathOf(word)) ? fresh(word) : word);
    for (const node of document.querySelectorAll('img, source, video, audio, image, use, object, embed'))
      for (const name of ['src', 'srcset', 'poster', 'href', 'data']) {
        const value = node.getAttribute(name);
        const next = value && (name === 'srcset' ? value.replace(/[^\s,]+/g, renew) : renew(value));
        if (next !== value) node.setAttribute(name, next);
      }
  }
  // After an absence: whether a script of this page is another than the one that ran. What ran is noted while the
  // browser's memory still has it: later another tab may have renewed that.
  const tagOf = async (src, cache) => (await fetch(src, { cache })).headers.get('etag');
  const ran = new Map();
  addEventListener('load', async () => {
    for (const { src } of scriptsOf(sent)) if (pathOf(src)) ran.set(src, await tagOf(src, 'force-cache').catch(() => null));
  });
  async function scriptsDiffer() {
    for (const [src, tag] of ran) if (tag && tag !== (await tagOf(src, 'no-cache'))) return true;
    return false;
  }

  // --- What the author is told: a quiet strip at the foot of the window, out of reach of the page's styles.
  const host = document.createElement('guidegen-strip');
  const strip = host.attachShadow({ mode: 'open' });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
    :host { all: initial; position: fixed; inset: auto 0 0 0; z-index: 2147483647; color-scheme: light dark;
      font: 14px/1.5 system-ui, sans-serif; color: light-dark(#1b2330, #e3e8ef) }
    section { background: light-dark(#fff, #1a2029); border-top: 1px solid light-dark(#8a94a3, #5c6675); max-height: 50vh; overflow: auto }
    section[hidden] { display: none }
    summary, p { margin: 0; padding: .35em 1em; cursor: pointer } p { cursor: auto }
    summary:focus-visible, a:focus-visible { outline: 3px solid light-dark(#0b57b7, #8ab8ff); outline-offset: -3px }
    ol { margin: 0; padding: 0 1em .6em; list-style: none } li { margin-top: .6em }
    a { color: light-dark(#0b57b7, #8ab8ff) }
    pre { margin: .2em 0 0; font: 13px/1.45 ui-monospace, monospace; white-space: pre; overflow-x: auto }
    @media print { :host { display: none } }`);
  strip.adoptedStyleSheets = [sheet];
  const make = (name, properties = {}, ...children) => {
    const node = Object.assign(document.createElement(name), properties);
    node.append(...children);
    return node;
  };
  const banner = make('section', { hidden: true });
  const summary = make('summary');
  const list = make('ol');
  const told = make('section', { hidden: true }, make('details', {}, summary, list));
  banner.setAttribute('role', 'status');
  told.setAttribute('aria-label', 'Findings of guidegen');
  strip.append(banner, told);
  let shown = '';

  function tell(findings) {
    const text = JSON.stringify(findings);
    if (text === shown) return;
    shown = text;
    const count = (severity, word) => {
      const n = findings.filter((finding) => finding.severity === severity).length;
      return n ? [`${n} ${word}${n > 1 ? 's' : ''}`] : [];
    };
    summary.textContent = [...count('error', 'error'), ...count('warning', 'warning'), ...count('info', 'note')].join(', ');
    list.replaceChildren(
      ...findings.map(({ place, link, text, message }) =>
        make('li', {}, make('a', { href: /^\s*(javascript|data):/i.test(link) ? '#' : link, textContent: place }), make('pre', { textContent: text || message }))
      )
    );
    told.hidden = !findings.length;
    place();
  }
  function gone(page) {
    print = '';
    const near = [...page.querySelectorAll('.guidegen-near a')].slice(0, 5);
    const links = near.flatMap((link) => [' ', make('a', { href: link.getAttribute('href'), textContent: link.textContent }), ',']);
    links.pop();
    banner.replaceChildren(make('p', {}, near.length ? 'This page is gone. Perhaps you look for' : 'This page is gone.', ...links));
    banner.hidden = false;
    place();
  }
  const place = () => {
    if (told.hidden && banner.hidden) host.remove();
    else if (!host.isConnected) document.documentElement.append(host);
  };

  // --- The channel.
  let known = null;
  let source = null;
  let heard = 0;
  let wait = 250;
  let timer = 0;
  let work = Promise.resolve();

  async function apply(state, reconnected) {
    tell(state.findings);
    const scripts = scriptsOf(sent).map((script) => pathOf(script.src));
    if (state.changed.some((path) => scripts.includes(path))) return location.reload();
    if (reconnected && known && known.scripts !== state.scripts && (await scriptsDiffer())) return location.reload();
    if (state.page && !print) return location.reload();
    // The page before its styles: their names may hold what they are made of, and then the old ones are gone.
    if (state.page !== print && (state.page || print)) await update();
    if (state.css.length) styles(state.css);
    else if (known && known.styles !== state.styles) styles([]);
    known = state;
    pictures(state.changed);
  }
  // A browser opens six connections to one host, and a page that listens holds one. So four pages may listen, those
  // that are seen before those that are not; the others ask once a second while they are seen.
  let free = null;
  let tries = 0;
  const bell = new BroadcastChannel('guidegen');
  let asking = null;
  const room = () => (asking ??= ask().finally(() => (asking = null)));
  async function ask() {
    if (free || !navigator.locks) return true;
    for (const name of ['guidegen-1', 'guidegen-2', 'guidegen-3', 'guidegen-4']) {
      free = await new Promise((got) =>
        navigator.locks.request(name, { ifAvailable: true }, (lock) => (lock ? new Promise(got) : got(null))).catch(() => got(null))
      );
      if (free) return true;
    }
    return false;
  }
  const leave = () => {
    free?.();
    free = null;
  };
  const disconnect = () => {
    tries++;
    clearTimeout(timer);
    source?.close();
    source = null;
  };
  async function connect() {
    disconnect();
    const own = tries;
    const listens = await room();
    if (own !== tries) return;
    let first = true;
    heard = Date.now();
    source = new EventSource(`${base}.guidegen/events?page=${encodeURIComponent(location.pathname)}`);
    source.addEventListener('state', (event) => {
      const [state, reconnected] = [JSON.parse(event.data), first];
      first = false;
      heard = Date.now();
      wait = 250;
      // What fails here is the network: the next connection begins with the state again.
      work = work.then(() => apply(state, reconnected)).catch(() => {});
      if (listens) return;
      disconnect();
      if (document.hidden) return;
      bell.postMessage('room');
      timer = setTimeout(connect, 1000);
    });
    source.addEventListener('beat', () => (heard = Date.now()));
    source.onerror = () => {
      disconnect();
      timer = setTimeout(connect, wait);
      wait = Math.min(wait * 2, 3000);
    };
  }
  bell.onmessage = () => {
    if (!document.hidden || !free) return;
    disconnect();
    leave();
  };
  const stale = () => Date.now() - heard > 40000;
  addEventListener('visibilitychange', () => {
    if (!document.hidden && (!source || stale())) connect();
    else if (document.hidden && !navigator.locks) disconnect();
  });
  addEventListener('pageshow', (event) => event.persisted && connect());
  addEventListener('pagehide', () => {
    disconnect();
    leave();
  });
  addEventListener('online', () => source && stale() && connect());
  setInterval(() => source && stale() && connect(), 10000);
  connect();
})();
