// How the gateway itself is set, and what to write where to have it otherwise.
import { useStore } from '../../state/store'

export const GatewayFacts = () => {
  const status = useStore((state) => state.status)
  if (status === null) return null
  const { profile, websocket, websocketBridge } = status
  const other = profile === 'documented' ? 'open-responses' : 'documented'
  return (
    <section className="gateway-facts" aria-label="Gateway settings">
      <dl>
        <Fact name="Profile" value={profile} change={`"profile": "${other}"`} />
        <Fact name="Websocket" value={websocket ? 'on' : 'off'} change={`"websocket": ${String(!websocket)}`} />
        <Fact
          name="Websocket bridge"
          value={websocketBridge ? 'on' : 'off'}
          change={`"websocket_bridge": ${String(!websocketBridge)}`}
        />
      </dl>
      <p className="note">
        To change one, write it under “gateway” in gatescope.config.json and start Gatescope again.
      </p>
    </section>
  )
}

type FactProps = { readonly name: string; readonly value: string; readonly change: string }

const Fact = ({ name, value, change }: FactProps) => (
  <>
    <dt className="note">{name}</dt>
    <dd>
      {value} <span className="note">otherwise</span> <code>{change}</code>
    </dd>
  </>
)
