// Every event type that PROTOCOL.md 2 and 6 list. Another one is no fault, but worth a mark.

const families: Readonly<Record<string, readonly string[]>> = {
  response: ['created', 'queued', 'in_progress', 'completed', 'incomplete', 'failed'],
  'response.output_item': ['added', 'done'],
  'response.content_part': ['added', 'done'],
  'response.output_text': ['delta', 'done', 'annotation.added'],
  'response.refusal': ['delta', 'done'],
  'response.function_call_arguments': ['delta', 'done'],
  'response.custom_tool_call_input': ['delta', 'done'],
  'response.reasoning_summary_part': ['added', 'done'],
  'response.reasoning_summary_text': ['delta', 'done'],
  'response.reasoning_text': ['delta', 'done'],
  'response.reasoning': ['delta', 'done'],
  'response.web_search_call': ['in_progress', 'searching', 'completed'],
  'response.file_search_call': ['in_progress', 'searching', 'completed'],
  'response.code_interpreter_call': ['in_progress', 'interpreting', 'completed'],
  'response.code_interpreter_call_code': ['delta', 'done'],
  'response.image_generation_call': ['in_progress', 'generating', 'completed', 'partial_image'],
  'response.mcp_call': ['in_progress', 'completed', 'failed'],
  'response.mcp_call_arguments': ['delta', 'done'],
  'response.mcp_list_tools': ['in_progress', 'completed', 'failed'],
  'response.compaction': ['compacting'],
  'response.shell_call_command': ['added', 'delta', 'done'],
  'response.shell_call_output_content': ['delta', 'done'],
  'response.apply_patch_call_operation_diff': ['delta', 'done'],
  'response.audio': ['delta', 'done', 'transcript.delta', 'transcript.done'],
  'response.steer': ['accepted', 'pending', 'failed'],
  'response.inject': ['created', 'failed'],
}

const known: ReadonlySet<string> = new Set([
  'error',
  'keepalive',
  ...Object.entries(families).flatMap(([family, names]) => names.map((name) => `${family}.${name}`)),
])

export const isKnownEvent = (type: string): boolean => known.has(type)
