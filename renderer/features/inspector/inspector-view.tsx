// Holds the place of the inspector: what failed and what caused it, in sentences.
import type { Explanation } from '#shared/diagnostics/explanation'
import type { SessionSummary } from '#shared/session/summary'

type Props = { readonly explanation: Explanation; readonly session: SessionSummary | null }

export const InspectorView = ({ explanation }: Props) => (
  <article aria-label="Explanation">
    <h2>{explanation.verdict.sentence}</h2>
    <ol>
      {explanation.causes.map(({ sentence }, index) => (
        <li key={index}>{sentence}</li>
      ))}
    </ol>
  </article>
)
