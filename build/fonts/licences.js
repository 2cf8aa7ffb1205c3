// Prints NOTICE: each font package with its version, licence and copyright. Fails if a package is
// under any licence other than the Open Font License or Apache 2.0.
"use strict";
const fs = require("fs");
const path = require("path");

const ALLOWED = { "MIT AND OFL-1.1": "OFL-1.1", "MIT AND Apache-2.0": "Apache-2.0" };
const names = Object.keys(JSON.parse(fs.readFileSync("package.json", "utf8")).dependencies).sort();

const entries = names.map((name) => {
  const folder = path.join("node_modules", name);
  const { version, license } = JSON.parse(fs.readFileSync(path.join(folder, "package.json"), "utf8"));
  if (!(license in ALLOWED)) {
    console.error(`${name} ${version}: licence ${license}; remove it from package.json`);
    process.exit(1);
  }
  const text = fs.readFileSync(path.join(folder, "LICENSE_FONT"), "utf8");
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  const owner = lines.find((line) => /^copyright (\(c\)|©|\d)/i.test(line)) || "see the package";
  return `${name} ${version} (${ALLOWED[license]})\n    ${owner}`;
});

console.log(`Kern
Licensed under the Apache License 2.0; see LICENSE.

Fonts

The letters of the bundled data set "glyphs" were rendered from ${entries.length} font packages, all under the SIL
Open Font License 1.1 (OFL-1.1) or the Apache License 2.0. Kern contains images of letters, not the
fonts. build/fonts/render fetches the packages at the versions below, renders the images again,
byte for byte, and rewrites this file. families.tsv, beside the images, says which font families are
in which part of the data set, with how many faces and images.

Each build renders three of the families and compares them with the bundled images. To render and
compare all of them, which takes two minutes, run "npm ci" in build/fonts and then, with the absolute
path of its node_modules as FOLDER:

    mvn test -pl glyphs -am -Dtest=EmbeddedRenderTest -Dsurefire.failIfNoSpecifiedTests=false -Dkern.fonts=FOLDER

${entries.join("\n")}`);
