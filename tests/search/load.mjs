// Runs search.js over index files on the disk, without a browser: a script element reads its file and runs it.
import fs from "node:fs";
import path from "node:path";
import vm from "node:vm";

const script = new URL("../../themes/foundation/assets/js/search.js", import.meta.url);

// The search over the index in `folder`, whose root is named in `root.txt`. `fetched` counts bytes by file.
export async function open(folder) {
  const fetched = new Map();
  const run = (element) => {
    const name = path.basename(element.src);
    const code = fs.readFileSync(path.join(folder, name), "utf8");
    fetched.set(name, Buffer.byteLength(code));
    queueMicrotask(() => {
      vm.runInContext(code, context);
      element.onload();
    });
  };
  const context = vm.createContext({ console, document: { createElement: () => ({}), head: { append: run } } });
  context.window = context;
  vm.runInContext(fs.readFileSync(script, "utf8"), context);
  await context.guidegenSearch.start("search/" + fs.readFileSync(path.join(folder, "root.txt"), "utf8"));
  return { find: context.guidegenSearch.find, fetched };
}
