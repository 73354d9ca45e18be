// A page driven by Chromium's own debugging protocol, for an app that Playwright cannot attach to.
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import WebSocket from 'ws'

export type DebuggedPage = {
  readonly url: string
  /** One command of the protocol; what it answers is not read by every caller. */
  readonly send: (method: string, params?: object) => Promise<Result>
  /** The value of an expression, awaited. */
  readonly evaluate: (expression: string) => Promise<unknown>
  readonly screenshot: () => Promise<Buffer>
}

type Target = {
  readonly type: string
  readonly url: string
  readonly webSocketDebuggerUrl: string
}
type Result = {
  readonly result?: { readonly value?: unknown }
  readonly exceptionDetails?: { readonly exception?: { readonly description?: string } }
  readonly data?: string
  readonly usedSize?: number
}
type Reply = { readonly id: number; readonly result?: Result }

/** @param endpoint as printed by `--remote-debugging-port=0` */
export async function debugPage(endpoint: string): Promise<DebuggedPage> {
  const target = await findTarget(`http://${new URL(endpoint).host}/json/list`)
  const socket = new WebSocket(target.webSocketDebuggerUrl)
  await once(socket, 'open')
  let last = 0
  const send = (method: string, params: object = {}): Promise<Result> => {
    const id = (last += 1)
    return new Promise((resolve) => {
      const receive = (data: Buffer) => {
        const reply = JSON.parse(data.toString('utf8')) as Reply
        if (reply.id !== id) return
        socket.off('message', receive)
        resolve(reply.result ?? {})
      }
      socket.on('message', receive)
      socket.send(JSON.stringify({ id, method, params }))
    })
  }
  return {
    url: target.url,
    send,
    async evaluate(expression) {
      const { result } = await send('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true })
      return result?.value
    },
    async screenshot() {
      const { data } = await send('Page.captureScreenshot', { format: 'png' })
      return Buffer.from(data ?? '', 'base64')
    },
  }
}

async function findTarget(list: string): Promise<Target> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const targets = (await (await fetch(list)).json()) as readonly Target[]
    const page = targets.find(({ type, url }) => type === 'page' && url !== '')
    if (page) return page
    await sleep(100)
  }
  throw new Error('the app has no page to attach to')
}
