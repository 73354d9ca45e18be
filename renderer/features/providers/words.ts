// What the screen says of a provider: every sentence about a mode, a key, its storage and its health, in one place.
import type { RefreshedModels } from '#shared/contract/commands'
import type { KeyStorage, KeyTest, ModelHealth, ProviderList, ProviderRow } from '#shared/contract/providers'
import { formatClock, plural, sayDuration } from '../../ui/format'
import type { IconName } from '../../ui/icons'
import type { Tone } from '../../ui/lamp'

type Look = { readonly word: string; readonly lamp: IconName; readonly tone: Tone }

export const modeLooks: Readonly<Record<ProviderRow['mode'], Look>> = {
  live: { word: 'Live', lamp: 'ok', tone: 'ok' },
  simulated: { word: 'Simulated', lamp: 'idle', tone: 'quiet' },
  off: { word: 'Off', lamp: 'aborted', tone: 'quiet' },
  none: { word: 'No key', lamp: 'stalled', tone: 'warn' },
}

export function sayMode({ mode, origin, adapter }: ProviderRow): string {
  if (adapter === null) return 'No adapter of the gateway speaks to it: routing leaves it out (adapter_missing).'
  return {
    live: `Requests go to ${origin ?? 'its address'}.`,
    simulated: 'The simulator answers for it. Nothing is sent to it.',
    off: 'Routing leaves it out (capability_disabled).',
    none: 'Live, and without a key: routing leaves it out (credentials_not_configured).',
  }[mode]
}

/** For the second line of a row. */
export function shortKey({ credential, key, variable }: ProviderRow): string {
  if (credential === 'none') return 'Needs no key'
  if (credential === 'pass-through') return 'Each client’s own key'
  if (key === null) return 'No key'
  return {
    environment: `Key from ${variable ?? 'the environment'}`,
    configuration: 'Key in the configuration',
    kept: 'Key given here, kept',
    session: 'Key given here',
  }[key]
}

export function sayKey({ credential, key, variable, origin }: ProviderRow, storage: KeyStorage): string {
  if (credential === 'none') return 'It needs none.'
  if (credential === 'pass-through') return 'Each client brings its own: its bearer is passed on, and not kept.'
  if (key === null)
    return variable === null ? 'There is none.' : `There is none. ${variable} was not set when Gatescope started.`
  return {
    environment: `It comes from the variable ${variable ?? ''}, read when Gatescope started.`,
    configuration: 'It stands in the configuration.',
    kept: `Given here for ${origin ?? ''}, and kept ${storage.kind === 'plain' ? 'without protection' : `in ${sayKeychain(storage)}`}.`,
    session: `Given here for ${origin ?? ''}, and held until Gatescope closes.`,
  }[key]
}

export const sayKeychain = ({ name }: KeyStorage): string =>
  name === null ? 'the system’s keychain' : `the system’s keychain (${name})`

/** What becomes of a key that is typed now. */
export function sayKeeping({ kind, name }: KeyStorage): string {
  switch (kind) {
    case 'keychain':
      return 'Encrypted with the system’s keychain, readable by you alone.'
    case 'plain':
      return `This system offers no keychain (${name ?? 'unknown'}): in a file, whoever can read your files can read the key.`
    case 'session':
      return 'Held until Gatescope closes: there is no keychain here to keep it in.'
  }
}

const testLooks: Readonly<Record<KeyTest['outcome'], Omit<Look, 'word'>>> = {
  accepted: { lamp: 'ok', tone: 'ok' },
  refused: { lamp: 'failed', tone: 'bad' },
  unreachable: { lamp: 'truncated', tone: 'warn' },
  undecided: { lamp: 'stalled', tone: 'warn' },
  not_tested: { lamp: 'idle', tone: 'quiet' },
}

export const readTest = (test: KeyTest): Look => ({
  ...testLooks[test.outcome],
  word: test.ms === null ? test.message : `${test.message} It took ${sayDuration(test.ms)}.`,
})

export function sayRefresh({ added, known, failed }: RefreshedModels): string {
  if (failed !== null) return failed.message
  return added.length === 0
    ? `${plural(known, 'model')}, all known.`
    : `${plural(added.length, 'new model')}, ${known} known.`
}

export const isResting = ({ breaker }: ModelHealth): boolean => breaker === 'open'

export function sayBreaker({ breaker, untilMs }: ModelHealth): string {
  if (breaker === 'closed') return 'closed'
  if (breaker === 'half_open') return 'on probation'
  return untilMs === null ? 'open' : `open until ${formatClock(untilMs)}`
}

export function sayList({ providers, simulate }: ProviderList): string {
  if (simulate) return 'All simulated, as Gatescope was started'
  const live = providers.filter(({ mode }) => mode === 'live').length
  const simulated = providers.filter(({ mode }) => mode === 'simulated').length
  return `${live} live, ${simulated} simulated`
}
