/** Whose a passkey is, as authenticators keep it: the 16 bytes of the profile's id. */
export const userHandleOf = (profileId: string) =>
  Uint8Array.from(Buffer.from(profileId.replaceAll('-', ''), 'hex'));

/** Undefined when it cannot be one of ours. */
export function profileIdIn(userHandle: string): string | undefined {
  const hex = Buffer.from(userHandle, 'base64url').toString('hex');
  const parts = /^(.{8})(.{4})(.{4})(.{4})(.{12})$/.exec(hex);
  return parts?.slice(1).join('-');
}
