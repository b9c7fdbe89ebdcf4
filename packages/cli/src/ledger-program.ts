import { type Command, Option } from 'commander'
import { collect, type Done, example, json } from './options.ts'

const store = (): Option =>
  new Option('--store <folder>', 'the folder of the ledger; default: BYLAW_DATABASE_URL, else .bylaw')
const key = (): Option => new Option('--key <file>', "the log's private key; default: log.key in the store's folder")
const vkey = (): Option => new Option('--vkey <key>', "the log's public key, or a file that holds it")
const checkpoint = (): Option =>
  new Option('--checkpoint <file>', 'prove under this checkpoint: a published one, with the signatures of witnesses')
const witness = (given: string): Option =>
  new Option(`--witness <${given}...>`, 'who must have seen the checkpoint; repeatable').argParser(collect)
const quorum = (): Option => new Option('--quorum <n>', 'so many of the witnesses suffice; default: all')

/** `bylaw ledger …` */
export function addLedger(program: Command, done: Done): void {
  const ledger = program
    .command('ledger')
    .description('the log of what was decided: verify, prove, publish, keep')
    .addHelpText('after', example('bylaw ledger head', 'bylaw ledger verify audit --vkey log.vkey'))
  for (const add of [
    addHead,
    addVerify,
    addProve,
    addCheck,
    addExport,
    addImport,
    addPublish,
    addRotateKey,
    addFsck,
    addForget,
    addServeWitness,
  ])
    add(ledger, done)
}

function addHead(ledger: Command, done: Done): void {
  ledger
    .command('head')
    .description('how long the log is, its root, what was signed last and by which key')
    .addOption(store())
    .addOption(key())
    .addOption(json())
    .addHelpText('after', example('bylaw ledger head'))
    .action(async (options) => done(await (await import('./verbs/ledger/head.ts')).head(options)))
}

function addVerify(ledger: Command, done: Done): void {
  ledger
    .command('verify')
    .description('a whole log, offline: every entry, tile, body, signature; where anything is damaged')
    .argument('[log]', 'a folder with an exported log, or the address of a served one; default: the store')
    .addOption(vkey())
    .addOption(witness('key'))
    .addOption(quorum())
    .addOption(
      new Option('--records <how>', 'how closely entries are looked at; any: the log of somebody else')
        .choices(['canonical', 'schema', 'any'])
        .default('canonical'),
    )
    .addOption(store())
    .addOption(key())
    .addOption(json())
    .addHelpText(
      'after',
      example(
        'bylaw ledger verify audit --vkey log.vkey',
        'bylaw ledger verify https://example.com/log --vkey log.vkey --witness w1.vkey w2.vkey --quorum 1',
      ),
    )
    .action(async (log, options) => done(await (await import('./verbs/ledger/verify.ts')).verify(log, options)))
}

function addProve(ledger: Command, done: Done): void {
  ledger
    .command('prove')
    .description('the receipt of one record, which carries its leaf')
    .argument('<id>')
    .option('-o, --output <file>', 'where to write it; default: standard output')
    .addOption(checkpoint())
    .addOption(store())
    .addOption(key())
    .addOption(json())
    .addHelpText('after', example('bylaw ledger prove dec_98ea9d7a2e45c34c4eb4b6bd97dd203d -o decision.receipt'))
    .action(async (id, options) => done(await (await import('./verbs/ledger/prove.ts')).prove(id, options)))
}

function addCheck(ledger: Command, done: Done): void {
  ledger
    .command('check')
    .description('whether a receipt holds, offline')
    .argument('<receipt>')
    .addOption(vkey().makeOptionMandatory())
    .option('--leaf <file>', 'the leaf, where the receipt does not carry it')
    .addOption(witness('key'))
    .addOption(quorum())
    .addOption(json())
    .addHelpText('after', example('bylaw ledger check decision.receipt --vkey log.vkey'))
    .action(async (file, options) => done((await import('./verbs/ledger/check.ts')).check(file, options)))
}

function addExport(ledger: Command, done: Done): void {
  ledger
    .command('export')
    .description('the log as files that anyone can verify, with its public key')
    .argument('<folder>')
    .addOption(new Option('--disclose <id...>', 'records whose bodies go with it; repeatable').argParser(collect))
    .addOption(checkpoint())
    .addOption(vkey())
    .addOption(store())
    .addOption(key())
    .addOption(json())
    .addHelpText('after', example('bylaw ledger export audit'))
    .action(async (folder, options) =>
      done(await (await import('./verbs/ledger/export.ts')).exportVerb(folder, options)),
    )
}

function addImport(ledger: Command, done: Done): void {
  ledger
    .command('import')
    .description('an exported log, or a served one, into an empty store; verified first')
    .argument('<log>')
    .addOption(vkey().makeOptionMandatory())
    .addOption(witness('key'))
    .addOption(quorum())
    .option('--adopt', 'it is the newest that was published: the store may go on from it and sign')
    .addOption(store())
    .addOption(json())
    .addHelpText('after', example('bylaw ledger import audit --vkey log.vkey --store mirror'))
    .action(async (log, options) => done(await (await import('./verbs/ledger/import.ts')).importVerb(log, options)))
}

function addPublish(ledger: Command, done: Done): void {
  ledger
    .command('publish')
    .description('write what is new to a folder or an S3-compatible bucket, the checkpoint last')
    .argument('<target>', 'a folder, or https://host/bucket/prefix with AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY')
    .addOption(witness('address=key'))
    .addOption(quorum())
    .option('--repair', 'look at every file ever published, and write torn ones anew')
    .addOption(store())
    .addOption(key())
    .addOption(json())
    .addHelpText('after', example('bylaw ledger publish /var/www/log', 'bylaw ledger publish https://s3.example/logs'))
    .action(async (target, options) =>
      done(await (await import('./verbs/ledger/publish.ts')).publishVerb(target, options)),
    )
}

function addRotateKey(ledger: Command, done: Done): void {
  ledger
    .command('rotate-key')
    .description('retire the key for a new one, which the old one signs; nothing else may sign meanwhile')
    .addOption(store())
    .addOption(key())
    .addOption(json())
    .addHelpText('after', example('bylaw ledger rotate-key'))
    .action(async (options) => done(await (await import('./verbs/ledger/rotate-key.ts')).rotateKeyVerb(options)))
}

function addFsck(ledger: Command, done: Done): void {
  ledger
    .command('fsck')
    .description('what is stored against what it must be by the entries')
    .addOption(store())
    .addOption(json())
    .addHelpText('after', example('bylaw ledger fsck --store .bylaw'))
    .action(async (options) => done(await (await import('./verbs/ledger/fsck.ts')).fsckVerb(options)))
}

function addForget(ledger: Command, done: Done): void {
  ledger
    .command('forget')
    .description('delete the bodies of a record and their key, for good; the log still verifies')
    .argument('<id>')
    .addOption(store())
    .addOption(json())
    .addHelpText('after', example('bylaw ledger forget dec_98ea9d7a2e45c34c4eb4b6bd97dd203d'))
    .action(async (id, options) => done(await (await import('./verbs/ledger/forget.ts')).forget(id, options)))
}

function addServeWitness(ledger: Command, done: Done): void {
  ledger
    .command('serve-witness')
    .description('cosign the checkpoints of other logs, each only where it extends the one before')
    .addOption(new Option('--listen <host:port>').default('127.0.0.1:4150'))
    .addOption(new Option('--store <folder>', 'its key and what it saw').default('.bylaw-witness'))
    .addOption(new Option('--name <name>', 'what its key is called').default('localhost/witness'))
    .addOption(
      new Option('--log <key...>', 'public keys of the logs, or files that hold them; repeatable')
        .argParser(collect)
        .makeOptionMandatory(),
    )
    .addOption(json())
    .addHelpText('after', example('bylaw ledger serve-witness --listen 127.0.0.1:4150 --log log.vkey'))
    .action(async (options) => done(await (await import('./verbs/ledger/serve-witness.ts')).serveWitness(options)))
}

/** `bylaw report` */
export function addReport(program: Command, done: Done): void {
  program
    .command('report')
    .description('one record with all that proves it, in one file; or such a file checked, offline')
    .argument('[id]')
    .option('-o, --output <file>', 'where to write it; default: standard output')
    .addOption(new Option('--disclose <body.field...>', 'fields of its bodies to show; repeatable').argParser(collect))
    .option('--folder <folder>', 'where the bylaw.yaml with the layers is that decided; default: here')
    .option('--check <file>', 'check a report instead')
    .addOption(checkpoint())
    .addOption(vkey())
    .addOption(witness('key'))
    .addOption(quorum())
    .addOption(store())
    .addOption(key())
    .addOption(json())
    .addHelpText(
      'after',
      example(
        'bylaw report dec_98ea9d7a2e45c34c4eb4b6bd97dd203d -o deviation.json',
        'bylaw report --check deviation.json --vkey log.vkey',
      ),
    )
    .action(async (id, options) => done(await (await import('./verbs/report.ts')).report(id, options)))
}
