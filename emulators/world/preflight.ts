import { PORTS } from '../places.ts';
import { chooseEmulators, type EmulatorChoice } from '../suite/chooseEmulators.ts';
import { demandFreePorts } from './ports.ts';

/** Throws `Unmet` where the local world could not start here: no emulators, no Java, a taken port. Takes about a second. */
export async function preflight(): Promise<EmulatorChoice> {
  const choice = await chooseEmulators();
  const { ui, ...ports } = PORTS;
  await demandFreePorts(choice.ui ? { ...ports, ui } : ports);
  return choice;
}
