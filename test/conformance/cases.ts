import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';

/**
 * The case files' format, strictly: a case with anything in it that the runner does not understand fails to parse,
 * and so fails.
 */
const id = z.int().min(1);
const term = z.int().min(0);
const index = z.int().min(0);
const terms = z.array(term);
const role = z.enum(['follower', 'preCandidate', 'candidate', 'leader']);

/** What may be said of a server after the fact; an absent field is not checked. */
const expectation = z.strictObject({
  role: z.union([role, z.array(role)]).optional(),
  currentTerm: term.optional(),
  votedFor: id.nullable().optional(),
  log: terms.optional(),
  lastLogIndex: index.optional(),
  commitIndex: index.optional(),
  leader: id.nullable().optional(),
  transferTarget: id.nullable().optional(),
});
export type Expectation = z.infer<typeof expectation>;

const received = z.discriminatedUnion('receive', [
  z.strictObject({
    receive: z.literal('RequestVote'),
    from: id,
    term,
    lastLogIndex: index,
    lastLogTerm: term,
    preVote: z.boolean().default(false),
    leadershipTransfer: z.boolean().default(false),
  }),
  z.strictObject({
    receive: z.literal('RequestVoteReply'),
    from: id,
    term,
    voteGranted: z.boolean(),
    preVote: z.boolean().default(false),
  }),
  z.strictObject({
    receive: z.literal('AppendEntries'),
    from: id,
    term,
    prevLogIndex: index,
    prevLogTerm: term,
    entries: terms,
    leaderCommit: index,
  }),
  z.strictObject({
    receive: z.literal('AppendEntriesReply'),
    from: id,
    term,
    success: z.boolean(),
    matchIndex: index.optional(),
    prevLogIndex: index.optional(),
  }),
  z.strictObject({ receive: z.literal('TimeoutNow'), from: id, term }),
]);
export type Received = z.infer<typeof received>;

const done = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('campaign') }),
  z.strictObject({ do: z.literal('heartbeat') }),
  z.strictObject({ do: z.literal('propose') }),
  z.strictObject({ do: z.literal('transfer'), to: id }),
  z.strictObject({ do: z.literal('elapse'), ms: z.number().min(0) }),
]);
export type Done = z.infer<typeof done>;

const reply = z.strictObject({
  type: z.enum(['RequestVoteReply', 'AppendEntriesReply']),
  to: id.optional(),
  term: term.optional(),
  voteGranted: z.boolean().optional(),
  preVote: z.boolean().optional(),
  success: z.boolean().optional(),
});

const label = { name: z.string(), section: z.string().optional(), about: z.string().optional() };

const nodeCase = z.strictObject({
  ...label,
  given: z.strictObject({
    self: id,
    servers: z.array(id).min(1),
    currentTerm: term,
    votedFor: id.nullable(),
    log: terms,
    commitIndex: index,
    role,
    leader: id.nullable(),
    preVote: z.boolean().default(false),
    checkQuorum: z.boolean().default(false),
  }),
  when: z.array(z.union([received, done])).min(1),
  then: expectation.extend({ replies: z.array(reply).optional() }),
});
export type NodeCase = z.infer<typeof nodeCase>;

const commitRuleCase = z.strictObject({
  ...label,
  matchIndex: z.array(index).min(1),
  log: terms,
  currentTerm: term,
  commitIndex: index,
  expect: index,
});
export type CommitRuleCase = z.infer<typeof commitRuleCase>;

const reconcileCase = z.strictObject({
  ...label,
  leaderLog: terms,
  followerLog: terms,
  electedTerm: term,
  expect: terms,
  maxRejections: z.int().min(0).optional(),
});
export type ReconcileCase = z.infer<typeof reconcileCase>;

const ms = z.number().min(0);
const step = z.union([
  z.tuple([z.literal('campaign')], id),
  z.tuple([z.literal('propose'), id]),
  z.tuple([z.literal('heartbeat'), id]),
  z.tuple([z.literal('heartbeatTo'), id, id]),
  z.tuple([z.literal('staleAppend'), z.strictObject({ from: id, to: id, term, index, entries: terms })]),
  z.tuple([z.literal('cut'), id, id]),
  z.tuple([z.literal('isolate'), id]),
  z.tuple([
    z.literal('drop'),
    z.enum(['RequestVote', 'RequestVoteReply', 'AppendEntries', 'AppendEntriesReply', 'TimeoutNow']),
  ]),
  z.tuple([z.literal('heal')]),
  z.tuple([z.literal('elapse'), id, ms]),
  z.tuple([z.literal('setElectionTimeout'), id, ms]),
  z.tuple([z.literal('transfer'), id, id]),
  z.tuple([z.literal('enablePreVote')], id),
  z.tuple([z.literal('expect'), z.record(z.string().regex(/^\d+$/), expectation)]),
]);
export type Step = z.infer<typeof step>;

const perServer = <T extends z.ZodType>(value: T) => z.record(z.string().regex(/^\d+$/), value);

const scenarioCase = z.strictObject({
  ...label,
  given: z.strictObject({
    servers: z.array(id).min(1),
    logs: perServer(terms).default({}),
    votes: perServer(z.strictObject({ votedFor: id.nullable(), currentTerm: term })).default({}),
    currentTerm: term.optional(),
    preVote: z.array(id).default([]),
    checkQuorum: z.array(id).default([]),
  }),
  steps: z.array(step).min(1),
});
export type ScenarioCase = z.infer<typeof scenarioCase>;

const kinds = {
  node: nodeCase,
  'commit-rule': commitRuleCase,
  reconcile: reconcileCase,
  scenario: scenarioCase,
};
export type Kind = keyof typeof kinds;

const fileSchema = z.object({ kind: z.string(), cases: z.array(z.unknown()).min(1) });
const nameSchema = z.object({ name: z.string(), section: z.string().optional() });

export interface CaseFile {
  readonly path: string;
  readonly kind: string;
  readonly cases: readonly { readonly title: string; readonly raw: unknown }[];
}

/**
 * The project's own cases, the published ones in `../shared` beside the project, and those of the folder that
 * CONFORMANCE_DIR names. A clone without `../shared` says so and runs the rest; CI must have it.
 */
export function conformanceFolders(): string[] {
  const own = resolve(import.meta.dirname, 'cases');
  const published = resolve(import.meta.dirname, '../../../shared/conformance');
  const more = process.env['CONFORMANCE_DIR'];
  const folders = [own];
  if (existsSync(published) || process.env['CI'] === 'true') folders.push(published);
  else process.stderr.write(`not run: the published conformance cases, as there is no ${published}\n`);
  if (more !== undefined && more !== '') folders.push(resolve(more));
  return folders;
}

/** @throws when the folder or a file in it cannot be read: missing cases are a failure, not a skip. */
export function readCaseFiles(folder: string): CaseFile[] {
  const names = readdirSync(folder).filter((name) => name.endsWith('.json'));
  if (names.length === 0) throw new Error(`no conformance cases in ${folder}`);
  return names.toSorted().map((name) => {
    const path = join(folder, name);
    const { kind, cases } = fileSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
    return { path, kind, cases: cases.map((raw) => ({ title: titleOf(raw), raw })) };
  });
}

function titleOf(raw: unknown): string {
  const { name, section } = nameSchema.parse(raw);
  return section === undefined ? name : `§${section}: ${name}`;
}

export function isKind(kind: string): kind is Kind {
  return Object.hasOwn(kinds, kind);
}

export const parseNodeCase = (raw: unknown): NodeCase => nodeCase.parse(raw);
export const parseCommitRuleCase = (raw: unknown): CommitRuleCase => commitRuleCase.parse(raw);
export const parseReconcileCase = (raw: unknown): ReconcileCase => reconcileCase.parse(raw);
export const parseScenarioCase = (raw: unknown): ScenarioCase => scenarioCase.parse(raw);
