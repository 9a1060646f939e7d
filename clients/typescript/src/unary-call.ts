import {
  type CallOptions,
  type ClientUnaryCall,
  InterceptingCall,
  type Interceptor,
  type ServiceError,
  status,
} from '@grpc/grpc-js';

/** How long a call may take, and who may end it earlier. */
export interface Terms {
  readonly deadlineMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** Starts a stub's method with these options. */
export type Start<Response> = (
  options: CallOptions,
  callback: (error: ServiceError | null, response?: Response) => void,
) => ClientUnaryCall;

/** Makes a unary call; rejects with the stub's error. An abort of the signal cancels it. */
export function makeCall<Response>(start: Start<Response>, terms: Terms): Promise<Response> {
  const { deadlineMs, signal } = terms;
  return new Promise((resolve, reject) => {
    const cancel = () => {
      call.cancel();
    };
    const options = { deadline: Date.now() + deadlineMs, interceptors: [refuseBadAnswers] };
    const call = start(options, (error, response) => {
      signal?.removeEventListener('abort', cancel);
      if (error) reject(error);
      else resolve(response as Response);
    });
    signal?.addEventListener('abort', cancel, { once: true });
  });
}

/**
 * Where a server ends with OK and no answer, grpc-js says UNIMPLEMENTED, as if the method had never
 * run. It may have, as it has where UNIMPLEMENTED follows an answer: INTERNAL says so.
 */
const refuseBadAnswers: Interceptor = (options, nextCall) => {
  let answered = false;
  return new InterceptingCall(nextCall(options), {
    start(metadata, _listener, next) {
      next(metadata, {
        onReceiveMessage(message: unknown, pass) {
          answered ||= message !== null; // null: none came
          pass(message);
        },
        onReceiveStatus(end, pass) {
          const bad = answered ? end.code === status.UNIMPLEMENTED : end.code === status.OK;
          pass(bad ? { ...end, code: status.INTERNAL, details: 'not exactly one answer came' } : end);
        },
      });
    },
  });
};
