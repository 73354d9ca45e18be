import { plural } from '../../../ui/format'
import type { FrameView } from './view'

export const routedView: FrameView<'routed'> = {
  direction: 'inside',
  describe: ({ diagnostics }) => {
    const { candidates, order } = diagnostics
    return {
      glyph: 'gateway',
      title: 'route decided',
      preview: `${order.length} of ${plural(candidates.totalProviders, 'provider')} left${order.length > 0 ? `: ${order.join(', ')}` : ''}`,
    }
  },
  raw: ({ diagnostics }) => JSON.stringify(diagnostics),
}
