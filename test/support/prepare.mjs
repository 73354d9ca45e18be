// Gets what the end-to-end tests run on and says exactly what that is: node test/support/prepare.mjs
import { prepareChromium } from './chromium.mjs'
import { installWindowPackages } from './debian.mjs'
import { prepareElectron } from './electron.mjs'

/** @param {string} line */
const say = (line) => console.log(line)

const browser = prepareChromium(say)
const desktop = await prepareElectron(say)
if ('electron' in desktop) installWindowPackages(desktop.electron.executable, say)

say(
  'chromium' in browser
    ? `Chromium: ${browser.chromium.executable} (${browser.chromium.origin})`
    : `Chromium: none, every browser test will be skipped: ${browser.reason}`,
)
say(
  'electron' in desktop
    ? `Electron: ${desktop.electron.version}, ${desktop.electron.executable} (${desktop.electron.origin})`
    : `Electron: none, every desktop test will be skipped: ${desktop.reason}`,
)
