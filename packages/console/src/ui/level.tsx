/** The bars of a level's badge: five for the strongest, one for the weakest. */
const heights: Readonly<Record<string, number>> = { root: 5, system: 4, developer: 3, user: 2, agent: 1 }

interface LevelProps {
  readonly level: string
  /** `short`: its letter only, the name for screen readers. */
  readonly short?: boolean
}

/** A level of the chain of command: a letter, bars and its name; colour says nothing by itself. */
export function Level({ level, short = false }: LevelProps) {
  const height = heights[level] ?? 0
  return (
    <span class={`level level-${height === 0 ? 'other' : level}`} title={short ? level : undefined}>
      <span class="level-bars" aria-hidden="true">
        {[1, 2, 3, 4, 5].map((bar) => (
          <i key={bar} class={bar <= height ? 'on' : ''} />
        ))}
      </span>
      {short ? (
        <>
          <b aria-hidden="true">{level.charAt(0).toUpperCase()}</b>
          <span class="heard">{level}</span>
        </>
      ) : (
        level
      )}
    </span>
  )
}
