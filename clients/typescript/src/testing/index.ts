export { FakeBridge } from './fake-bridge.js';
export type { Fault, Loss } from './fault.js';
