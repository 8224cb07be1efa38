/** Commands that cobra did not read yet. Source: docker/docker v1.12.0-rc1 and v1.12.3, api/client/commands.go. */
export const MFLAG_COMMANDS: readonly string[] = ['exec', 'info', 'inspect', 'update'];
