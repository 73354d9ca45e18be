// The second line of the composer's bar, for a request that goes to another gateway: where it is, and its key.
import { useEffect } from 'react'
import { useDraft } from '../../state/draft'
import { useTarget, writeKey } from '../../state/target'
import { CopyButton } from '../../ui/copy-button'
import { Icon } from '../../ui/icons'
import { forgetKey, readTarget, writeBaseUrl } from './target'

export const TargetBar = () => {
  const kind = useDraft((state) => state.target)
  const baseUrl = useDraft((state) => state.baseUrl)
  const { problem } = useTarget()
  useEffect(() => void readTarget(), [kind, baseUrl])
  if (kind === 'local') return null
  return (
    <div className="bar composer-bar target-bar" role="group" aria-label="Target">
      {kind === 'custom' ? <BaseUrl /> : <HostedAddress />}
      <Key />
      <span id="target-words" className={problem ? 'tone-warn ellipsis' : 'note ellipsis'} title={problem?.message}>
        {problem?.message ?? 'Passed through this gateway and recorded here.'}
      </span>
    </div>
  )
}

const BaseUrl = () => {
  const baseUrl = useDraft((state) => state.baseUrl)
  const { problem } = useTarget()
  const invalid = problem?.field === 'base_url'
  return (
    <label className="input grow target-url" aria-invalid={invalid}>
      <span className="note">Base URL</span>
      <input
        className="mono"
        value={baseUrl}
        placeholder="https://gateway.example.com/v1"
        inputMode="url"
        spellCheck={false}
        autoComplete="off"
        aria-invalid={invalid}
        aria-describedby="target-words"
        onChange={(event) => writeBaseUrl(event.target.value)}
      />
    </label>
  )
}

const HostedAddress = () => {
  const address = useTarget().reading?.baseUrl ?? ''
  return (
    <div className="input grow target-url address">
      <span className="note">Hosted gateway</span>
      <code className="ellipsis">{address}</code>
      <span className="grow" />
      <CopyButton text={address} label="Copy base URL" />
    </div>
  )
}

const hints = { typed: 'kept until Gatescope closes', configured: 'from the configuration' } as const

const sayHost = (baseUrl: string | null): string =>
  baseUrl === null || !URL.canParse(baseUrl) ? 'after the base URL' : `for ${new URL(baseUrl).host}`

const Key = () => {
  const { key, reading, problem } = useTarget()
  const known = reading?.key ?? null
  const invalid = problem?.field === 'key'
  return (
    <>
      <label className="input target-key" aria-invalid={invalid}>
        <span className="note">Key</span>
        <input
          className="mono"
          type="password"
          value={key}
          // It is bound to the origin it is typed for.
          disabled={reading?.baseUrl == null}
          placeholder={known ? hints[known] : sayHost(reading?.baseUrl ?? null)}
          spellCheck={false}
          autoComplete="off"
          aria-invalid={invalid}
          aria-describedby="target-words"
          onChange={(event) => writeKey(event.target.value)}
        />
      </label>
      {known === 'typed' && (
        <button type="button" className="button small" onClick={() => void forgetKey()}>
          <Icon name="close" size={12} /> Forget key
        </button>
      )}
    </>
  )
}
