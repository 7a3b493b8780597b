/** A delegate of the family's account: somebody to sign in as who may see, and not change. */
import { delegatesContract } from '../../../functions/delegates/contract.ts';
import { registrationContract } from '../../../functions/registration/contract.ts';
import { sessionsContract } from '../../../functions/sessions/contract.ts';
import { ApiProblem, type ApiClient } from '../../../shared/http/client.ts';
import { demoPassword, family } from './customers.ts';
import { awaitRegistrationMail } from './mail.ts';

const delegate = { email: 'luc.gagnon@example.com', firstName: 'Luc', lastName: 'Gagnon' };

export const delegateSignIn = {
  email: delegate.email,
  password: demoPassword,
  accountNumber: family.accountNumber,
  what: 'Delegate of the family: sees its usage, changes nothing',
};

/** As the holder would invite them; who is there already stays. */
export async function inviteDemoDelegate(api: ApiClient, mailboxUrl: string) {
  const { email } = family.account.holder;
  const session = await api.call(sessionsContract.signIn, {
    body: { email, password: demoPassword },
  });
  const { accessToken: token } = await api.call(sessionsContract.stepUp, {
    token: session.accessToken,
    body: { password: demoPassword },
  });
  try {
    await api.call(delegatesContract.inviteDelegate, {
      token,
      body: { ...delegate, permissions: ['viewUsage', 'viewBills'] },
    });
  } catch (fault) {
    if (fault instanceof ApiProblem && fault.code === 'already-a-member') return;
    throw fault;
  }
  const mail = await awaitRegistrationMail(mailboxUrl, delegate.email, 30);
  if (mail === undefined) throw new Error('No mail came for the delegate');
  await api.call(registrationContract.completeRegistration, {
    body: { token: mail.token, password: demoPassword },
  });
}
