// Credentials that are known by how they look. Their issuers gave them a prefix for exactly this purpose. A table of our own: the
// kept collections of such patterns on npm come with a linter, a file walker or a configuration format around them, none is
// for text that streams by, and what matters most here (the keys of model providers) is what they lack.

export type Shape = {
  readonly rule: string
  /** One of these is in every text that holds one: to look for it costs a hundredth of what the pattern does. */
  readonly literals: readonly string[]
  readonly pattern: RegExp
  /** Also where a word goes on. */
  readonly isAnywhere?: true
  /** The last word, where the form alone does not decide. */
  readonly holds?: (match: string) => boolean
}

const end = '(?![\\w-])'

const shape = (rule: string, literals: string, body: string): Shape => ({
  rule,
  literals: literals.split(' '),
  pattern: new RegExp(body, 'g'),
})

/** Inside base64 or an identifier there are no keys. The letter of an escape may stand before one: JSON is looked at as it is written. */
export function beginsThere(text: string, at: number): boolean {
  if (at === 0 || !/[\w-]/.test(text[at - 1] ?? '')) return true
  return /\\(?:[nrtbf]|u[0-9A-Fa-f]{4})$/.test(text.slice(Math.max(0, at - 6), at))
}

/** Words joined by dashes look like some keys; a key of that length without a digit does not happen. */
const withDigit = '(?=[A-Za-z_-]{0,64}\\d)'

const modelProviders: readonly Shape[] = [
  shape('anthropic-key', 'sk-ant-', 'sk-ant-[\\w-]{16,}'),
  shape('openrouter-key', 'sk-or-', 'sk-or-[\\w-]{16,}'),
  shape('openai-key', 'sk-', `sk-${withDigit}[\\w-]{16,}`),
  shape('google-key', 'AIza', 'AIza[\\w-]{30,}'),
  shape('xai-key', 'xai-', `xai-${withDigit}[\\w-]{20,}`),
  shape('groq-key', 'gsk_', 'gsk_[A-Za-z0-9]{20,}'),
  shape('huggingface-token', 'hf_', 'hf_[A-Za-z0-9]{30,}'),
  shape('replicate-token', 'r8_', 'r8_[A-Za-z0-9]{30,}'),
  shape('perplexity-key', 'pplx-', 'pplx-[A-Za-z0-9]{30,}'),
  shape('fireworks-key', 'fw_', 'fw_[A-Za-z0-9]{20,}'),
  shape('nvidia-key', 'nvapi-', 'nvapi-[\\w-]{30,}'),
  shape('cerebras-key', 'csk-', 'csk-[a-z0-9]{30,}'),
  shape('databricks-token', 'dapi', 'dapi[0-9a-f]{32}'),
  shape('langsmith-key', 'lsv2_', 'lsv2_[a-z]{2}_[0-9a-f]{32}_[0-9a-f]{10}'),
  shape('phaseo-key', '_v1_', '(?:phaseo|aistats)_v1_[sm]k_\\w{8,}'),
  shape('gatescope-token', 'gs_', `gs_${withDigit}[\\w-]{20,}`),
]

const clouds: readonly Shape[] = [
  shape('aws-access-key', 'AKIA ASIA', `A[KS]IA[A-Z0-9]{16}${end}`),
  shape('google-oauth-token', 'ya29.', 'ya29\\.[\\w-]{20,}'),
  shape('google-refresh-token', '1//0', '1//0[\\w-]{30,}'),
  shape('google-client-secret', 'GOCSPX-', 'GOCSPX-[\\w-]{20,}'),
  shape('azure-key', 'JQQJ99', `[A-Za-z0-9]{52}JQQJ99[A-Za-z0-9]{26}${end}`),
  shape('azure-client-secret', 'Q~', '[\\w~.]{3}\\dQ~[\\w~.-]{31,34}'),
  shape('digitalocean-token', '_v1_', 'do[oprt]_v1_[0-9a-f]{64}'),
  shape('vault-token', 'hvs. hvb.', 'hv[sb]\\.[\\w-]{24,}'),
  shape('supabase-key', 'sbp_ sb_secret_', 'sb(?:p_[0-9a-f]{40}|_secret_[\\w-]{20,})'),
  shape('docker-token', 'dckr_', 'dckr_[po]at_[\\w-]{20,}'),
]

const services: readonly Shape[] = [
  shape('github-token', 'ghp_ gho_ ghs_ ghr_ ghu_', 'gh[opsru]_[A-Za-z0-9]{30,}'),
  shape('github-token', 'github_pat_', 'github_pat_\\w{40,}'),
  shape('gitlab-token', 'gl', 'gl(?:pat|dt|rt|ptt|ft|soat|imt|cbt|agent)-[\\w.-]{20,}'),
  shape('slack-token', 'xox', 'xox[abeoprs]-[\\w-]{10,}'),
  shape('slack-token', 'xapp-', 'xapp-\\d-[\\w-]{20,}'),
  shape('slack-webhook', 'hooks.slack.com', 'hooks\\.slack\\.com/(?:services|workflows|triggers)/[\\w/+-]{20,}'),
  shape('discord-webhook', '/webhooks/', 'discord(?:app)?\\.com/api/webhooks/\\d+/[\\w-]{20,}'),
  shape('telegram-token', ':AA', '\\d{8,10}:AA[\\w-]{33}'),
  shape('stripe-key', 'k_live_ k_test_', '[prs]k_(?:live|test)_[A-Za-z0-9]{16,}'),
  shape('stripe-webhook-secret', 'whsec_', 'whsec_[A-Za-z0-9+/=]{24,}'),
  shape('twilio-key', 'SK', `SK[0-9a-f]{32}${end}`),
  shape('sendgrid-key', 'SG.', 'SG\\.[\\w-]{16,32}\\.[\\w-]{16,64}'),
  shape('mailgun-key', 'key-', `key-[0-9a-f]{32}${end}`),
  shape('npm-token', 'npm_', 'npm_[A-Za-z0-9]{36}'),
  shape('pypi-token', 'pypi-', 'pypi-AgE[\\w-]{50,}'),
  shape('shopify-token', 'shp', 'shp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}'),
  shape('linear-key', 'lin_', 'lin_(?:api|oauth)_[A-Za-z0-9]{32,}'),
  shape('notion-token', 'ntn_', 'ntn_[A-Za-z0-9]{40,}'),
  shape('atlassian-token', 'ATATT3', 'ATATT3[\\w=-]{50,}'),
  shape('grafana-token', 'glsa_ glc_', 'gl(?:sa|c)_[\\w=+/-]{30,}'),
  shape('postman-key', 'PMAK-', 'PMAK-[0-9a-f]{24}-[0-9a-f]{34}'),
]

/** Of a PEM block as it is, and as it stands inside JSON. One that is cut off ends with its text. */
const pem =
  '-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----(?:[^-"]|-(?!----))*(?:-----END [A-Z0-9 ]{0,40}-----)?'

const general: readonly Shape[] = [
  shape('jwt', 'eyJ', '(?:(?<![\\w-])|(?<=\\\\[nrt]))eyJ[\\w-]{8,}\\.[\\w-]*\\.[\\w-]{8,}(?:\\.[\\w-]+){0,2}'),
  { ...shape('private-key', '', pem), literals: ['PRIVATE KEY'], isAnywhere: true },
  shape('bearer', 'earer ', '[Bb]earer +(?=[^\\s"\\d]{0,64}\\d)[\\w.~+/-]{16,}=*'),
  { ...shape('basic-auth', 'asic ', '[Bb]asic +[A-Za-z0-9+/]{8,}={0,2}'), holds: isNameAndPassword },
]

export const shapes: readonly Shape[] = [...general, ...modelProviders, ...clouds, ...services]

/** "Basic authentication" is prose: what follows the word has to be base64 of a name, a colon and a password. */
function isNameAndPassword(match: string): boolean {
  let bits = 0
  let held = 0
  let decoded = ''
  for (const sign of match.slice(match.lastIndexOf(' ') + 1).replace(/=+$/, '')) {
    bits = ((bits << 6) | base64.indexOf(sign)) & 0xffff
    held += 6
    if (held < 8) continue
    held -= 8
    decoded += String.fromCharCode((bits >> held) & 0xff)
  }
  return /^[\x20-\x7e]*:[\x20-\x7e]*$/.test(decoded)
}

const base64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
