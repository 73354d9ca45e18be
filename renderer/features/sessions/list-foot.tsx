import { useStore } from '../../state/store'
import { formatCount } from '../../ui/format'
import { Icon } from '../../ui/icons'
import { toggleFollow } from './actions'
import { Budget } from './budget'

/** `waiting`: how many sessions have begun since the list is held. */
export const ListFoot = ({ waiting }: { readonly waiting: number }) => {
  const heldAt = useStore((state) => state.heldAt)
  return (
    <footer className="foot">
      <Budget />
      <span className="grow" />
      {heldAt === null ? (
        <FollowButton />
      ) : (
        <span className="tone-warn">{waiting === 0 ? 'Held' : `Held, ${formatCount(waiting)} new`}</span>
      )}
    </footer>
  )
}

const FollowButton = () => {
  const following = useStore((state) => state.following)
  return (
    <button type="button" className="button quiet small follow" aria-pressed={following} onClick={toggleFollow}>
      <Icon name="down" size={12} />
      {following ? 'Following new' : 'Follow new'}
    </button>
  )
}
