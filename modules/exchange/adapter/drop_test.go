package adapter_test

import (
	"bytes"
	"strings"
	"testing"
	"unicode/utf8"

	"reeve/kernel/errs"
	"reeve/modules/exchange/adapter"
)

const asked = `{"v":1,"type":"request","channel":"siena","id":"SI-1","at":"2026-03-01T10:00:00+02:00","partner":"Sweden","country":"SE","urgency":"urgent","ground":"ii","subject":"A grey car","text":"Whose is it?","handling":["H1"],"evaluation":"B2","names":["Berg Olaf"],"numbers":["ABC 123"]}`
const answered = `{"v":1,"type":"fact","channel":"siena","id":"SI-2","at":"2026-03-01T12:00:00+02:00","about":"SI-1","fact":"answered","text":"Mine."}`

// Each fault is named with its field.
func TestParse(t *testing.T) {
	for _, good := range []string{asked, answered} {
		if _, err := adapter.Parse([]byte(good)); err != nil {
			t.Errorf("%s: %v", good, err)
		}
	}
	for _, c := range []struct{ from, old, new, want string }{
		{asked, `"v":1`, `"v":2`, "v adapter.version"},
		{asked, `"type":"request"`, `"type":"x"`, "type adapter.type"},
		{asked, `"channel":"siena"`, `"channel":"reeve"`, "channel request.channel_wrong"},
		{asked, `"id":"SI-1"`, `"id":" SI-1"`, "id adapter.id"},
		{asked, `"id":"SI-1"`, `"id":"` + strings.Repeat("x", 201) + `"`, "id adapter.id"},
		{asked, `+02:00`, ``, "at adapter.instant"},
		{asked, `"subject":"A grey car",`, ``, "subject request.subject_wrong"},
		{asked, `"subject":"A grey car"`, `"subject":"A\ncar"`, "subject adapter.word"},
		{asked, `"ground":"ii",`, ``, "ground adapter.ground"},
		{asked, `"urgency":"urgent"`, `"urgency":"ordinary"`, "ground adapter.ground"},
		{asked, `"urgency":"urgent"`, `"urgency":"soon"`, "urgency adapter.urgency"},
		{asked, `["H1"]`, `["H9"]`, "handling adapter.handling"},
		{asked, `["H1"]`, `[]`, "handling adapter.handling"},
		{asked, `"B2"`, `"Z9"`, "evaluation adapter.evaluation"},
		{asked, `"country":"SE"`, `"country":"Sweden"`, "country request.country_wrong"},
		{asked, `"names":["Berg Olaf"]`, `"names":[""]`, "names adapter.list"},
		{asked, `"v":1`, `"v":1,"about":"x"`, "about adapter.not_of_request"},
		{asked, `"v":1`, `"v":1,"event":"x"`, "event adapter.only_out"},
		{asked, `"v":1`, `"v":1,"kind":"answer"`, "kind adapter.kind"},
		{asked, `"text":"Whose is it?"`, `"text":"` + strings.Repeat("é", 200_001) + `"`, "text adapter.text"},
		{answered, `"about":"SI-1",`, ``, "about adapter.about_missing"},
		{answered, `"fact":"answered"`, `"fact":"classified"`, "fact adapter.fact"},
		{answered, `"fact":"answered"`, `"fact":"refused"`, "reason adapter.reason"},
		{answered, `"fact":"answered"`, `"fact":"delay","reason":"r","detail":"soon"`, "detail adapter.day"},
		{answered, `"v":1`, `"v":1,"subject":"x"`, "subject adapter.not_of_fact"},
		{asked, `"v":1`, `"v":1,"v":1`, " wire.name_twice"},
		{asked, `"v":1`, `"v":1,"more":1`, " wire.unknown_field"},
		{asked, `"partner":"Sweden"`, `"partner":null`, " wire.null"},
		{asked, `}`, `}}`, " wire.trailing"},
		{asked, `"Whose is it?"`, `"` + strings.Repeat("x", adapter.MaxFile) + `"`, " wire.too_large"},
	} {
		_, err := adapter.Parse([]byte(strings.Replace(c.from, c.old, c.new, 1)))
		e := errs.Of(err)
		if e == nil {
			t.Errorf("%s: taken", c.want)
			continue
		}
		got := []string{" " + e.Key}
		for _, f := range e.Fields {
			got = append(got, f.Field+" "+f.Key)
		}
		if !strings.Contains(strings.Join(got, "\n"), c.want) {
			t.Errorf("%s: %q", c.want, got)
		}
	}
}

// What is taken is written as it was read.
func FuzzParse(f *testing.F) {
	for _, s := range []string{asked, answered, `{}`, `{"v":1}`, `[]`, ``, `{"v":1,"v":1}`, `{"V":1}`, `{"handling":[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]}`, `{"text":"\ud800"}`, "{\"text\":\"\xff\"}"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		d, err := adapter.Parse(b)
		if err != nil {
			return
		}
		if !utf8.Valid(b) || len(b) > adapter.MaxFile {
			t.Fatalf("taken: %q", b)
		}
		once, err := d.Marshal()
		if err != nil {
			t.Fatal(err)
		}
		again, err := adapter.Parse(once)
		if err != nil {
			t.Fatalf("%q comes from %q and is refused: %v", once, b, err)
		}
		if twice, err := again.Marshal(); err != nil || !bytes.Equal(once, twice) {
			t.Fatalf("%q and %q: %v", once, twice, err)
		}
	})
}
