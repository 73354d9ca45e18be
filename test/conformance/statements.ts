// What the API's own documents state, one line each, and the test that holds us to it: a conformance case by its name, or a
// file and the words its test goes by.

export type Statement = readonly [says: string, heldBy: string]

export const statements: Readonly<Record<string, readonly Statement[]>> = {
  'responses page (OpenAPI)': [
    ['every request needs a bearer token', 'case auth-missing-header'],
    ['model and input are required', 'case validation-missing-input'],
    [
      'every property has the documented type, range and choices',
      'openapi.test.ts: has every property with its type, range and choices',
    ],
    ['a value out of range is refused', 'case validation-temperature-range'],
    ['session_id holds at most 256 characters', "../../gateway/api/validate.test.ts: ['session_id', 'x'.repeat(257)"],
    ['metadata holds texts', "../../gateway/api/validate.test.ts: ['metadata', { a: 1 }, 'metadata.a'"],
    [
      'context_management needs its type',
      '../../gateway/api/validate.test.ts: provider_options.openai.context_management.type',
    ],
    ['input may be one item', 'documents/responses.test.ts: input may be one item'],
    [
      'instructions, reasoning and text reach the provider',
      'documents/responses.test.ts: instructions, reasoning and text reach the provider',
    ],
    ['regular function tools work, in the nested form of the page', 'case x-dial-request-openai-tools-unwrapped'],
    ['gateway:datetime is run by the gateway (the example of the page)', 'case datetime-happy'],
    ['gateway:datetime takes nothing but its time zone', '../../gateway/api/validate.test.ts: tools.0.parameters'],
    [
      'the older place of the time zone still counts',
      'documents/responses.test.ts: the older place of the time zone still counts',
    ],
    ['tool_choice gateway:datetime becomes a function of the provider', 'case datetime-choice-rewrite'],
    ['usage counts the calls of the server tool', 'case x-time-choice-forced-then-auto'],
    ['web search tools are switched off', 'case tool-disabled-web_search_preview'],
    ['stream:false is advised with tools, and streaming works too', 'case datetime-stream-synthetic'],
    ['debug controls are never forwarded', 'case validation-gateway-fields-ok'],
    ['alpha providers are left out by default', 'case provider-alpha-off-by-default'],
    ['include_alpha lets them in', 'case provider-alpha-opt-in'],
    ['order puts providers first', 'case provider-order-first'],
    ['only and ignore restrict them', 'case provider-only-and-ignore-cancel'],
    ['context_management is for OpenAI alone', 'case validation-context-management-drops-others'],
    ['a response has its documented fields', 'case x-dial-out-success-fields'],
    ['usage is in prompt, completion and total tokens', 'case success-basic'],
  ],
  'responses page (reference)': [
    ['phase is for assistant messages', 'case validation-phase-on-user'],
    [
      'phase is commentary or final_answer',
      '../../gateway/api/validate.test.ts: phase must be one of: commentary, final_answer',
    ],
    ['phase is kept when it is sent back', 'case x-val-phase-kept-upstream'],
    [
      'phase of the provider’s messages reaches the client',
      'documents/responses.test.ts: phase of the provider’s messages reaches the client',
    ],
    ['every field of the page is known', 'openapi.test.ts: the fields of the reference page'],
    ['fields of the page are accepted', 'case x-val-seed-fields-accepted'],
    ['input_items may stand for the input', 'documents/responses.test.ts: input_items may stand for the input'],
    [
      'conversation, prompt and include go on to the provider',
      'documents/responses.test.ts: conversation, prompt and include go on to the provider',
    ],
    ['the three limits are one', 'case validation-max-tokens-alias-precedence'],
    ['thinking is another name of reasoning', 'case x-val-reasoning-wins-over-thinking'],
    ['modalities come under three names', 'case x-val-alias-modalities-camel'],
    [
      'imageConfig and its camel-case fields are image_config',
      'documents/responses.test.ts: imageConfig and its camel-case fields are image_config',
    ],
    ['providerOptions is provider_options', '../../shared/open-responses/canonical.test.ts: provider options'],
  ],
  'websocket page': [
    ['switched off it answers 501 before upgrade and token', 'case ws-disabled'],
    ['an accepted connection is 101', 'case ws-empty-message'],
    ['after the upgrade failures are error events', 'case ws-invalid-json'],
    ['it needs a bearer token', 'case ws-unauthorised'],
    ['only openai/<model> is served', 'case ws-non-openai-model'],
    ['a bare model name is refused', '../gateway/websocket.test.ts: "model":"gpt-5-nano"'],
    ['an error may hold every documented field', 'openapi.test.ts: %s as documented'],
    ['an exhausted request answers as in the example', 'case all-failed-seed-sample-403-429'],
    ['an unpaid provider is named, with the notice', 'case payment-required-402'],
  ],
  'websocket guide': [
    ['a plain request is answered 426', 'case ws-no-upgrade'],
    ['only response.create is taken', 'case ws-wrong-type'],
    ['one response at a time', 'case ws-in-flight'],
    ['the model is locked after the first valid turn', 'case ws-model-mismatch'],
    [
      'another model is served on another socket',
      'documents/websocket.test.ts: another model is served on another socket',
    ],
    ['store is always forced to false', 'case ws-normalises-payload'],
    ['stream, stream_options and background are removed', 'case ws-normalises-payload'],
    ['models are found through the model list', 'documents/websocket.test.ts: models are found through the model list'],
    ['events of the provider are forwarded', 'case x-ws-unknown-event-verbatim'],
    [
      'response.failed is forwarded and ends the turn',
      'documents/websocket.test.ts: response.failed is forwarded and ends the turn',
    ],
    ['later turns send only what is new, with previous_response_id', 'case x-ws-three-turns-with-continuation'],
    ['openai_routing_failed says openai_provider_unavailable', 'case ws-routing-failed'],
    [
      'openai_routing_failed says pricing_unavailable',
      'documents/websocket.test.ts: openai_routing_failed says pricing_unavailable',
    ],
    ['a failed handshake of the provider is an error event', 'case ws-handshake-failed'],
    ['a closed provider is an error event', 'case ws-upstream-close-twice'],
    ['previous_response_not_found is retried without the id', 'case ws-previous-response-retry'],
    ['not where the input was a text', 'case ws-previous-response-no-retry-for-string-input'],
    ['and only once', 'documents/websocket.test.ts: previous_response_not_found is retried only once'],
  ],
  'files page': [
    ['the list is mounted and answers 501 not_implemented', 'case files-501'],
    ['so does everything below it', 'documents/files.test.ts: everything below /v1/files answers the same'],
    ['only error is certain in an error', 'openapi.test.ts: %s as documented'],
  ],
}
