import { z } from 'zod';
import { cockroachdb } from './cockroachdb';
import { consul } from './consul';
import { etcd } from './etcd';
import { hashicorpRaft } from './hashicorpRaft';
import { kafka } from './kafka';
import { nats } from './nats';
import { rabbitmq } from './rabbitmq';
import { redpanda } from './redpanda';
import type { RaftSystem } from './system';
import { tikv } from './tikv';

export const systemIdSchema = z.enum([
  'etcd',
  'consul',
  'hashicorp-raft',
  'tikv',
  'cockroachdb',
  'kafka',
  'nats',
  'redpanda',
  'rabbitmq',
]);
export type SystemId = z.infer<typeof systemIdSchema>;

/** Every system whose settings the lab can read and write. */
export const SYSTEMS: Readonly<Record<SystemId, RaftSystem>> = {
  etcd,
  consul,
  'hashicorp-raft': hashicorpRaft,
  tikv,
  cockroachdb,
  kafka,
  nats,
  redpanda,
  rabbitmq,
};
