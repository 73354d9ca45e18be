// Fifty kinds of credential, made up for each run of the tests from a seed: what is looked for afterwards stands in no file of
// this tree, and is nobody's.

export type Seed = {
  readonly kind: string
  readonly value: string
  /** The name it is known by; null: its shape gives it away wherever it stands. */
  readonly name: string | null
}

const alphabets = {
  word: 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789',
  hex: '0123456789abcdef',
  upper: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567',
  lower: 'abcdefghijklmnopqrstuvwxyz0123456789',
} as const

/** Numerical Recipes' generator: the same draws everywhere. */
function createDraw(seed: number) {
  let state = seed >>> 0
  return (length: number, alphabet: keyof typeof alphabets = 'word'): string => {
    let out = ''
    while (out.length < length) {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
      const signs = alphabets[alphabet]
      out += signs[(state >>> 8) % signs.length] ?? ''
    }
    // One digit at least: a key of any length has one.
    return alphabet === 'upper' ? out : `${out.slice(0, -1)}7`
  }
}

const base64 = (text: string): string => Buffer.from(text).toString('base64')
const base64url = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')

export function seedSecrets(seed = 20_261_124): readonly Seed[] {
  const draw = createDraw(seed)
  const shaped = (kind: string, value: string): Seed => ({ kind, value, name: null })
  const named = (kind: string, name: string, value: string): Seed => ({ kind, value, name })
  const pem = (label: string) =>
    `-----BEGIN ${label}-----\n${draw(64)}\n${draw(64)}\n${draw(30)}==\n-----END ${label}-----`
  return [
    shaped('OpenAI', `sk-${draw(20)}T3BlbkFJ${draw(20)}`),
    shaped('OpenAI project', `sk-proj-${draw(40)}_${draw(40)}-${draw(30)}`),
    shaped('OpenAI service account', `sk-svcacct-${draw(60)}`),
    shaped('Anthropic', `sk-ant-api03-${draw(80)}-${draw(10)}AA`),
    shaped('OpenRouter', `sk-or-v1-${draw(64, 'hex')}`),
    shaped('Google', `AIza${draw(35)}`),
    shaped('xAI', `xai-${draw(80)}`),
    shaped('Groq', `gsk_${draw(52)}`),
    shaped('Hugging Face', `hf_${draw(34)}`),
    shaped('Replicate', `r8_${draw(37)}`),
    shaped('Perplexity', `pplx-${draw(48)}`),
    shaped('NVIDIA', `nvapi-${draw(64)}`),
    shaped('Databricks', `dapi${draw(32, 'hex')}`),
    shaped('Phaseo', `phaseo_v1_sk_${draw(16)}_${draw(43)}`),
    shaped('Gatescope', `gs_${draw(43)}`),
    shaped('AWS access key', `AKIA${draw(16, 'upper')}`),
    named('AWS secret key', 'aws_secret_access_key', `${draw(20)}/${draw(19)}`),
    named('AWS session token', 'aws_session_token', `IQoJb3JpZ2luX2VjE${draw(120)}==`),
    shaped('Google OAuth', `ya29.${draw(80)}`),
    shaped('Google client secret', `GOCSPX-${draw(28)}`),
    named('Functions key', 'x-functions-key', `${draw(50)}==`),
    shaped('GCP private key', pem('PRIVATE KEY')),
    shaped('RSA private key', pem('RSA PRIVATE KEY')),
    shaped('SSH private key', pem('OPENSSH PRIVATE KEY')),
    named('Azure key', 'api-key', draw(32, 'hex')),
    shaped('Azure AI key', `${draw(52)}JQQJ99${draw(26)}`),
    shaped('Azure client secret', `${draw(3)}8Q~${draw(33)}`),
    named('Azure storage key', 'AccountKey', `${draw(86)}==`),
    shaped('GitHub', `ghp_${draw(36)}`),
    shaped('GitHub app', `ghs_${draw(36)}`),
    shaped('GitHub fine-grained', `github_pat_${draw(22)}_${draw(59)}`),
    shaped('GitLab', `glpat-${draw(20)}`),
    shaped('Slack bot', `xoxb-${draw(12)}-${draw(12)}-${draw(24)}`),
    shaped('Slack user', `xoxp-${draw(12)}-${draw(24)}`),
    shaped('Slack app', `xapp-1-A${draw(10)}-${draw(13)}-${draw(64, 'hex')}`),
    shaped('Slack webhook', `https://hooks.slack.com/services/T${draw(10)}/B${draw(10)}/${draw(24)}`),
    shaped('Stripe', `sk_live_${draw(24)}`),
    shaped('Stripe webhook', `whsec_${draw(32)}`),
    shaped('Twilio key', `SK${draw(32, 'hex')}`),
    named('Twilio token', 'auth_token', draw(32, 'hex')),
    shaped('SendGrid', `SG.${draw(22)}.${draw(43)}`),
    shaped('Mailgun', `key-${draw(32, 'hex')}`),
    shaped('npm', `npm_${draw(36)}`),
    shaped('PyPI', `pypi-AgEIcHlwaS5vcmcC${draw(60)}`),
    shaped('Telegram', `1234567890:AA${draw(33)}`),
    shaped('JWT', `${base64url({ alg: 'HS256', n: draw(8) })}.${base64url({ sub: draw(12) })}.${draw(43)}`),
    shaped('Basic', `Basic ${base64(`user-${draw(6)}:${draw(18)}`)}`),
    shaped('Bearer', `Bearer ${draw(48)}`),
    named('Password', 'password', `${draw(14)}!x`),
    named('Client secret', 'client_secret', draw(40)),
    named('Refresh token', 'refresh_token', `1//0${draw(60)}`),
    named('Cookie', 'cookie', `session=${draw(32)}`),
    shaped('URL with a password', `https://svc-${draw(6)}:${draw(20)}@internal.test/v1`),
    shaped('Signed S3 URL', `https://b.s3.test/o?X-Amz-Signature=${draw(64, 'hex')}&x=1`),
    shaped('Signed Azure URL', `https://a.blob.test/c?sv=1&sig=${draw(43)}`),
  ]
}

/** The part that must not be found: around it there may be a URL, a scheme or a frame that tells nothing. */
export function secretParts({ value }: Seed): readonly string[] {
  const url = /:\/\/([^/@]+)@/.exec(value)?.[1] ?? /(?:Signature|sig)=([^&]+)/.exec(value)?.[1]
  if (url !== undefined) return [url]
  if (value.startsWith('-----')) return value.split('\n').filter((line) => !line.startsWith('-----'))
  return [value.replace(/^(?:Basic|Bearer) |^session=|^https:\/\//, '')]
}
