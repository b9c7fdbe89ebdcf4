/** The chain of command of a spec that states none, strongest first. */
export const defaultChain: readonly string[] = ['root', 'system', 'developer', 'user', 'agent']

/** A level by its own name: `platform` is root, `operator` is developer. */
export function canonicalLevel(name: string): string {
  if (name === 'platform') return 'root'
  if (name === 'operator') return 'developer'
  return name
}
