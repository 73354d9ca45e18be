// Sessions as one page that opens anywhere, years later and without a network: nothing in it runs, nothing is fetched, and its own
// policy forbids both.
import { collectReport } from '#shared/formats/html/collect'
import { escapeText, markup } from '#shared/formats/html/markup'
import {
  eventsSection,
  headSection,
  maskedSection,
  outputSection,
  requestSection,
  routeSection,
  timeSection,
  type MaskedReport,
} from '#shared/formats/html/sections'
import { style } from '#shared/formats/html/style'
import type { PortableSession } from '#shared/formats/portable'

const policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"

export type ReportOptions = {
  readonly app: string
  /** Unix ms. */
  readonly madeAt: number
  readonly redaction: (id: string) => MaskedReport
}

export async function* writeHtml(
  sessions: AsyncIterable<PortableSession>,
  { app, madeAt, redaction }: ReportOptions,
): AsyncGenerator<string> {
  yield `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escapeText(policy)}">
<meta name="viewport" content="width=device-width">
<meta name="referrer" content="no-referrer">
<title>Gatescope report</title>
<style>${style}</style>
</head>
<body>
<main>
`
  const made = new Date(madeAt).toISOString()
  yield markup`<header class="report"><h1>Gatescope report</h1><p class="note">Made by ${app} on ${made}. This file is complete: it loads nothing and runs nothing.</p></header>
`.html
  for await (const session of sessions) {
    const report = await collectReport(session)
    yield '<article>\n'
    const parts = [headSection, routeSection, timeSection, requestSection, outputSection, eventsSection]
    for (const part of parts) yield `${part(report).html}\n`
    yield `${maskedSection(redaction(session.header.id)).html}\n</article>\n`
  }
  yield '</main>\n</body>\n</html>\n'
}
