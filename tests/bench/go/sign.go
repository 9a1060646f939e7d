package main

import (
	"bytes"
	"crypto/md5"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"
)

type pair struct{ name, value string }

// sign gives the vendor's sign of members by the default scheme: those that are not empty, sorted by
// name, with the key behind them.
func sign(pairs []pair, key string) string {
	slices.SortFunc(pairs, func(a, b pair) int { return strings.Compare(a.name, b.name) })
	var text strings.Builder
	for _, p := range pairs {
		if p.value != "" && p.name != "sign" {
			text.WriteString(p.name + "=" + p.value + "&")
		}
	}
	text.WriteString("key=" + key)
	sum := md5.Sum([]byte(text.String()))
	return strings.ToUpper(hex.EncodeToString(sum[:]))
}

// members gives those of a JSON object, a nested one as its text.
func members(object []byte) ([]pair, error) {
	var raw map[string]json.RawMessage
	if err := json.Unmarshal(object, &raw); err != nil {
		return nil, err
	}
	pairs := make([]pair, 0, len(raw))
	for name, value := range raw {
		text := string(value)
		if bytes.HasPrefix(value, []byte{'"'}) {
			if err := json.Unmarshal(value, &text); err != nil {
				return nil, err
			}
		}
		pairs = append(pairs, pair{name, text})
	}
	return pairs, nil
}

// valueOf gives a member, or "".
func valueOf(pairs []pair, name string) string {
	for _, p := range pairs {
		if p.name == name {
			return p.value
		}
	}
	return ""
}
