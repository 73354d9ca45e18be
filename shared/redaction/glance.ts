// One look at a text before anything is searched in it: could it hold a credential at all? It is asked of everything that streams
// by, and nearly always the answer is no, so it costs about as much as copying the text. What a search would find is never
// denied here; a word too much only costs that search.
import { credentialName } from '#shared/redaction/words'

/** Ends of names that credentials stand under, in the spellings there are; before them stands what does not matter. */
const endings = [
  'key',
  'token',
  'secret',
  'password',
  'passwd',
  'passphrase',
  'pwd',
  'authorization',
  'cookie',
  'credential',
  'credentials',
  'string',
  'auth',
  'jwt',
  'sig',
  'signature',
  'verifier',
  'keyid',
  'keyId',
].flatMap((word) => [word, word.toUpperCase(), `${word[0]?.toUpperCase()}${word.slice(1)}`])

const beginnings = [
  'sk-,AIza,xai-,gsk_,hf_,r8_,pplx-,fw_,nvapi-,csk-,dapi,lsv2_,phaseo_v1_,aistats_v1_,gs_,AKIA,ASIA,GOCSPX-,sbp_',
  'dop_v1_,doo_v1_,dor_v1_,dot_v1_,sb_secret_,dckr_,ghp_,gho_,ghs_,ghr_,ghu_,github_pat_,glpat-,gldt-,glrt-,glptt-,glft-,glsoat-,glimt-,glcbt-,glagent-',
  'xox,xapp-,sk_,rk_,pk_,whsec_,SK,key-,npm_,pypi-,shp,lin_,ntn_,ATATT,glsa_,glc_,PMAK-,eyJ',
].flatMap((line) => line.split(','))

/** What stands before the long part of credentials that are not one run of letters. */
const before = ['SG.', 'ya29.', 'hvs.', 'hvb.', 'Q~', '1//', 'earer ', 'asic ']

const byLast = group(endings, (word) => word.charCodeAt(word.length - 1))
const byFirst = group(beginnings, (word) => word.charCodeAt(0))
const byBefore = group(before, (word) => word.charCodeAt(word.length - 1))

function group(words: readonly string[], codeOf: (word: string) => number): readonly (readonly string[] | undefined)[] {
  const groups: string[][] = []
  for (const word of words) (groups[codeOf(word)] ??= []).push(word)
  return Array.from({ length: 128 }, (_, code) => groups[code])
}

const isRun = Uint8Array.from({ length: 128 }, (_, code) => (/[\w-]/.test(String.fromCharCode(code)) ? 1 : 0))
/** No credential that is known by its shape has a shorter part. */
const shortest = 16
const backslash = 92
const quote = 34
const space = 32

export const mayHoldCredential = (text: string): boolean =>
  mayHoldShape(text) || mayHoldName(text) || text.includes('PRIVATE KEY')

/** A run of that length has a letter at one of these places, wherever it begins. */
function mayHoldShape(text: string): boolean {
  const { length } = text
  for (let at = shortest - 1; at < length; at += shortest) {
    if (isRun[text.charCodeAt(at)] !== 1) continue
    let start = at
    while (start > 0 && isRun[text.charCodeAt(start - 1)] === 1) start -= 1
    let end = at + 1
    while (end < length && isRun[text.charCodeAt(end)] === 1) end += 1
    if (end - start >= shortest && looksLikeKey(text, start, end)) return true
    at = Math.max(at, end - shortest)
  }
  return false
}

function looksLikeKey(text: string, start: number, end: number): boolean {
  if (beginsWith(text, start)) return true
  const last = start === 0 ? 0 : text.charCodeAt(start - 1)
  // The letter of an escape.
  if (last === backslash && (beginsWith(text, start + 1) || beginsWith(text, start + 5))) return true
  for (const word of byBefore[last] ?? []) if (text.startsWith(word, start - word.length)) return true
  if (last === 58) return text.startsWith('AA', start)
  if (last === 47) return text.slice(Math.max(0, start - 100), start).includes('hooks')
  return end - start >= 70 && text.slice(start, end).includes('JQQJ99')
}

function beginsWith(text: string, at: number): boolean {
  const words = byFirst[text.charCodeAt(at)]
  if (words === undefined) return false
  for (const word of words) if (text.startsWith(word, at)) return true
  return false
}

/** `name": `, `name: `, `name=`, `://user@`, `?name=`. */
function mayHoldName(text: string): boolean {
  for (let at = text.indexOf(':'); at !== -1; at = text.indexOf(':', at + 1)) {
    if (endsName(text, at) && isNamed(text, at)) return true
    if (text.charCodeAt(at + 1) !== 47 && text.charCodeAt(at + 1) !== backslash) continue
    userinfo.lastIndex = at
    if (userinfo.test(text)) return true
  }
  for (let at = text.indexOf('='); at !== -1; at = text.indexOf('=', at + 1)) if (endsName(text, at)) return true
  return false
}

/** Of names that end in such a word only some are taken, and of those that are masked already there are some in every session. */
const isNamed = (text: string, mark: number): boolean =>
  fieldName.test(text.slice(Math.max(0, mark - longestName), mark)) && !masked.test(text.slice(mark + 1, mark + 20))

const longestName = 64
const fieldName = new RegExp(`${credentialName}[\\\\"]*\\s?$`, 'i')
const masked = /^\s?\\*"\[redacted\]\\*"/

const userinfo = /:\\?\/\\?\/[^\s/?#"'<>\\]{1,512}@/y

function endsName(text: string, mark: number): boolean {
  let at = mark - 1
  if (text.charCodeAt(at) === space) at -= 1
  if (text.charCodeAt(at) === quote) {
    at -= 1
    while (text.charCodeAt(at) === backslash) at -= 1
  }
  const words = byLast[text.charCodeAt(at)]
  if (words === undefined) return false
  for (const word of words) if (text.startsWith(word, at + 1 - word.length)) return true
  return false
}
