// A guide of many files: what the first search costs, and that nothing is out of reach.
import assert from "node:assert/strict";
import test from "node:test";
import { open } from "./load.mjs";

const folder = process.env.SEARCH_LARGE;
const bytes = (fetched) => [...fetched.values()].reduce((sum, size) => sum + size, 0);

test("every page is found by the word that only it has", async () => {
  const { find } = await open(folder);
  for (let page = 0; page < 4000; page += 37) {
    const { hits } = await find(`serial${page}`);
    assert.equal(hits[0].url, `/part-${Math.floor(page / 50)}/page-${page}.html`);
    assert.equal(hits[0].path, `Part ${Math.floor(page / 50)}`);
  }
});

test("the first search costs at most 100 kB, not compressed", async () => {
  const { find } = await open(folder), titles = [];
  for (let page = 5; page < 4000; page += 797) titles.push((await find(`serial${page}`)).hits[0].title);
  const queries = ["platform", "ba", "s", "bari tomne", "serial17", "platfrom", "nothinglikethis", ...titles, titles.join(" "),
    "how do I find the platform that has all of these many words in it"];
  for (const query of queries) {
    const { find, fetched } = await open(folder);
    await find(query);
    assert.ok(bytes(fetched) <= 100_000, `${query}: ${bytes(fetched)} bytes in ${fetched.size} files`);
  }
});

test("a word of all pages is found, with typos too", async () => {
  const { find } = await open(folder);
  for (const query of ["platform", "platfrom", "plat"]) {
    const { hits, total } = await find(query);
    assert.equal(hits.length, 10, query);
    assert.ok(total > 100, query);
  }
});

test("two words narrow each other", async () => {
  const { find } = await open(folder);
  for (let page = 11; page < 4000; page += 501) {
    const [hit] = (await find(`serial${page}`)).hits, other = hit.title.split(" ")[1];
    assert.equal((await find(`${other} serial${page}`)).hits[0].url, hit.url);
    assert.equal((await find(`platform serial${page}`)).hits[0].url, hit.url);
  }
});
