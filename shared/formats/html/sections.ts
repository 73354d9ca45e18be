// The parts of a report, in the order they are read: what came of it, why, who was asked, what was sent and said, and what
// was taken out of it.
import type { Cause, Stage } from '#shared/diagnostics/explanation'
import { sayDuration } from '#shared/diagnostics/words'
import type { Listed, SessionReport } from '#shared/formats/html/collect'
import { markup, type Markup } from '#shared/formats/html/markup'
import { drawTime } from '#shared/formats/html/plot'
import { parseJson } from '#shared/json'
import { eventData } from '#shared/open-responses/events'
import type { PartKind } from '#shared/open-responses/output'
import type { MaskedSpan } from '#shared/redaction/redact-frame'
import type { Verdict } from '#shared/session/summary'

/** What was masked: the first places, and how many there are by rule. */
export type MaskedReport = {
  readonly masked: readonly MaskedSpan[]
  readonly counts: Readonly<Record<string, number>>
}

const verdicts: Readonly<Record<Verdict, readonly [words: string, look: string]>> = {
  streaming: ['Streaming', 'info'],
  idle: ['Idle', 'plain'],
  complete: ['Complete', 'ok'],
  truncated: ['Truncated', 'warn'],
  failed: ['Failed', 'bad'],
  failed_mid_stream: ['Failed mid-stream', 'bad'],
  aborted: ['Client aborted', 'plain'],
}

const partWords: Readonly<Record<PartKind, string>> = {
  summary: 'Reasoning summary',
  reasoning: 'Reasoning',
  message: 'Message',
  refusal: 'Refusal',
  tool: 'Tool call',
  result: 'Result',
  image: 'Image',
  audio: 'Audio',
  other: 'Item',
}

const mostChars = 65_536
const mostSpans = 500

export function headSection({ header, summary, explanation, request }: SessionReport): Markup {
  const [words, look] = verdicts[summary.verdict]
  const tokens = [summary.inputTokens, summary.outputTokens].map((n) => n ?? '–').join(' in, ')
  const facts: readonly (readonly [string, string | number | null])[] = [
    ['Session', header.id],
    ['Started', new Date(header.startedAt).toISOString()],
    ['Recorded by', header.app],
    ['Request', request === null ? null : `${request.method} ${request.path} (${summary.transport})`],
    ['Model', summary.model],
    ['Served by', summary.provider === null ? null : `${summary.provider}${summary.simulated ? ', simulated' : ''}`],
    ['Status', summary.status],
    ['First token', summary.firstTokenMs === null ? null : sayDuration(summary.firstTokenMs)],
    ['Duration', sayDuration(summary.durationMs)],
    ['Tokens', summary.totalTokens === null ? null : `${tokens} out`],
    ['Frames', summary.frames],
  ]
  return markup`<h2>${summary.model ?? header.id}</h2>
<p class="sentence"><span class="verdict ${look}">${words}</span> ${explanation?.verdict.sentence ?? ''}</p>
<p class="dim">${summary.proof}</p>
<dl>${facts.map(([name, value]) => (value === null ? null : markup`<dt>${name}</dt><dd class="mono">${value}</dd>`))}</dl>`
}

export const routeSection = ({ explanation, attempts }: SessionReport): Markup =>
  markup`${whySection(explanation?.causes ?? [])}${stagesSection(explanation?.routing.stages ?? [])}${attemptsSection(attempts)}`

const whySection = (causes: readonly Cause[]): Markup =>
  section(
    'Why',
    causes.length === 0
      ? null
      : markup`<ol>${causes.map(
          ({ sentence, actions }) =>
            markup`<li>${sentence}${actions.length === 0 ? null : markup`<ul>${actions.map(({ words }) => markup`<li>${words}</li>`)}</ul>`}</li>`,
        )}</ol>`,
  )

/** Stages that dropped nobody are counted. */
function stagesSection(stages: readonly Stage[]): Markup {
  const dropping = stages.filter(({ dropped }) => dropped.length > 0)
  const idle = stages.length - dropping.length
  const [first] = stages
  const last = stages.at(-1)
  const summary = `${first?.before ?? '–'} candidates came in, ${last?.after ?? '–'} were left. `
  const rest = idle === 0 ? '' : `${idle} of ${stages.length} stages dropped nobody.`
  const rows = dropping.map(
    ({ words, stage, before, after, dropped }) =>
      markup`<tr><td>${words} <code class="dim">${stage}</code></td><td class="num">${before ?? '–'}</td><td class="num">${after ?? '–'}</td><td>${dropped.map((drop) => markup`<div><code>${drop.provider}</code> ${drop.words} <code class="dim">${drop.reason}</code></div>`)}</td></tr>`,
  )
  return section(
    'Where the candidates went',
    stages.length === 0
      ? null
      : markup`<p>${summary}<span class="dim">${rest}</span></p>${rows.length === 0 ? null : markup`<div class="scroll"><table><tr><th>Stage</th><th class="num">Before</th><th class="num">After</th><th>Dropped</th></tr>${rows}</table></div>`}`,
  )
}

function attemptsSection({ kept, count }: SessionReport['attempts']): Markup {
  const rows = kept.map(
    (one) =>
      markup`<tr><td class="num">${one.turn}</td><td class="num">${one.attempt}</td><td><code>${one.provider}</code> ${one.simulated ? 'simulated ' : ''}<span class="dim mono">${one.url}</span></td><td class="num">${one.status ?? '–'}</td><td class="num">${one.ms === null ? '–' : sayDuration(one.ms)}</td><td class="${one.failed === null ? 'ok' : 'bad'}">${one.failed ?? (one.status === null ? 'Never answered' : 'Answered')}</td></tr>`,
  )
  const heads = markup`<tr><th class="num">Turn</th><th class="num">Attempt</th><th>Provider</th><th class="num">Status</th><th class="num">Took</th><th>Outcome</th></tr>`
  return section(
    'Attempts',
    count === 0
      ? null
      : markup`<div class="scroll"><table>${heads}${rows}</table></div>${more(kept.length, count, 'attempts')}`,
  )
}

export const timeSection = (report: SessionReport): Markup => section('Time', drawTime(report))

export const requestSection = ({ request, sent }: SessionReport): Markup =>
  section(
    sent.count > 1 ? 'Requests' : 'Request',
    markup`${sent.kept.map(({ turn, text }) => markup`${sent.count > 1 ? markup`<p class="dim">Turn ${turn}</p>` : null}${block(pretty(text))}`)}${more(sent.kept.length, sent.count, 'requests')}${headers(request?.headers ?? {})}`,
  )

export const outputSection = ({ said }: SessionReport): Markup => {
  const parts = said.kept.flatMap(({ turn, parts: own }) => own.map((part) => ({ turn, part })))
  return section(
    'Output',
    parts.length === 0
      ? null
      : markup`${parts.map(
          ({ turn, part }) =>
            markup`<p class="dim">${said.count > 1 ? `Turn ${turn}, ` : ''}${partWords[part.kind]}${part.kind === 'message' ? null : markup` <code>${part.name}</code>`}${part.media === null ? '' : `, ${part.media.mime || 'media'} left out`}</p>${part.text === '' ? null : markup`<div class="said">${clipText(part.text)}</div>`}`,
        )}${more(said.kept.length, said.count, 'turns')}`,
  )
}

export function eventsSection({ events, last }: SessionReport): Markup {
  const left = events.count - events.kept.length - last.length
  const note =
    left > 0
      ? markup`<p class="note">${left} of ${events.count} events in the middle are left out here. The session file has all of them.</p>`
      : null
  return section(
    `Events (${events.count})`,
    events.count === 0
      ? null
      : markup`<details><summary>Show the events</summary>${table(events.kept)}${note}${last.length === 0 ? null : table(last)}</details>`,
  )
}

export function maskedSection({ masked, counts }: MaskedReport): Markup {
  const rules = Object.entries(counts)
  if (rules.length === 0)
    return section(
      'Redaction',
      markup`<p>Nothing more had to be masked. Credentials are taken out when a session is recorded.</p>`,
    )
  const shown = masked.slice(0, mostSpans)
  return section(
    'Redaction',
    markup`<p>Masked whole, as <code>[redacted]</code>: ${rules.map(([rule, count]) => `${count} × ${rule}`).join(', ')}.</p>
<details><summary>Show every place</summary><div class="scroll"><table><tr><th class="num">Frame</th><th>Where</th><th class="num">From</th><th class="num">To</th><th>Rule</th></tr>${shown.map(
      ({ seq, where, start, end, rule }) =>
        markup`<tr><td class="num">${seq}</td><td class="mono">${where}</td><td class="num">${start}</td><td class="num">${end}</td><td>${rule}</td></tr>`,
    )}</table></div>${more(
      shown.length,
      Object.values(counts).reduce((sum, count) => sum + count, 0),
      'places',
    )}</details>`,
  )
}

const section = (title: string, content: Markup | null): Markup =>
  content === null ? markup`` : markup`<section><h3>${title}</h3>${content}</section>`

const more = (shown: number, count: number, what: string): Markup | null =>
  shown < count ? markup`<p class="note">${shown} of ${count} ${what} are listed.</p>` : null

const block = (text: string): Markup => markup`<pre tabindex="0">${clipText(text)}</pre>`

const headers = (named: Readonly<Record<string, string>>): Markup | null =>
  Object.keys(named).length === 0
    ? null
    : markup`<details><summary>Headers</summary>${block(
        Object.entries(named)
          .map(([name, value]) => `${name}: ${value}`)
          .join('\n'),
      )}</details>`

const table = (events: readonly Listed[]): Markup =>
  markup`<div class="scroll"><table><tr><th class="num">Frame</th><th class="num">At</th><th>Event</th><th>Data</th></tr>${events.map(
    ({ seq, at, name, text }) =>
      markup`<tr><td class="num">${seq}</td><td class="num">${at.toFixed(1)} ms</td><td class="mono">${name}</td><td class="mono text">${clipText(dataOf(text), 2_000)}</td></tr>`,
  )}</table></div>`

/** Without the name, which stands beside it. */
const dataOf = (text: string): string => (/^\s*[{[]/.test(text) ? text : eventData(text) || text)

const clipText = (text: string, most = mostChars): string =>
  text.length <= most ? text : `${text.slice(0, most)}… (${text.length - most} more characters)`

const pretty = (text: string): string => {
  const value = text.length > mostChars ? undefined : parseJson(text)
  return value === undefined ? text : JSON.stringify(value, null, 2)
}
