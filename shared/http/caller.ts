/** Who is calling, as the verified token says; nothing else in a request can. */
import type { Access, Permission, Role, Scope } from './contract.ts';

/**
 * The account number of who has access to none (any more): no account has it, so that nothing is
 * found for it. Their profile is still theirs.
 */
export const noAccount = '';

export type Customer = {
  audience: 'customer';
  profileId: string;
  sessionId: string;
  accountNumber: string;
  role: Role;
  permissions: readonly Permission[];
  /** When the person was last asked again who they are, in epoch milliseconds. */
  steppedUpAt?: number;
};

export type OperatorClient = { audience: 'operator'; clientId: string; scopes: readonly Scope[] };

export type Anyone = { audience: 'public' };

export type Caller = Customer | OperatorClient | Anyone;

export type CallerOf<A extends Access> = Extract<Caller, { audience: A['audience'] }>;
