import { machineFacts } from '../../shared/agreement';
import { megabytes } from '../../shared/format';
import { formatJson } from '../runs/runFiles';
import { measureWords, shellLine } from './commandLine';
import { html, type Markup } from './markup';
import type { RunReport } from './runReport';
import { table } from './table';
import { GLOSSARY } from './words';

/** What it takes to do it again, and what it was done on. */
export function repeatPart({ file, summary }: RunReport): Markup {
  const { experiment, host, versions } = file;
  const fileName = `${file.runId}-experiment.json`;
  const words = measureWords(experiment);
  const machine = summary.machine ?? { roundTripMs: null, persistMs: null };
  const command = [`raft-lab run ${fileName}`];
  if (words !== null) command.push('', '# or, without the file:', shellLine(words));
  return html`<section>
    <h2>How to repeat it</h2>
    <p>
      Save the experiment below as <code>${fileName}</code>, and run
      it${
        experiment.engine === 'simulation'
          ? ': the trials will be the same to the byte'
          : '. Crashes come on the same schedule; how real processes answer is theirs'
      }.
    </p>
    <pre class="command">${command.join('\n')}</pre>
    <details open>
      <summary>The experiment, with every default written out</summary>
      <pre>${withShortLines(formatJson(experiment))}</pre>
    </details>
    ${table({
      kind: 'words',
      caption: 'What it ran on',
      head: ['', ''],
      rows: [
        ['Run', html`<code>${file.runId}</code>`],
        ['Started', `${file.startedAt.replace('T', ' ').replace(/(\.\d+)?Z$/, '')} UTC`],
        ['Raft Lab, Node.js', `${versions.raftLab}, ${versions.node}`],
        ['System', `${host.platform} ${host.release}, ${host.arch}`],
        ['Processor', `${host.cpu}, ${host.cores} logical ${host.cores === 1 ? 'core' : 'cores'}`],
        ['Memory', megabytes(host.memoryBytes)],
        ...machineFacts(machine).map(([what, ms]): [string, string] => [`Machine: ${what}`, measured(ms)]),
        ['Seed', file.seed],
      ],
    })}
  </section>`;
}

/** Objects and lists that hold no others take one line, where they fit. */
export function withShortLines(json: string): string {
  return json.replaceAll(/[{[]\n[^{}[\]]*[}\]]/g, (inner) => {
    const line = inner.replaceAll(/\s*\n\s*/g, ' ');
    return line.length <= 72 ? line : inner;
  });
}

function measured(ms: number): string {
  return `${Number(ms.toPrecision(3))} ms, median during the run`;
}

export function glossary(): Markup {
  return html`<section>
    <h2>Words</h2>
    <dl class="words">
      ${GLOSSARY.map(
        ([word, meaning]) =>
          html` <div>
            <dt>${word}</dt>
            <dd>${meaning}</dd>
          </div>`,
      )}
    </dl>
  </section>`;
}
