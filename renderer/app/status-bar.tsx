import type { GatewayStatus } from '#shared/contract/commands'
import { openLog, useVersion } from '../state/frame-log'
import { findShown, useStore, type Connection } from '../state/store'
import { CopyButton } from '../ui/copy-button'
import { formatCount, maskToken, plural } from '../ui/format'
import { Icon } from '../ui/icons'
import { Lamp } from '../ui/lamp'
import { readLint } from '../views/inspection'

export const StatusBar = () => {
  const status = useStore((state) => state.status)
  const connection = useStore((state) => state.connection)
  return (
    <footer className="status-bar" aria-label="Status">
      <Address status={status} connection={connection} />
      {status && (
        <>
          <span className="wide">
            <span className="note">Profile</span> {status.profile}
          </span>
          <Token token={status.token} />
          <Providers status={status} />
          <SetAside files={status.setAside} />
        </>
      )}
      <span className="grow" />
      <Counts />
    </footer>
  )
}

type AddressProps = { readonly status: GatewayStatus | null; readonly connection: Connection }

const Address = ({ status, connection }: AddressProps) => {
  const address = status?.gateway ?? ''
  const shown = address.replace(/^https?:\/\//, '').replace(/\/v1$/, '')
  if (connection === 'lost') {
    return (
      <span className="tone-bad" role="status">
        <Lamp shape="failed" tone="bad" />
        Connection lost, trying again
      </span>
    )
  }
  if (status === null) {
    return (
      <span role="status">
        <Lamp shape="streaming" tone="info" live />
        Connecting
      </span>
    )
  }
  return (
    <span title={`Base URL for clients: ${address}`}>
      <Lamp shape="ok" tone="ok" />
      <code>{shown}</code>
      <CopyButton text={address} label="Copy gateway address" />
    </span>
  )
}

const Token = ({ token }: { readonly token: string | null }) => (
  <span>
    <span className="note">Token</span>
    {token === null ? (
      'none'
    ) : (
      <>
        <code>{maskToken(token)}</code>
        <CopyButton text={token} label="Copy token" />
      </>
    )}
  </span>
)

const Providers = ({ status: { providers } }: { readonly status: GatewayStatus }) => {
  const live = providers.filter((provider) => provider.mode === 'live').length
  return (
    <span className="wide" title={providers.map(({ label, mode }) => `${label}: ${mode}`).join('\n')}>
      <span className="note">Providers</span> {live} live, {providers.length - live} simulated
    </span>
  )
}

const SetAside = ({ files }: { readonly files: GatewayStatus['setAside'] }) => {
  if (files.length === 0) return null
  const list = files.map(({ file, reason }) => `${file}: ${reason}`).join('\n')
  const words = `${plural(files.length, 'session file')} could not be read and ${files.length === 1 ? 'was' : 'were'} set aside`
  return (
    <span className="tone-warn" tabIndex={0} role="note" title={`${words}\n${list}`} aria-label={`${words}. ${list}`}>
      <Icon name="warning" size={12} />
      {plural(files.length, 'file')} set aside
    </span>
  )
}

const Counts = () => {
  const session = useStore(findShown)
  if (session === null) return null
  return <SessionCounts id={session.id} received={session.frames} stored={session.stored} />
}

type CountsProps = { readonly id: string; readonly received: number; readonly stored: number }

/** The three numbers are equal when nothing was lost on the way from the wire to this window. */
const SessionCounts = ({ id, received, stored }: CountsProps) => {
  const log = openLog(id)
  useVersion(log)
  const shown = log.length
  const lag = shown < received
  // What is shown was read from disk, so it is stored, even when the word of it is still on its way.
  const onDisk = Math.max(stored, shown)
  const lint = readLint(log).count
  return (
    <>
      {lint > 0 && (
        <span className="tone-warn" title="Lint findings of the selected session">
          <Icon name="warning" size={12} />
          {formatCount(lint)} lint
        </span>
      )}
      <span className={lag ? 'counts lag' : 'counts'} title="Frames of the selected session">
        <b>{formatCount(received)}</b> received <b>{formatCount(onDisk)}</b> stored <b>{formatCount(shown)}</b> shown
      </span>
    </>
  )
}
