/**
 * For the tests of programs that answer complaints: {@link
 * com.imageco.complaint.client.testing.FakeComplaintServer}, a bridge in this process.
 */
package com.imageco.complaint.client.testing;
