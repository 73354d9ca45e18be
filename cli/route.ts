// `gatescope route`: where a request would go, and why not elsewhere, by the configuration alone. Nothing is sent; the exit
// code is 1 when the request would be refused.
import path from 'node:path'
import type { DryRun } from '#shared/contract/dry-run'
import type { DroppedProvider, FilterStage, RoutingDiagnostics } from '#shared/open-responses/diagnostics'
import { defaultDataDir, dryRunOffline } from '../gateway/index'
import { parseObject, readBodyFile } from './body'
import { orUsageError, parseFlags, UsageError } from './usage'

const help = `gatescope route [--body FILE|-] [--model M]: where a request would go, without sending it

  --model M        model id (default openai/gpt-5-nano without a body)
  --body FILE      the request as JSON, - for stdin; --model is put over it
  --ws             as a message on a websocket
  --config FILE    configuration (default gatescope.config.json here, then in the user's config folder)
  --data-dir DIR   where the providers' own lists of models are kept
  --simulate       every provider is simulated, even with a key
  --json           print the decision as JSON

Decides by the configuration alone: what a running gateway has seen of its providers' health is not known here.
`

export async function route(args: string[]): Promise<number> {
  const { values, positionals } = parseFlags(args, {
    model: { type: 'string' },
    body: { type: 'string' },
    ws: { type: 'boolean' },
    config: { type: 'string' },
    'data-dir': { type: 'string' },
    simulate: { type: 'boolean' },
    json: { type: 'boolean' },
    help: { type: 'boolean', short: 'h' },
  })
  if (positionals.length > 0) throw new UsageError(`route takes no argument "${positionals[0]}".`)
  if (values.help) {
    process.stdout.write(help)
    return 0
  }
  const options = {
    configFile: values.config,
    dataDir: path.resolve(values['data-dir'] ?? defaultDataDir(process.env, process.platform)),
    simulate: values.simulate,
    env: process.env,
    log: (line: string) => process.stderr.write(`${line}\n`),
  }
  const body = requestBody(values.body, values.model, values.ws ?? false)
  const transport = values.ws ? 'websocket' : 'json'
  const run = await orUsageError(Promise.resolve().then(() => dryRunOffline(options, { body, transport })))
  process.stdout.write(values.json ? `${JSON.stringify(run)}\n` : sayRun(run))
  return run.refusal ? 1 : 0
}

function requestBody(file: string | undefined, model: string | undefined, isTurn: boolean): string {
  const raw = file === undefined ? '{"model":"openai/gpt-5-nano","input":""}' : readBodyFile(file)
  const given = parseObject(raw)
  if (given === null) return raw
  return JSON.stringify({ ...(isTurn ? { type: 'response.create' } : {}), ...given, ...(model ? { model } : {}) })
}

function sayRun({ diagnostics, plan, refusal }: DryRun): string {
  const lines = [
    ...(diagnostics ? sayFunnel(diagnostics) : []),
    ...plan.map(
      ({ provider, model, simulated }, i) =>
        `${i === 0 ? 'asks' : 'then'} ${provider}, as ${model}${simulated ? ' (simulated)' : ''}`,
    ),
    ...(refusal
      ? [`refused: ${refusal.status} ${refusal.error}${sayReason(refusal.reason)}`, `  ${refusal.description}`]
      : []),
    'Nothing was sent.',
  ]
  return `${lines.join('\n')}\n`
}

const sayReason = (reason: string | null): string => (reason === null ? '' : ` (${reason})`)

/** Everyone who was lost, where, and why; a step that lost nobody has nothing to say. */
function sayFunnel(diagnostics: RoutingDiagnostics): string[] {
  const {
    model,
    requestedModel = model,
    endpoint,
    candidates,
    enablement,
    parameterSupport,
    filterStages,
  } = diagnostics
  const isHint = ({ stage }: FilterStage) => stage.startsWith('hints.')
  const { totalProviders: known } = candidates
  const meant = requestedModel === model ? model : `${requestedModel}, which is ${model},`
  const noEndpoint = candidates.droppedUnsupportedEndpoint.map((id) => `${id} (endpoint_unsupported)`)
  const noAdapter = candidates.droppedMissingAdapter.map(({ providerId }) => `${providerId} (adapter_missing)`)
  return [
    `${meant} on ${endpoint}: ${known === 1 ? '1 provider' : `${known} providers`}`,
    ...sayStep('candidates', candidates.candidateCount, [...noEndpoint, ...noAdapter]),
    ...filterStages.filter(isHint).flatMap(sayStage),
    ...sayStep('enablement', enablement.providersAfter.length, sayDropped(enablement.dropped)),
    ...(parameterSupport?.filteringStages ?? []).flatMap(sayStage),
    ...filterStages.filter((stage) => !isHint(stage)).flatMap(sayStage),
  ]
}

const sayStage = ({ stage, afterCount, droppedProviders }: FilterStage): string[] =>
  sayStep(stage, afterCount, sayDropped(droppedProviders))

const sayStep = (name: string, left: number, lost: readonly string[]): string[] =>
  lost.length === 0 ? [] : [`  ${name} leaves ${left}, without ${lost.join(', ')}`]

const sayDropped = (dropped: readonly DroppedProvider[]): string[] =>
  dropped.map(({ providerId, reason }) => `${providerId} (${reason})`)
