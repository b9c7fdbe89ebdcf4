/** Questions about a whole policy: loaded when the first of them is asked. */
export {
  applied,
  compose,
  diff,
  findingKinds,
  findings,
  situationAsCondition,
  spoken,
  tried,
} from '@bylaw/core'
