#!/usr/bin/env node
// Runs the program that the package for this platform carries.
"use strict";
const { spawn } = require("node:child_process");

const platform = `${process.platform}-${process.arch}`;
const name = process.platform === "win32" ? "guidegen.exe" : "guidegen";
let program;
try {
  program = require.resolve(`guidegen-${platform}/${name}`);
} catch {
  console.error(
    `error: there is no guidegen for ${platform} here. Its package, guidegen-${platform}, is an optional dependency: ` +
      "install without --no-optional, or build guidegen with cargo.",
  );
  process.exit(2);
}
const child = spawn(program, process.argv.slice(2), { stdio: "inherit" });
child.on("error", (error) => {
  console.error(`error: ${program} cannot be run: ${error.message}`);
  process.exit(2);
});
// What is meant to stop this script is meant to stop the program.
const signals = ["SIGINT", "SIGTERM", "SIGHUP"];
for (const signal of signals) process.on(signal, () => child.kill(signal));
child.on("exit", (code, signal) => {
  if (!signal) process.exit(code);
  signals.forEach((name) => process.removeAllListeners(name));
  process.kill(process.pid, signal);
});
