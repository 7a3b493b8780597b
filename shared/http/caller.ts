/** Who is calling, as the verified token says; nothing else in a request can. */
import type { Access, Permission, Scope } from './contract.ts';

export type Customer = {
  audience: 'customer';
  profileId: string;
  sessionId: string;
  accountNumber: string;
  permissions: readonly Permission[];
};

export type OperatorClient = { audience: 'operator'; clientId: string; scopes: readonly Scope[] };

export type Anyone = { audience: 'public' };

export type Caller = Customer | OperatorClient | Anyone;

export type CallerOf<A extends Access> = Extract<Caller, { audience: A['audience'] }>;
