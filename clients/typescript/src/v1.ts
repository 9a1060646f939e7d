// The generated messages and stubs of imageco.complaint.v1.
export * from './gen/imageco/complaint/v1/complaint_service.js';
export * from './gen/imageco/complaint/v1/error_reason.js';
export {
  ListRepliesRequest,
  ListRepliesResponse,
  ReplyAdminServiceClient,
  type ReplyAdminServiceServer,
  ReplyAdminServiceService,
  SettleReplyRequest,
  SettleReplyResponse,
} from './gen/imageco/complaint/v1/reply_admin_service.js';
