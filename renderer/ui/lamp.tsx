import { Icon, type IconName } from './icons'

export type Tone = 'ok' | 'warn' | 'bad' | 'info' | 'quiet'

type Props = { readonly shape: IconName; readonly tone: Tone; readonly live?: boolean }

export const Lamp = ({ shape, tone, live = false }: Props) => (
  <span className={`lamp tone-${tone}${live ? ' beating' : ''}`}>
    <Icon name={shape} size={11} />
  </span>
)
