// One view per kind of frame. A new kind does not compile until it has one.
import type { FrameKind } from '#shared/session/frame'
import { answeredView } from './answered'
import { attemptedView } from './attempted'
import { closedView } from './closed'
import { endedView } from './ended'
import { openedView } from './opened'
import { pulseView } from './pulse'
import { receivedView } from './received'
import { rejectedView } from './rejected'
import { respondedView } from './responded'
import { routedView } from './routed'
import { sentView } from './sent'
import { upstreamView } from './upstream'
import type { FrameOf, FrameView } from './view'

const views = {
  opened: openedView,
  sent: sentView,
  routed: routedView,
  attempted: attemptedView,
  rejected: rejectedView,
  answered: answeredView,
  upstream: upstreamView,
  responded: respondedView,
  received: receivedView,
  pulse: pulseView,
  ended: endedView,
  closed: closedView,
} satisfies { readonly [K in FrameKind]: FrameView<K> }

const table: { readonly [K in FrameKind]: FrameView<K> } = views

export const frameView = <K extends FrameKind>(frame: FrameOf<K> & { readonly kind: K }): FrameView<K> =>
  table[frame.kind]
