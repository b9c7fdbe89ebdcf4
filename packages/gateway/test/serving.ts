/** Serves the configuration it is given, in a process of its own that can be killed; prints where. */
import { loadConfig, startGateway } from '../src/index.ts'

const { config } = loadConfig(process.argv[2]!)
const { url } = await startGateway(config!, { log: 'silent' })
console.log(url)
