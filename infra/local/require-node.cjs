/**
 * Says in one sentence that Node.js is too old, before anything that an old one cannot read is
 * loaded. Passwords are hashed with crypto.argon2, which came with 24.7.
 */
'use strict';
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 24 || (major === 24 && minor < 7)) {
  console.error(
    `Guichet needs Node.js 24.7 or later and this is ${process.version}: install a newer one, then run npm ci again.`,
  );
  process.exit(1);
}
