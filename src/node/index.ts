import type { ToLab } from '../shared/control/toLab';
import { toNodeSchema, type ToNode } from '../shared/control/toNode';
import { LabError, messageOf } from '../shared/errors';
import { PreciseClock } from './clock';
import { openControl } from './control';
import { RaftNode } from './node';
import { collectGarbage, keepQuiet } from './quiet';
import { rehearse, rehearseWaiting } from './rehearsal';

/** The forked process of one node. It lives as long as its lab. */

/** How often it looks whether its parent is still there, should the channel's end go unnoticed. */
const PARENT_CHECK_MS = 500;

let node: RaftNode | null = null;
let failing = false;

const control = openControl(receive, () => {
  process.exit(0);
});
if (control === null) {
  process.stderr.write('This program is one node of a cluster: the lab starts it. Try: npm run lab -- up\n');
  process.exit(2);
}
const { send, sendLast } = control;

// A terminal sends Ctrl+C and Ctrl+\ to the whole group; what they mean for a node is the lab's to decide.
for (const signal of ['SIGINT', 'SIGQUIT'] as const) process.on(signal, () => undefined);
process.on('uncaughtException', fail);

keepQuiet();

const parent = process.ppid;
setInterval(() => {
  if (process.ppid !== parent) process.exit(0);
}, PARENT_CHECK_MS).unref();

// Before it is said to be ready: a process can be made ahead, and what it does first is then over when it is needed.
const clock = new PreciseClock();
rehearse();
rehearseWaiting(clock).then(() => {
  collectGarbage();
  send({ type: 'ready' });
}, fail);

function receive(data: unknown): void {
  const parsed = toNodeSchema.safeParse(data);
  if (!parsed.success) {
    fail(
      new LabError('bad-argument', `The node was sent what it does not understand: ${parsed.error.message}`),
    );
    return;
  }
  handle(parsed.data);
}

function handle(message: ToNode): void {
  if (message.type === 'start') {
    if (node !== null) throw new LabError('bad-argument', 'The node was started already.');
    node = new RaftNode(message.config, { send, exit }, clock);
    node.listen().catch(fail);
    return;
  }
  if (node !== null) node.handle(message);
  else if (message.type === 'stop') exit(null);
  else throw new LabError('bad-argument', `The node was sent "${message.type}" before it was started.`);
}

function exit(reason: LabError | null): void {
  if (reason === null) process.exit(0);
  fail(reason);
}

/** Says why the node cannot go on, and ends it. */
function fail(error: unknown): void {
  if (failing) return;
  failing = true;
  const code = error instanceof LabError ? error.code : 'node-failed';
  const failed: ToLab = { type: 'failed', code, message: messageOf(error) };
  sendLast(failed, () => {
    process.exit(1);
  });
}
