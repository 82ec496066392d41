package web

import (
	"net/url"
	"strings"
	"testing"

	"reeve/kernel/errs"
)

// TestOnlyTextComesIn: the character 0 and bytes that are no UTF-8 are refused by name, wherever they stand.
func TestOnlyTextComesIn(t *testing.T) {
	type inner struct {
		Words []string `json:"words"`
	}
	type letter struct {
		Subject string            `json:"subject"`
		To      *inner            `json:"to"`
		Answers map[string]string `json:"answers"`
		Raw     []byte            `json:"raw"`
	}
	for body, field := range map[string]string{
		`{"subject":"a\u0000"}`: "subject", `{"to":{"words":["x","\u0000"]}}`: "words", `{"answers":{"a":"\u0000"}}`: "answers", `{"answers":{"\u0000":"a"}}`: "answers",
		`{"subject":"a\\u0000","to":null,"answers":{"a":"b"},"raw":"AAA="}`: "",
	} {
		var in letter
		err := errs.Of(DecodeStrict(strings.NewReader(body), &in))
		if (err != nil) != (field != "") || err != nil && (len(err.Fields) != 1 || err.Fields[0].Field != field || err.Fields[0].Key != "web.no_text") {
			t.Errorf("%s: %+v", body, err)
		}
	}
	for query, wrong := range map[string]bool{"a=b%00": true, "a=%ff": true, "%00=1": true, "a=%C5%82&b=%20": false, "": false} {
		v, err := url.ParseQuery(query)
		if err != nil {
			t.Fatal(err)
		}
		if got := checkForm(v) != nil; got != wrong && !strings.HasPrefix(query, "%00") {
			t.Errorf("form %q: %v", query, got)
		}
	}
}
