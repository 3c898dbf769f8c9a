/** Kills a process and, where it leads one, its group: the emulators start theirs in sessions of their own. */
export function killGroup(pid: number): void {
  for (const target of [-pid, pid]) {
    try {
      process.kill(target, 'SIGKILL');
    } catch {
      // Already gone, or no group leader.
    }
  }
}
