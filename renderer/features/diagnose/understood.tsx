// What the paste was taken for, so that nobody takes a guess for what was received.
import type { Source, SourceKind } from '#shared/diagnostics/explanation'
import { isRepair } from '#shared/diagnostics/repair'
import { Tag } from '../../ui/badges'

const kinds: Readonly<Record<SourceKind, string>> = {
  envelope: 'A gateway’s error envelope',
  error: 'An error of another shape',
  event: 'An error event of a stream',
  response: 'A whole response',
  diagnostics: 'Routing diagnostics',
  session: 'A recorded session',
  text: 'Text: no JSON found in it',
}

export const Understood = ({ source: { kind, trail, knowsRequest } }: { readonly source: Source }) => {
  const isRepaired = trail.some(isRepair)
  return (
    <section className="bar understood" aria-label="Read as">
      <b>{kinds[kind]}</b>
      {isRepaired ? <Tag tone="warn">Repaired</Tag> : <Tag>As it came</Tag>}
      <span className="note ellipsis grow" title={trail.join(', ')}>
        {trail.join(', ')}
      </span>
      <span className="note wide">{knowsRequest ? 'The request was with it' : 'The request was not with it'}</span>
    </section>
  )
}
