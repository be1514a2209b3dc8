// One rule of the search at a time.
import assert from "node:assert/strict";
import test from "node:test";
import { open } from "./load.mjs";

const { find } = await open(process.env.SEARCH_SAMPLES);
// The index runs in a realm of its own, so its lists are copied before they are compared.
const urls = async (query) => Array.from((await find(query)).hits, ({ url }) => url);
const first = async (query, url) => assert.equal((await urls(query))[0], url, query);

test("accents, case and ligatures do not matter", async () => {
  for (const query of ["equipes", "Équipes", "EQUIPES", "deploiement", "Sao Paulo", "strasse", "straße", "grosse"]) await first(query, "/accents.html");
});

test("Chinese, Japanese and Korean are found by any part of a word", async () => {
  for (const query of ["ネットワーク", "東京", "開発環境を作成", "アカウント"]) await first(query, "/japanese.html");
  for (const query of ["账户", "权限边界", "网络", "规"]) await first(query, "/chinese.html");
  await first("데이터", "/korean.html");
  assert.equal((await find("ネットワーク")).hits[0].id, "network");
});

test("identifiers are found whole and by their parts", async () => {
  for (const query of ["AWSReservedSSO", "awsreservedsso", "reserved sso", "cloud formation", "cloudformation", "dev_network_id", "network id"]) await first(query, "/identifiers.html");
});

test("joined words are taken apart", async () => {
  for (const query of ["controltower", "landingzone", "controltow"]) await first(query, "/words.html");
});

test("forms of a word and its beginning are found", async () => {
  for (const query of ["encrypt", "encrypting", "encr", "volume", "volum"]) await first(query, "/stems.html");
});

test("one or two typos are forgiven, a swap counts as one", async () => {
  for (const query of ["encyrpting", "encrpting", "encrypitng volmes"]) await first(query, "/stems.html");
  await first("xylofone", "/chapter/");
});

test("titles stand over headings, headings over text", async () => {
  assert.deepEqual(await urls("quota"), ["/title.html", "/heading.html", "/body.html"]);
});

test("titles and ids with odd signs arrive as they are", async () => {
  const [hit] = (await find("zebra")).hits;
  assert.equal(hit.title, 'Odd "titles" \\ & <signs>');
  assert.deepEqual([hit.heading, hit.id], ["Räume & Türen", "fn:1"]);
});

test("nothing is found quietly", async () => {
  for (const query of ["", " ", "?!", "a", "the"]) assert.deepEqual(await urls(query), []);
  assert.equal((await find("xylopharx")).near, "xylophone");
  assert.deepEqual(await urls("qqqqqqqq"), []);
});

test("words that say nothing do not hide what does", async () => {
  await first("how do I encrypt the volumes", "/stems.html");
});
