/** Questions about a whole policy: loaded when the first of them is asked. */
export {
  applied,
  compose,
  diff,
  findingKinds,
  findings,
  limited,
  situationAsCondition,
  spoken,
  tried,
} from '@bylaw/core'
