// Prints docs/FONTS.md: each package of fonts with its version, its licence and whose work it is.
// Fails if one is under another licence than the Open Font License or Apache 2.0.
"use strict";
const fs = require("fs");
const path = require("path");

const ALLOWED = { "MIT AND OFL-1.1": "OFL-1.1", "MIT AND Apache-2.0": "Apache-2.0" };
const names = Object.keys(JSON.parse(fs.readFileSync("package.json", "utf8")).dependencies).sort();

const rows = names.map((name) => {
  const folder = path.join("node_modules", name);
  const { version, license } = JSON.parse(fs.readFileSync(path.join(folder, "package.json"), "utf8"));
  if (!(license in ALLOWED)) {
    console.error(`${name} ${version}: licence ${license}; take it out of package.json`);
    process.exit(1);
  }
  const text = fs.readFileSync(path.join(folder, "LICENSE_FONT"), "utf8");
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  const owner = lines.find((line) => /^copyright (\(c\)|©|\d)/i.test(line)) || "see the package";
  return `| ${name} | ${version} | ${ALLOWED[license]} | ${owner.replace(/\|/g, "\\|")} |`;
});

console.log(`# The fonts behind the glyphs

The letters of the embedded data set \`glyphs\` were rendered from ${rows.length} packages of fonts, all under the
SIL Open Font License 1.1 or the Apache License 2.0. Kern holds pictures of letters, not the fonts.
\`build/fonts/render\` fetches the packages, at the versions in this list, and renders the pictures
again, byte for byte; it also writes this list. Which families are in which part of the data set, with
how many faces and pictures, stands in \`families.tsv\` beside the pictures.

A test renders three of the families in every build and looks the pictures up among the embedded ones. After
\`npm ci\` in \`build/fonts\`, \`mvn test -pl data -Dtest=EmbeddedRenderTest -Dkern.fonts=FOLDER\`, with the
absolute path of its \`node_modules\`, renders all of them and compares the files, in two minutes.

| package | version | licence | copyright |
|---|---|---|---|
${rows.join("\n")}`);
