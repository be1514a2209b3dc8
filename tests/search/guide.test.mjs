// What readers of our own guide type, and the page they should find.
import assert from "node:assert/strict";
import test from "node:test";
import { open } from "./load.mjs";

const QUERIES = [
  ["control tower", "launch-control-tower"],
  ["controltower", "launch-control-tower"],
  ["site to site vpn", "site-to-site-vpn"],
  ["permissions boundary", "permissions-boundary"],
  ["permision bondary", "permissions-boundary"],
  ["leaked access key", "incidents.html", "leaked-access-key"],
  ["glossary", "glossary"],
  ["transit gatway", "site-to-site-vpn", "create-the-transit-gateway"],
  ["dns", "hybrid-dns"],
  ["close an account", "create-development-accounts", "close-an-account"],
  ["root user", "prepare-management-account", "secure-the-root-user"],
  ["saml scim", "connect-your-identity-provider", "connect-saml-and-scim"],
  ["encryption", "/04-test-prod/", "encryption"],
  ["mermaid", "shortcodes", "mermaid"],
  ["footnotes", "markdown", "footnotes"],
  ["cidr", "cidr-plan"],
  ["monitorng", "01-monitoring"],
  ["address pl", "address-plan"],
  ["how do I create an account", "create-development-accounts"],
  ["flow logs", "central-logging"],
  ["cloudfront", "preview-and-publish"],
  ["vpc endpoints", "egress-and-endpoints"],
  ["waive a finding", "05-checks", "waive-a-finding"],
  ["tabs", "shortcodes", "tabs"],
];

test("our own guide: the first result is right nine times in ten, one of the first three always", async () => {
  const { find } = await open(process.env.SEARCH_GUIDE);
  const wrong = [], missed = [], sections = [];
  for (const [query, page, section] of QUERIES) {
    const { hits } = await find(query), rank = hits.findIndex(({ url }) => url.includes(page));
    const told = `${query}: ${rank + 1}; ${hits.slice(0, 3).map((hit) => `${hit.url}#${hit.id ?? ""}`).join(", ")}`;
    if (rank) wrong.push(told);
    if (rank < 0 || rank > 2) missed.push(told);
    else if (section && hits[rank].id !== section) sections.push(told);
  }
  assert.deepEqual(missed, []);
  assert.ok(wrong.length <= QUERIES.length / 10, wrong.join("\n"));
  assert.deepEqual(sections, []);
});

test("a query takes little time", async () => {
  const { find } = await open(process.env.SEARCH_GUIDE);
  for (const [query] of QUERIES) await find(query);
  const start = process.cpuUsage();
  for (const [query] of QUERIES) await find(query);
  const { user, system } = process.cpuUsage(start), each = (user + system) / 1000 / QUERIES.length;
  assert.ok(each < 25, `${each} ms a query`);
});
