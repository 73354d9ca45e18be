// Scenarios in which something goes wrong: before the answer, or in the middle of it.
import { answer, refuse, type Scenario } from '../scenario'

const partial = 'This sentence will never be finished because the connection breaks'

export const failures: readonly Scenario[] = [
  {
    name: 'bad-parameter',
    title: '400: the provider rejects a parameter',
    play: () =>
      refuse(400, {
        code: 'unsupported_parameter',
        message: "Unsupported parameter: 'temperature' is not supported with this model.",
        param: 'temperature',
      }),
  },
  {
    name: 'bad-key',
    title: '401: the provider does not know the key',
    play: () =>
      refuse(401, { code: 'invalid_api_key', message: 'Incorrect API key provided.', type: 'authentication_error' }),
  },
  {
    name: 'payment-required',
    title: '402: the provider wants to be paid',
    play: () =>
      refuse(402, { code: 'insufficient_quota', message: 'Your account balance is too low.', type: 'billing_error' }),
  },
  {
    name: 'region-forbidden',
    title: '403: the project has no access in this region',
    play: () =>
      refuse(403, {
        code: 'PERMISSION_DENIED',
        message: 'The caller does not have permission in this region.',
        type: 'permission_error',
      }),
  },
  {
    name: 'model-missing',
    title: '404: the provider does not know the model',
    play: () => refuse(404, { code: 'model_not_found', message: 'The model does not exist.' }),
  },
  {
    name: 'rate-limited',
    title: '429 from every provider, with Retry-After',
    play: () =>
      refuse(
        429,
        { code: 'rate_limit_exceeded', message: 'Rate limit reached.', type: 'rate_limit_error' },
        { 'retry-after': '12' },
      ),
  },
  {
    name: 'server-error',
    title: '500: the provider broke',
    play: () =>
      refuse(500, {
        code: 'server_error',
        message: 'The server had an error while processing your request.',
        type: 'server_error',
      }),
  },
  {
    name: 'overloaded',
    title: '503: the provider is overloaded',
    play: () =>
      refuse(
        503,
        { code: 'overloaded', message: 'The engine is currently overloaded.', type: 'server_error' },
        { 'retry-after': '3' },
      ),
  },
  {
    name: 'not-json',
    title: '502 with an HTML page instead of JSON',
    play: () => ({
      ...refuse(502, { code: '', message: '' }),
      body: '<html><body><h1>502 Bad Gateway</h1></body></html>',
      headers: { 'content-type': 'text/html' },
    }),
  },
  {
    name: 'connection-reset',
    title: 'The connection breaks before any answer',
    play: ({ tape }) => answer(tape(), { headAt: null, steps: [], ending: 'reset' }),
  },
  {
    name: 'no-answer',
    title: 'The provider never answers',
    play: ({ tape }) => answer(tape(), { headAt: null, steps: [], ending: 'hang' }),
  },
  {
    name: 'cut',
    title: 'The connection breaks in the middle of the stream',
    play: ({ tape }) => answer(tape().message(partial), { ending: 'reset' }),
  },
  {
    name: 'half-event',
    title: 'The connection breaks inside an event',
    play: ({ tape }) => answer(tape().message(partial), { ending: 'reset_in_event' }),
  },
  {
    name: 'no-terminal-event',
    title: 'A clean end without a terminal event',
    play: ({ tape }) => answer(tape().message(partial)),
  },
  {
    name: 'stall',
    title: 'The stream falls silent and stays open',
    play: ({ tape }) => answer(tape().message(partial), { ending: 'hang' }),
  },
  {
    name: 'hiccup',
    title: 'Four seconds of silence in the middle, then the rest',
    play: ({ tape }) => answer(tape().message('So far so good.').wait(4_000).message('And on we go.').complete()),
  },
  {
    name: 'fail-mid-stream',
    title: 'response.failed after some text',
    play: ({ tape }) => answer(tape().message(partial).fail('server_error', 'The model produced an internal error.')),
  },
  {
    name: 'error-event',
    title: 'An error event after some text',
    play: ({ tape }) =>
      answer(
        tape()
          .message(partial)

          .event({ type: 'error', code: 'server_error', message: 'Something went wrong upstream.', param: null }),
      ),
  },
]
