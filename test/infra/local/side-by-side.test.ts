import { expect, it, vi } from 'vitest';
import { startFixture } from './fixture/stack.ts';

const isRunning = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

it('runs several stacks that know nothing of each other', async () => {
  const [one, other] = await Promise.all([startFixture(), startFixture()]);
  const body = JSON.stringify({ from: 'a@guichet.example', to: ['b@c.example'] });
  await one.fetch('/mails', { method: 'POST', body });
  one.failMail(true);
  expect(await one.mails()).toHaveLength(1);
  expect(await other.mails()).toHaveLength(0);
  const sent = await (await other.fetch('/mails', { method: 'POST', body })).json();
  expect(sent).toHaveProperty('done');
  expect(one.operatorClient).not.toEqual(other.operatorClient);
  await Promise.all([one.close(), other.close()]);
});

it('answers what is under way before it closes, and leaves no process behind', async () => {
  const stack = await startFixture();
  const answer = stack.fetch('/misbehave/slow');
  const slow = await vi.waitFor(
    () => {
      const [said] = stack.said() as { slow: number }[];
      if (said === undefined) throw new Error('Not called yet');
      return said.slow;
    },
    { timeout: 10_000 },
  );
  await stack.close();
  expect((await answer).status).toBe(200);
  expect(isRunning(slow)).toBe(false);
  await expect(stack.fetch('/echo/x')).rejects.toThrow();
  await expect(fetch(stack.dynamoEndpoint)).rejects.toThrow();
});

it('says which port is taken', async () => {
  const stack = await startFixture();
  const port = Number(new URL(stack.apiUrl).port);
  await expect(startFixture({ port })).rejects.toThrow(`Port ${port} is in use: stop the program`);
  await stack.close();
});
