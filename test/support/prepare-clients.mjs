// Gets the programs of others that are run against the gateway, and says exactly what they are:
// node test/support/prepare-clients.mjs
import { prepareCodex } from './codex.mjs'

/** @param {string} line */
const say = (line) => console.log(line)

const prepared = prepareCodex(say)
say(
  'codex' in prepared
    ? `Codex: ${prepared.codex}`
    : `Codex: none, every test of it will be skipped: ${prepared.reason}`,
)
