// The service config of every client: proto/imageco/complaint/v1/service_config.json.
export const serviceConfig = `{
  "loadBalancingConfig": [{"round_robin": {}}],
  "healthCheckConfig": {"serviceName": "imageco.complaint.v1.ComplaintService"},
  "methodConfig": [
    {
      "name": [
        {"service": "imageco.complaint.v1.ComplaintService"},
        {"service": "imageco.complaint.v1.ReplyAdminService", "method": "ListReplies"}
      ],
      "retryPolicy": {
        "maxAttempts": 4,
        "initialBackoff": "0.2s",
        "maxBackoff": "2s",
        "backoffMultiplier": 2,
        "retryableStatusCodes": ["UNAVAILABLE"]
      }
    }
  ]
}
`;
