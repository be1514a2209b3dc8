// Runs an index from the disk without a browser: a script element reads its file and runs it.
import fs from "node:fs";
import path from "node:path";
import vm from "node:vm";

// The search over the index in `folder`. `fetched` has the size of every file that was read.
export async function open(folder) {
  const fetched = new Map();
  const run = (element) => {
    const name = path.basename(element.src), code = fs.readFileSync(path.join(folder, name), "utf8");
    fetched.set(name, Buffer.byteLength(code));
    queueMicrotask(() => {
      context.document.currentScript = element;
      vm.runInContext(code, context);
      context.document.currentScript = null;
      element.onload?.();
    });
  };
  const context = vm.createContext({ document: { createElement: () => ({}), head: { append: run } }, guidegenSearch: {} });
  const root = fs.readdirSync(folder).find((name) => name.startsWith("index-"));
  await new Promise((onload) => run({ src: "search/" + root, onload }));
  return { find: context.guidegenSearch.find, fetched };
}
