/**
 * How does a product come to run under a spec? By changing one base address. The gateway stands between a client of
 * OpenAI's API and a model, and everything goes one way through it:
 *
 *     identify ─▶ resolve ─▶ guide ─▶ call ─▶ check ─▶ record
 *     the key     policy     compose   the     tool     before the
 *     and level   and facts            model   calls    answer ends
 *
 * What a check does not permit never leaves; what can't be recorded is not answered; without a policy nothing is served.
 *
 *     const { config, problems } = loadConfig('bylaw.yaml')
 *     const gateway = await startGateway(config)
 */
export { type WouldHave, wouldHave } from './admin/would-have.ts'
export { type Config, type Environment, loadConfig } from './config/load.ts'
export { configSchema } from './config/schema.ts'
export { type Gateway, type GatewayOptions, type ServedDeployment, startGateway } from './gateway.ts'
export { welcome } from './welcome.ts'
