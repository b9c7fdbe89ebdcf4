/** What is looked for when all layers and situations are taken together: the code of a finding and what it says. */
export const findingKinds = {
  'absolute-prose': 'Prose says always or never of something that levels below may change.',
  'against-stronger': 'A statement works against what a stronger level says of the same behavior.',
  'broad-tools': 'A statement opens more tools than anybody can have meant.',
  emergent: 'Two layers together bring about a value that neither of them states.',
  'last-answer': 'A restriction leaves no answer that was permitted before.',
  'never-changes': 'A statement changes nothing in any situation.',
  'never-holds': 'A condition holds in no situation.',
  'not-measurable': 'A section asks for something that neither a behavior nor an example measures.',
  'overwritten-tightening': 'A later set undoes a tightening that depends on a condition.',
  'uncautious-assume': 'A fact assumes a value that is not the cautious one.',
  'undoable-set': 'Levels below can undo a set whose text says otherwise.',
  'unreachable-default': 'A limit leaves the default out.',
  'unusable-grant': 'A grant gives a level nothing that it could use.',
} as const

/** The code of a finding. */
export type FindingKind = keyof typeof findingKinds
