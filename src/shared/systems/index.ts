import { z } from 'zod';
import type { Timing } from '../settings';
import { cockroachdb } from './cockroachdb';
import { consul } from './consul';
import { etcd } from './etcd';
import { hashicorpRaft } from './hashicorpRaft';
import { kafka } from './kafka';
import { nats } from './nats';
import { rabbitmq } from './rabbitmq';
import { redpanda } from './redpanda';
import type { RaftSystem, WrittenSettings } from './system';
import { tikv } from './tikv';

export type { RaftSystem, WrittenSettings } from './system';

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

/** Timing in a system's own keys: the nearest it can do, and what it cannot. */
export function write(system: SystemId, wanted: Timing): WrittenSettings {
  return SYSTEMS[system].write(wanted);
}
