import { type DocumentSnapshot, type Firestore, Timestamp } from 'firebase-admin/firestore';
import { sha256 } from '../common/sha256.ts';
import { permanent } from '../failure/failure.ts';
import { rpcStatusOf } from '../failure/rpcStatus.ts';
import { gsUrl, PLANS } from '../model/places.ts';
import type { ObjectStore } from '../storage/objectStore.ts';
import { expireAt } from './expireAt.ts';

/** Who did something, when, and why, where somebody said so. */
export interface Doing {
  by: string;
  at: Date;
  reason?: string;
}

/** The plan of a replay, and what became of it. */
export interface ReplayRecord {
  id: string;
  planned: Doing;
  /** The plan, as JSON. */
  json: string;
  /** Given once somebody has begun to carry it out. */
  begun?: Doing;
}

/** Who replayed what, when and why. */
export interface ReplayRecords {
  /** Keeps a plan; answers its ID, which follows from its text. `about`: what a reader of the document is to see of it. */
  keep(json: string, planned: Doing, about: object): Promise<string>;
  find(id: string): Promise<ReplayRecord | undefined>;
  /** Keeps that somebody begins to carry it out; answers who was the first to. */
  begin(id: string, doing: Doing): Promise<Doing>;
  finish(id: string, outcome: object, now: Date): Promise<void>;
}

interface Options {
  firestore: Firestore;
  objects: ObjectStore;
  opsBucket: string;
  ttlDays: number;
}

const ID_LENGTH = 12;

/** `replays/‹plan ID›`, and the plan itself, which may be megabytes, as an object beside the plans of processes. */
export function createReplayRecords({ firestore, objects, opsBucket, ttlDays }: Options): ReplayRecords {
  const replays = firestore.collection('replays');
  const placeOf = (id: string) => ({ bucket: opsBucket, name: `${PLANS}replay-${id}.json` });

  async function read(id: string, hash: string): Promise<string> {
    const place = placeOf(id);
    const url = gsUrl(place.bucket, place.name);
    const json = await objects.read(place);
    if (json === undefined) throw permanent('planMissing', `the plan ${url} is gone: plan the replay again`);
    if (sha256(json) === hash) return json;
    throw permanent(
      'planChanged',
      `the plan ${url} has changed since it was made: find out who may write to ${opsBucket}`,
    );
  }

  return {
    async keep(json, planned, about) {
      const hash = sha256(json);
      const id = hash.slice(0, ID_LENGTH);
      await objects.write(placeOf(id), { content: json, contentType: 'application/json' });
      await replays.doc(id).set({ hash, planned, ...about, expireAt: expireAt(planned.at, ttlDays) });
      return id;
    },

    async find(id) {
      const snapshot = await replays.doc(id).get();
      if (!snapshot.exists) return undefined;
      const begun = doingIn(snapshot, 'begun');
      const planned = doingIn(snapshot, 'planned');
      if (planned === undefined) return undefined;
      return { id, planned, json: await read(id, snapshot.get('hash')), ...(begun ? { begun } : {}) };
    },

    async begin(id, doing) {
      for (;;) {
        const snapshot = await replays.doc(id).get();
        const begun = doingIn(snapshot, 'begun');
        if (begun) return begun;
        if (snapshot.updateTime === undefined) throw permanent('noSuchPlan', `there is no replay ${id}`);
        try {
          await snapshot.ref.update({ begun: doing }, { lastUpdateTime: snapshot.updateTime });
          return doing;
        } catch (error) {
          if (rpcStatusOf(error)?.status !== 'failedPrecondition') throw error;
        }
      }
    },

    async finish(id, outcome, now) {
      await replays.doc(id).update({ outcome, ended: now });
    },
  };
}

function doingIn(snapshot: DocumentSnapshot, field: string): Doing | undefined {
  const by: unknown = snapshot.get(`${field}.by`);
  const at: unknown = snapshot.get(`${field}.at`);
  const reason: unknown = snapshot.get(`${field}.reason`);
  if (typeof by !== 'string' || !(at instanceof Timestamp)) return undefined;
  return { by, at: at.toDate(), ...(typeof reason === 'string' ? { reason } : {}) };
}
