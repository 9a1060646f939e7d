/**
 * Answers consumers' WeChat complaints through the complaint bridge, at most once per transaction
 * id. Start at {@link com.imageco.complaint.client.ComplaintClient}.
 */
package com.imageco.complaint.client;
