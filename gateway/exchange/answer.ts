// One upstream exchange up to its head, as a value. The body stays unread until somebody asks for it.
import type { AttemptSteps, Headers } from '#shared/session/frame'
import type { DispatchContext, Upstream, UpstreamFailure, UpstreamRequest } from '../upstream/upstream'

export type BodyReader = {
  readonly data: (chunk: Buffer) => void
  readonly end: () => void
  readonly fail: (failure: UpstreamFailure) => void
}

export type Answer = {
  readonly status: number
  readonly headers: Headers
  /** Starts the body. May be called once. */
  readonly read: (reader: BodyReader) => void
  readonly pause: () => void
  readonly resume: () => void
  /** Hangs up: nobody wants the rest. Does nothing once the body has ended. */
  readonly abort: () => void
}

/** `steps`: null where no connection was needed. */
export type Opened = { readonly steps: AttemptSteps | null } & (
  | { readonly ok: true; readonly answer: Answer }
  | { readonly ok: false; readonly failure: UpstreamFailure }
)

/** Settles at the response head or at the first failure. Aborting `signal` stops the exchange at any time. */
export function openAnswer(
  upstream: Upstream,
  request: UpstreamRequest,
  context: DispatchContext,
  signal: AbortSignal,
): Promise<Opened> {
  return new Promise((resolve) => {
    let reader: BodyReader | null = null
    let steps: AttemptSteps | null = null
    const over = () => signal.removeEventListener('abort', exchange.abort)
    // A provider can say what its reader cannot cope with. That ends this exchange; who carries the bytes, a timer among
    // them, has nobody to tell.
    const hand = (step: (to: BodyReader) => void) => {
      if (!reader) return
      try {
        step(reader)
      } catch (error) {
        const { name: code, message } = error as Error
        reader.fail({ kind: 'reset', code, message })
        exchange.abort()
      }
    }
    const exchange = upstream.dispatch(request, context, {
      steps: (told) => {
        steps = told
      },
      head: (status, headers) => {
        const read = (next: BodyReader) => {
          reader = next
          exchange.resume()
        }
        const { pause, resume, abort } = exchange
        resolve({ ok: true, steps, answer: { status, headers, read, pause, resume, abort } })
      },
      data: (chunk) => hand((to) => to.data(chunk)),
      end: () => {
        over()
        hand((to) => to.end())
      },
      fail: (failure) => {
        over()
        if (reader) reader.fail(failure)
        else resolve({ ok: false, steps, failure })
      },
    })
    if (signal.aborted) exchange.abort()
    else signal.addEventListener('abort', exchange.abort)
  })
}

export type Body =
  /** `isCut`: there was more of it. */
  | { readonly ok: true; readonly text: string; readonly isCut: boolean }
  | { readonly ok: false; readonly failure: UpstreamFailure }

/** Reads the body as text, up to `limit` bytes; what comes after them is not waited for, as it may never end. */
export function readBody(answer: Answer, limit: number): Promise<Body> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    let size = 0
    const settle = () => {
      const text = Buffer.concat(chunks).subarray(0, limit).toString('utf8')
      resolve({ ok: true, text, isCut: size > limit })
    }
    answer.read({
      data: (chunk) => {
        if (size > limit) return
        chunks.push(chunk)
        size += chunk.length
        if (size <= limit) return
        settle()
        answer.abort()
      },
      end: settle,
      fail: (failure) => resolve({ ok: false, failure }),
    })
  })
}
