import type { ReplyRequest } from './gen/imageco/complaint/v1/complaint_service.js';

type Required = 'sellerAccount' | 'complaintId' | 'responseContent';
type Optional = 'isspid' | 'transactionId' | 'responseImages' | 'jumpLink' | 'validateOnly';

/**
 * A reply to one complaint. Where transactionId is absent or empty, the first call makes one and
 * writes it here, so that calling again with the same object is the same reply.
 */
export interface ReplyInput extends Pick<ReplyRequest, Required>, Partial<Pick<ReplyRequest, Optional>> {}
