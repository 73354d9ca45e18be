// `provider`, and `routing` merged over it: who may serve the request, and who first (GATEWAY.md 2.5, 3.2).
import * as z from 'zod'
import { alias, flag, note, text } from './notes'

const ids = z.array(text).optional()
const yes = flag.optional()
const region = text.optional()
const hint = { documentedIn: 'undocumented' } as const
const price = (what: string) => note(z.number().min(0).optional(), `Dollars for ${what}.`, hint)
/** A number, or one for each percentile. */
const preferred = z.union([z.number().min(0), z.record(text, z.number().min(0))]).optional()

export const routing = z.looseObject({
  order: note(ids, 'Providers to try first, in this order. They must still pass every stage.'),
  only: note(ids, 'The only providers to consider.'),
  ignore: note(ids, 'Providers to leave out.'),
  include_alpha: note(yes, 'Lets providers in alpha take part.', { default: false }),
  includeAlpha: alias(yes, 'provider.include_alpha', 'undocumented'),
  mode: note(text.optional(), 'What the order of providers is weighed by.', {
    ...hint,
    examples: ['balanced', 'price', 'latency', 'throughput'],
  }),
  sort: alias(text.optional(), 'provider.mode', 'undocumented'),
  allow_fallbacks: note(yes, 'Whether a second provider is tried when the first fails.', { ...hint, default: true }),
  allowFallbacks: alias(yes, 'provider.allow_fallbacks', 'undocumented'),
  require_parameters: note(yes, 'Leaves out providers that do not know every parameter of the request.', hint),
  requireParameters: alias(yes, 'provider.require_parameters', 'undocumented'),
  required_execution_region: note(region, 'Where the model must run.', hint),
  requiredExecutionRegion: alias(region, 'provider.required_execution_region', 'undocumented'),
  required_data_region: note(region, 'Where data must stay.', hint),
  requiredDataRegion: alias(region, 'provider.required_data_region', 'undocumented'),
  require_zero_data_retention: note(yes, 'Only providers that keep nothing.', hint),
  requireZeroDataRetention: alias(yes, 'provider.require_zero_data_retention', 'undocumented'),
  zdr: alias(yes, 'provider.require_zero_data_retention', 'undocumented'),
  max_price: note(
    z
      .looseObject({
        prompt: price('a million tokens of input'),
        completion: price('a million tokens of output'),
        image: price('an image'),
        audio: price('a unit of audio'),
        request: price('a request'),
      })
      .optional(),
    'The most a provider may cost.',
    hint,
  ),
  preferred_min_throughput: note(preferred, 'Tokens a second below which a provider comes later.', hint),
  preferred_max_latency: note(preferred, 'Seconds to the first token above which a provider comes later.', hint),
  diagnostics: note(yes, 'Adds the routing decision to the answer.', hint),
  return_diagnostics: alias(yes, 'provider.diagnostics', 'undocumented'),
})
