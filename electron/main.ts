// The desktop host: gives the gateway its folder and port, and the window its bridge.
import { app, dialog, powerMonitor, safeStorage, session, type BrowserWindow } from 'electron'
import { join } from 'node:path'
import { gatewayEvents } from '#shared/contract/events'
import { GatewayStartError, startGateway, type Gateway } from '../gateway/index'
import { answerCalls, sendEvent } from './ipc'
import { createKeyStore } from './key-store'
import { denyNavigation, denyPermissions } from './lockdown'
import { setMenu } from './menu'
import { registerScheme, serveRenderer, START_PAGE } from './protocol'
import { createWindow } from './window'

declare const __APP_VERSION__: string

const CLOSE_LIMIT_MS = 3_000

const log = (line: string) => void process.stderr.write(`${line}\n`)

let gateway: Promise<Gateway> | null = null

app.setName('Gatescope')
registerScheme()
denyNavigation(app)
quitCleanly()
if (app.requestSingleInstanceLock()) void app.whenReady().then(start).catch(refuseToStart)
else app.exit()

async function start(): Promise<void> {
  // Electron's own handling dies of a second signal, and Ctrl+C under a start script sends two.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => app.quit())
  setMenu()
  denyPermissions(session.defaultSession)
  serveRenderer(session.defaultSession, join(__dirname, 'renderer'))
  gateway = openGateway()
  const started = await gateway
  const window = createWindow(join(app.getPath('userData'), 'window.json'))
  app.on('second-instance', () => {
    if (window.isMinimized()) window.restore()
    window.focus()
  })
  // Sockets do not notice that the machine was asleep; their other ends may be long gone.
  powerMonitor.on('resume', started.checkLiveness)
  connect(window, started)
  window.loadURL(START_PAGE).catch((error: unknown) => log(`The console did not load: ${String(error)}`))
}

/** Clients look for the gateway at its usual port; when that is taken, any free one is better than no gateway. */
async function openGateway(): Promise<Gateway> {
  const keyStore = createKeyStore(safeStorage, join(app.getPath('userData'), 'keys.bin'))
  // A thread cannot look into the app's archive: the worker and its native module are packed beside it.
  const searchWorker = join(__dirname, 'search.cjs').replace('app.asar', 'app.asar.unpacked')
  const options = { env: process.env, version: __APP_VERSION__, log, keyStore, searchWorker }
  try {
    return await startGateway(options)
  } catch (error) {
    if (!(error instanceof GatewayStartError && error.code === 'port_in_use')) throw error
    const opened = await startGateway({ ...options, port: 0 })
    log(`${error.message} The gateway listens on ${opened.status().gateway} instead.`)
    return opened
  }
}

function connect(window: BrowserWindow, started: Gateway): void {
  const { webContents } = window
  answerCalls(webContents, started.handlers)
  for (const event of gatewayEvents) started.on(event, (payload) => sendEvent(webContents, event, payload))
}

/**
 * The window is the gateway's switch, on every system: a gateway nobody sees must not keep answering. Leaving by `exit`
 * does not ask the page: one that is still loading may never answer, and the app would stay.
 */
function quitCleanly(): void {
  let quitting = false
  app.on('window-all-closed', () => app.quit())
  app.on('before-quit', (event) => {
    event.preventDefault()
    if (quitting) return
    quitting = true
    const limit = new Promise((resolve) => setTimeout(resolve, CLOSE_LIMIT_MS))
    const closed = gateway?.then((started) => started.close())
    void Promise.race([closed, limit])
      .catch((error: unknown) => log(`The gateway did not close cleanly: ${String(error)}`))
      .finally(() => app.exit())
  })
}

function refuseToStart(error: unknown): void {
  const reason = error instanceof Error ? error.message : String(error)
  log(`Gatescope cannot start: ${reason}`)
  dialog.showErrorBox('Gatescope cannot start', reason)
  app.exit(1)
}
