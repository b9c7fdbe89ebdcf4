/** What would run, or ask somebody, if a text ever became more than a text. */
export const script = `<script>window.pwned='script'</script>`
export const image = `<img src=x onerror="window.pwned='image'">`
const svg = `<svg onload="window.pwned='svg'">`
const outside = 'http://elsewhere.invalid'

/** In a place of its own each, so that a test can say which one is missing. */
export const marked = (place: string): string => `${place} ${image}${script}`

/** Without quotes: for places that end at one. */
export const unquoted = (place: string): string => `${place} <img src=x onerror=window.pwned='unquoted'>`

/** A title is plain text: tags in it are left out, what stands between them stays. */
export const plain = (place: string): string => `${place} window.pwned='script'`

const label = `<svg/onload=window.pwned='label'>`

const yaml = (text: string): string => JSON.stringify(text)

export const hostileSpec = `---
bylaw: 1
title: ${yaml(marked('spec title'))}
version: ${yaml(`1 ${image}`)}
layer: root
---
# ${marked('first heading')} [heading link](javascript:window.pwned='heading')

${marked('prose')} and *${svg}* and \`${image}\`, a [link](javascript:window.pwned='link'),
a [data link](data:text/html,${encodeURIComponent(script)}), a [vb link](vbscript:pwned), <javascript:window.pwned=1>,
an [outside link](${outside}/page "${unquoted('link title')}"), ![alt ${image}](${outside}/image.png) and ![x](x" onerror="window.pwned=1).[^${label}]
<iframe src="${outside}/frame"></iframe><a href="javascript:window.pwned='anchor'" onclick="window.pwned=1">html anchor</a>

[^${label}]: ${marked('footnote')}

<style>@import url("${outside}/style.css"); body { background: url(${outside}/back.png) }</style>

<div onmouseover="window.pwned='over'" style="position:fixed;inset:0">${marked('html block')}</div>

<form action="javascript:window.pwned='form'"><button formaction="javascript:window.pwned=1">press</button></form>

| ${image} | b |
|---|---|
| ${marked('cell')} | [c](javascript:window.pwned='cell') |

~~~js"onload="window.pwned=1 ${image}
${marked('code')}
~~~

!!! meta "${unquoted('commentary')}"
    ${marked('commentary text')}

~~~yaml bylaw
facts:
  user.age_group: {title: ${yaml(marked('fact title'))}, type: [under_18, adult], assume: under_18, vouched-by: developer}
~~~

## Drugs {#drugs authority=developer onclick=window.pwned=1}

~~~yaml bylaw
behavior: drug-information
title: ${yaml(marked('behavior title'))}
values: [refuse, general, detailed]
default: general
describe:
  refuse: ${yaml(marked('description'))}
  general: ${yaml(image)}
rules:
  - when: user.age_group == "under_18" && "${image.replaceAll('"', "'")}" != "x"
    limit: general
~~~

**Example**: ${marked('example title')}

~~~xml
<developer>${marked('developer turn')}</developer>
<user name="${image.replaceAll('"', "'")}">${marked('user turn')} <a href="javascript:window.pwned=1">x</a></user>
<untrusted_text onload="window.pwned=1">${marked('untrusted')}</untrusted_text>
<comparison>
<assistant recipient="x&quot; onload=&quot;window.pwned=1" onclick="window.pwned=1"> <!-- GOOD: ${marked('good note')} -->
${marked('good answer')}
</assistant>
<assistant> <!-- BAD: ${marked('bad note')} -->
${marked('bad answer')}
</assistant>
</comparison>
<${svg.slice(1, -1)}>
~~~

~~~yaml bylaw
invariant: ${yaml(marked('invariant'))}
holds: 'behavior["drug-information"] != "detailed"'
~~~
`

const hostileLayer = `---
bylaw: 1
title: ${yaml(marked('operator title'))}
layer: developer
---
# ${marked('operator heading')}

~~~yaml bylaw
set: {drug-information: detailed}
grant: {user: {drug-information: detailed}}
~~~
`

const refusedSpec = `# ${marked('wrong heading')} {#x"onfocus="window.pwned=1 tags=${image}}

~~~yaml bylaw
behavior: ${yaml(image)}
bright-line: ${yaml(image)}
~~~
`

/** A name that a file may have and a page must not trust. */
export const fileName = `"><img src=x onerror=window.pwned='file'>.md`

export const hostileFiles: Readonly<Record<string, string>> = {
  'spec.md': hostileSpec,
  [fileName]: hostileLayer,
  'wrong.md': refusedSpec,
}

const upstreams = '[{ format: rehearsal }]'

export const hostileConfig = `
listen: 127.0.0.1:4141
specs: [./spec.md]
deployments:
  shop:
    layers: [{ developer: ${yaml(`./${fileName}`)} }]
    upstreams: ${upstreams}
    people: { title: ${yaml(marked('deployment title'))} }
library:
  other: { title: ${yaml(marked('library title'))}, layers: [] }
  wrong: { title: ${yaml(image)}, specs: [./spec.md, ./wrong.md], layers: [] }
store: .bylaw
`
