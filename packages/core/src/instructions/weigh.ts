import type { GoalList } from '../document/types.ts'

/** Something that could be done, with how well it serves each goal: only the order of the numbers counts, never their size. */
export interface Option {
  readonly id: string
  /** By goal; a goal left out is neither served nor harmed (0). */
  readonly serves: Readonly<Record<string, number>>
}

/** Which goals pull toward an option and which away from it, against at least one other that remains. */
export interface Pull {
  readonly option: Option
  readonly toward: readonly string[]
  readonly away: readonly string[]
}

export interface Weighing {
  /** The options that remain. */
  readonly options: readonly Pull[]
  /** Under `strict`: the goal that decided; null where none distinguishes them, and under `weighed`. */
  readonly decidedBy: string | null
  readonly dropped: readonly { readonly option: Option; readonly by: string; readonly goal: string | null }[]
}

/**
 * Weighs options under a list of goals (DESIGN, section 3, "Goals"). `strict`: the first goal that distinguishes the
 * options decides, the next ones only among what is left. `weighed`: what is no better in any goal and worse in one
 * than another option is dropped, and the rest is returned for a model or a person to judge. No number is ever made up.
 */
export function weigh(
  options: readonly Option[],
  goals: Pick<GoalList, 'kind'> & { readonly goals: readonly { readonly name: string }[] },
): Weighing {
  const names = goals.goals.map((goal) => goal.name)
  return goals.kind === 'strict' ? weighStrictly(options, names) : weighTogether(options, names)
}

const score = (option: Option, goal: string): number => (Object.hasOwn(option.serves, goal) ? option.serves[goal]! : 0)

function weighStrictly(options: readonly Option[], goals: readonly string[]): Weighing {
  let left = options
  let decidedBy: string | null = null
  const dropped: { option: Option; by: string; goal: string }[] = []
  for (const goal of goals) {
    const best = left.reduce<Option | null>(
      (top, option) => (top === null || score(option, goal) > score(top, goal) ? option : top),
      null,
    )
    const worse = left.filter((option) => best !== null && score(option, goal) < score(best, goal))
    if (worse.length > 0) decidedBy ??= goal
    dropped.push(...worse.map((option) => ({ option, by: best!.id, goal })))
    left = left.filter((option) => !worse.includes(option))
  }
  return { options: pulls(left, goals), decidedBy, dropped }
}

function weighTogether(options: readonly Option[], goals: readonly string[]): Weighing {
  const dropped = options.flatMap((option) => {
    const better = options.find((other) => dominates(other, option, goals))
    return better === undefined ? [] : [{ option, by: better.id, goal: null }]
  })
  const left = options.filter((option) => !dropped.some((each) => each.option === option))
  return { options: pulls(left, goals), decidedBy: null, dropped }
}

const dominates = (a: Option, b: Option, goals: readonly string[]): boolean =>
  goals.every((goal) => score(a, goal) >= score(b, goal)) && goals.some((goal) => score(a, goal) > score(b, goal))

function pulls(options: readonly Option[], goals: readonly string[]): Pull[] {
  return options.map((option) => ({
    option,
    toward: goals.filter((goal) => options.some((other) => score(option, goal) > score(other, goal))),
    away: goals.filter((goal) => options.some((other) => score(option, goal) < score(other, goal))),
  }))
}
