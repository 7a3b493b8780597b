/**
 * Stands in for `@aws-sdk/credential-provider-node` in the bundles. Lambda hands credentials over
 * in the environment and nowhere else, so a function need not load the code that looks for
 * profiles, SSO sessions and container roles: that is a third of its start-up.
 */
export const defaultProvider = () => () => {
  const accessKeyId = process.env['AWS_ACCESS_KEY_ID'];
  const secretAccessKey = process.env['AWS_SECRET_ACCESS_KEY'];
  const sessionToken = process.env['AWS_SESSION_TOKEN'];
  if (accessKeyId === undefined || secretAccessKey === undefined) {
    return Promise.reject(new Error('No credentials in the environment'));
  }
  return Promise.resolve({
    accessKeyId,
    secretAccessKey,
    ...(sessionToken === undefined ? {} : { sessionToken }),
  });
};
