package main

import "testing"

// The vendor's sample, with the sign of tests/vectors/signing.json.
func TestSignIsThatOfTheBridge(t *testing.T) {
	got := sign([]pair{
		{"request_type", "risk_complaints_resp_request"}, {"isspid", "39493002"},
		{"transaction_id", "resp202406170000000001"}, {"system_id", "8888"},
		{"seller_account", "66660000000000001"}, {"complaint_id", "200201820200101080076610000"},
		{"response_content", "已与用户沟通解决"},
		{"response_images", "file752398_7983424|file752399_7983425"},
		{"jump_url", "https://www.xxx.com/aaaa"}, {"jump_url_text", "查看订单详情"},
	}, "TESTKEY0123456789abcdef")
	if want := "C1F69921991D169B6387E4E74EDEB87A"; got != want {
		t.Errorf("sign is %s, not %s", got, want)
	}
}

func TestMembersReadANestedOneAsItsText(t *testing.T) {
	pairs, err := members([]byte(`{"a":"x\"y","result":{"id":"0000"}}`))
	if err != nil {
		t.Fatal(err)
	}
	if got := valueOf(pairs, "a"); got != `x"y` {
		t.Errorf("a is %s", got)
	}
	if got := valueOf(pairs, "result"); got != `{"id":"0000"}` {
		t.Errorf("result is %s", got)
	}
}
