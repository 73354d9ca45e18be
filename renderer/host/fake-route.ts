// The fake gateway's routing: every provider of a model, in the order of the list, and nobody for anything else. It has no
// hints, gates or health, and says so by having no stage for them.
import type { ModelChoice } from '#shared/contract/commands'
import type { DryRefusal, DryRun } from '#shared/contract/dry-run'
import { field, parseJson, word } from '#shared/json'

export function dryRun(body: string, models: readonly ModelChoice[]): DryRun {
  const request = parseJson(body)
  if (request === undefined) return unrouted('invalid_json', 'The request body is not JSON.')
  const asked = word(field(request, 'model')) ?? ''
  if (asked.trim() === '') return unrouted('model_required', 'model must not be blank')
  const providers = models.find(({ id }) => id === asked)?.providers ?? []
  const ids = providers.map(({ id }) => id)
  const refusal =
    ids.length > 0
      ? null
      : refuse('unsupported_model_or_endpoint', `There is no model ${asked}.`, 'model_not_found_or_inactive')
  return {
    diagnostics: {
      model: asked,
      endpoint: 'responses',
      candidates: {
        totalProviders: ids.length,
        supportsEndpointCount: ids.length,
        candidateCount: ids.length,
        droppedUnsupportedEndpoint: [],
        droppedMissingAdapter: [],
      },
      enablement: { capability: 'responses', providersBefore: ids, providersAfter: ids, dropped: [] },
      filterStages: [],
      order: ids,
    },
    plan: providers.map(({ id, mode }) => ({ provider: id, model: asked, simulated: mode === 'simulated' })),
    refusal,
    basis: null,
  }
}

const unrouted = (error: string, description: string): DryRun => ({
  diagnostics: null,
  plan: [],
  refusal: refuse(error, description),
  basis: null,
})

function refuse(error: string, description: string, reason: string | null = null): DryRefusal {
  const body = { error, ok: false, message: description, description, status_code: 400, ...(reason ? { reason } : {}) }
  return { status: 400, error, reason, description, body }
}
