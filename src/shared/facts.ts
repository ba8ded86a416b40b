import { z } from 'zod';
import { nodeIdSchema } from './ids';

export const roleSchema = z.enum(['follower', 'preCandidate', 'candidate', 'leader']);
export type Role = z.infer<typeof roleSchema>;

/** Why a node took its role. */
const roleReasonSchema = z.enum([
  'electionTimeout',
  'campaignRequested',
  'leadershipTransfer',
  'preVoteWon',
  'electionWon',
  'electionLost',
  'higherTerm',
  'leaderFound',
  'quorumLost',
]);
export type RoleReason = z.infer<typeof roleReasonSchema>;

/** Why a vote was given or refused. */
const voteReasonSchema = z.enum(['granted', 'staleTerm', 'alreadyVoted', 'logBehind', 'leaderAlive']);
export type VoteReason = z.infer<typeof voteReasonSchema>;

const timerNameSchema = z.enum(['election', 'heartbeat', 'checkQuorum', 'transfer']);
export type TimerName = z.infer<typeof timerNameSchema>;

const term = z.int().min(0);
const index = z.int().min(0);

/**
 * What a Raft core tells observers: just what measuring needs, no more. The driver stamps each with the time
 * (monotonic ms) at which the core was given the input that caused it.
 */
export const factSchema = z.discriminatedUnion('type', [
  /** `lateMs` is how long after its deadline the timer was acted upon. */
  z.object({
    type: z.literal('timerFired'),
    timer: timerNameSchema,
    deadlineMs: z.number(),
    lateMs: z.number(),
  }),
  z.object({ type: z.literal('roleChanged'), role: roleSchema, term, reason: roleReasonSchema }),
  /** The term rose without a change of role (a follower that learned of a higher term). */
  z.object({ type: z.literal('termAdvanced'), term }),
  /** A follower accepted its first AppendEntries of this leader's term. */
  z.object({ type: z.literal('leaderRecognised'), leader: nodeIdSchema, term }),
  /** As a voter: the answer to a RequestVote. `term` is the term asked for. */
  z.object({
    type: z.literal('voteAnswered'),
    candidate: nodeIdSchema,
    term,
    preVote: z.boolean(),
    granted: z.boolean(),
    reason: voteReasonSchema,
  }),
  /** As a candidate: an answer that was counted (its own vote included). */
  z.object({
    type: z.literal('voteCounted'),
    voter: nodeIdSchema,
    term,
    preVote: z.boolean(),
    granted: z.boolean(),
  }),
  z.object({ type: z.literal('commitAdvanced'), commitIndex: index, term }),
  /** As a follower: AppendEntries refused for a missing or conflicting entry (§5.3). */
  z.object({ type: z.literal('appendRefused'), leader: nodeIdSchema, prevLogIndex: index }),
  z.object({ type: z.literal('transferStarted'), target: nodeIdSchema, term }),
  z.object({ type: z.literal('transferEnded'), target: nodeIdSchema, term }),
]);
export type Fact = Readonly<z.infer<typeof factSchema>>;
export type FactOf<T extends Fact['type']> = Extract<Fact, { type: T }>;

/** A fact with its time (monotonic ms, comparable between the processes of one machine) and its node. */
export interface StampedFact {
  readonly atMs: number;
  readonly node: number;
  readonly fact: Fact;
}
