package com.imageco.complaint.client;

/**
 * What the gateway said when it refused a reply.
 *
 * @param id the gateway's result id
 * @param comment the gateway's explanation, mostly Chinese, to be shown as it is
 */
public record GatewayResult(String id, String comment) {}
