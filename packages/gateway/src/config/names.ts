import type { AdminKeyConfig, KeyConfig } from './access.ts'
import type { DeploymentConfig } from './deployments.ts'
import type { JudgeConfig } from './judges.ts'

interface Named {
  readonly operators: Readonly<Record<string, unknown>>
  readonly judges: Readonly<Record<string, JudgeConfig>>
  readonly deployments: Readonly<Record<string, DeploymentConfig>>
  readonly library: Readonly<Record<string, unknown>>
  readonly keys: readonly KeyConfig[]
  readonly admin: { readonly keys: readonly AdminKeyConfig[] }
}

interface Problem {
  readonly path: readonly (string | number)[]
  readonly message: string
}

/** Names that nothing has, and names that two have. */
export function dangling(file: Named): readonly Problem[] {
  return [
    ...keysOf(file),
    ...libraryOf(file),
    ...Object.entries(file.deployments).flatMap(([name, each]) => deploymentOf(file, name, each)),
  ]
}

function keysOf({ keys, admin, deployments, operators }: Named): Problem[] {
  const problems: Problem[] = []
  for (const [index, { name, deployment }] of keys.entries()) {
    const at = (field: string, message: string) => problems.push({ path: ['keys', index, field], message })
    if (keys.findIndex((other) => other.name === name) < index) at('name', 'another key has this name')
    if (!Object.hasOwn(deployments, deployment)) at('deployment', 'no deployment has this name')
  }
  for (const [index, { operator }] of admin.keys.entries()) {
    if (operator === undefined || Object.hasOwn(operators, operator)) continue
    problems.push({ path: ['admin', 'keys', index, 'operator'], message: 'no operator has this name' })
  }
  return problems
}

function libraryOf({ library, deployments }: Named): Problem[] {
  const taken = Object.keys(library).filter((name) => Object.hasOwn(deployments, name))
  return taken.map((name) => ({ path: ['library', name], message: 'a deployment has this name' }))
}

function deploymentOf({ operators, judges }: Named, name: string, deployment: DeploymentConfig): Problem[] {
  const problems: Problem[] = []
  const at = (path: readonly (string | number)[], message: string) =>
    problems.push({ path: ['deployments', name, ...path], message })
  const { operator, interpreter, behaviors } = deployment
  if (operator !== undefined && !Object.hasOwn(operators, operator)) at(['operator'], 'no operator has this name')
  const isModel = (judge: string) => Object.hasOwn(judges, judge) && 'model' in judges[judge]!
  if (interpreter !== undefined && !isModel(interpreter)) at(['interpreter'], 'no model among the judges has this name')
  for (const [index, judge] of deployment.judges.entries()) {
    if (!Object.hasOwn(judges, judge)) at(['judges', index], 'no judge has this name')
  }
  for (const [behavior, { judges: assigned = [], agreement }] of Object.entries(behaviors)) {
    for (const [index, each] of assigned.entries()) {
      const judge = typeof each === 'string' ? each : each.judge
      if (!Object.hasOwn(judges, judge)) at(['behaviors', behavior, 'judges', index], 'no judge has this name')
    }
    if (agreement !== undefined && assigned.length > 0 && agreement > assigned.length) {
      at(['behaviors', behavior, 'agreement'], 'more judges have to agree than there are')
    }
  }
  return problems
}
