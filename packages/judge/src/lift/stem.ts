/** Words that end like a plural and are none of the word that would be left. */
const WHOLE = new Set(['lens', 'means', 'news'])

/**
 * What the singular and the plural of a word have in common: `medicines` and `medicine`, `classes` and `class`, `movies`
 * and `movie`. Only an English plural is taken off, and of no word of three letters; verbs keep their endings. It need not
 * be a word itself.
 * @param word folded
 */
export function stemOf(word: string): string {
  const singular = isPlural(word) ? word.slice(0, -1) : word
  if (singular.length < 4) return singular
  if (singular.endsWith('ie')) return `${singular.slice(0, -2)}y`
  return singular.replace(/(?<=s|x|z|ch|sh|o)e$/, '')
}

/** Not `glass`, `virus` or `basis`, and of four letters neither `bias`. */
const isPlural = (word: string): boolean => word.length > 3 && !WHOLE.has(word) && /(?:[^aisu]|^.{3,}a)s$/.test(word)
