// What has to be known of a session before the first line of its HAR entry can be written: its heads, its times and its sizes.
// One pass, and nothing is kept but these.
import { utf8Length } from '#shared/formats/utf8'
import type { Ending, Frame, Headers, RequestHead } from '#shared/session/frame'
import { isEventStream } from '#shared/session/stream'

export type Survey = {
  count: number
  request: RequestHead
  isSocket: boolean
  /** Of an HTTP exchange. */
  body: string | null
  sentAt: number | null
  status: number | null
  headers: Headers
  respondedAt: number | null
  endAt: number
  /** Of the answer, where it is a body or a stream. */
  bytes: number
  failure: { readonly how: Ending; readonly detail: string } | null
  closed: { readonly at: number; readonly code: number | null; readonly reason: string } | null
}

const nobody: RequestHead = { method: 'POST', path: '/', headers: {} }

export async function surveyFrames(frames: AsyncIterable<Frame>): Promise<Survey> {
  const survey: Survey = {
    count: 0,
    request: nobody,
    isSocket: false,
    body: null,
    sentAt: null,
    status: null,
    headers: {},
    respondedAt: null,
    endAt: 0,
    bytes: 0,
    failure: null,
    closed: null,
  }
  for await (const frame of frames) applyToSurvey(survey, frame)
  return survey
}

function applyToSurvey(survey: Survey, frame: Frame): void {
  survey.count += 1
  survey.endAt = Math.max(survey.endAt, frame.at)
  switch (frame.kind) {
    case 'opened':
      survey.request = frame.request
      survey.isSocket = frame.transport === 'websocket'
      return
    case 'sent':
      survey.sentAt ??= frame.at
      if (!survey.isSocket) survey.body ??= frame.text
      return
    case 'responded':
      survey.status = frame.status
      survey.headers = frame.headers
      survey.respondedAt = frame.at
      return
    case 'received':
      if (!speaksInMessages(survey)) survey.bytes += utf8Length(frame.text)
      return
    case 'ended':
      if (frame.how !== 'complete') survey.failure = { how: frame.how, detail: frame.detail }
      return
    case 'closed':
      survey.closed = { at: frame.at, code: frame.code, reason: frame.reason }
      return
    default:
  }
}

/** A handshake that was refused has a body, like any other refusal. */
export const speaksInMessages = ({ isSocket, status }: Survey): boolean => isSocket && (status === null || status < 400)

export const speaksInEvents = (survey: Survey): boolean => !survey.isSocket && isEventStream(survey.headers)
