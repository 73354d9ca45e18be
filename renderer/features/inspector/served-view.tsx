import type { Served } from '#shared/diagnostics/explanation'
import { Tag } from '../../ui/badges'
import { dash } from '../../ui/format'

type Props = { readonly served: Served | null; readonly isServed: boolean }

/** Requested → resolved → served, and why they differ. */
export const ServedView = ({ served, isServed }: Props) =>
  served === null ? null : (
    <section className="why-block" aria-label="Model">
      <h2>Model</h2>
      <p className="served">
        <Name label="requested" value={served.requested} />
        <span className="arrow" aria-hidden="true">
          →
        </span>
        <Name label="resolved" value={served.resolved} />
        <span className="arrow" aria-hidden="true">
          →
        </span>
        <Name
          label={
            served.provider === null ? 'served by nobody' : `${isServed ? 'served' : 'begun'} by ${served.provider}`
          }
          value={served.model}
        />
        <Tag tone={served.reason === 'fallback' ? 'warn' : 'plain'}>{served.badge}</Tag>
        <span className="note">{served.words}</span>
      </p>
    </section>
  )

const Name = ({ label, value }: { readonly label: string; readonly value: string | null }) => (
  <span className="served-name">
    <span className="note">{label}</span>
    <code>{value ?? dash}</code>
  </span>
)
