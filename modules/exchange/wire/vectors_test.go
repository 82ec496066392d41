package wire

import (
	"bytes"
	"crypto/ed25519"
	"encoding/json"
	"flag"
	"io"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"filippo.io/age"

	"reeve/kernel/errs"
	"reeve/modules/codes"
)

// update makes the vectors anew. Sealing draws random numbers, so their bytes change: partners' implementations check
// themselves against these files, and only a new version of the format may do that.
var update = flag.Bool("update-vectors", false, "make testdata anew")

func vectorFile(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// keys of the vectors, as testdata/keys.json has them.
type keys struct {
	SenderSeed    []byte `json:"sender_seed"`     // Ed25519, 32 bytes, base64
	NextSeed      []byte `json:"next_seed"`       // of the sender after a rotation
	RecipientSeed []byte `json:"recipient_seed"`  // Ed25519
	Recipient     string `json:"recipient_age"`   // identity that opens item.age
	SenderAge     string `json:"sender_age"`      // identity of the sender's card
	SenderOrg     Org    `json:"sender_org"`      // what must come out
	SenderKeyID   string `json:"sender_key_id"`   // what must come out
	EnvelopeID    ID     `json:"envelope_id"`     // what must come out
	ReceiptID     ID     `json:"receipt_id"`      // what must come out
	ItemDigest    string `json:"item_digest"`     // what must come out
	ItemContent   string `json:"item_content"`    // what must come out
	RecipientOrg  Org    `json:"recipient_org"`   // what must come out
	FirstCardKey  string `json:"first_card_key"`  // id of the key that signed card.signed
	SecondCardKey string `json:"second_card_key"` // id of the key that signed rotated-card.signed first
}

func goldenKeys(t testing.TB) keys {
	t.Helper()
	var k keys
	if err := json.Unmarshal(vectorFile(t, "keys.json"), &k); err != nil {
		t.Fatal(err)
	}
	return k
}

func goldenIdentity(t testing.TB) *age.HybridIdentity {
	t.Helper()
	id, err := age.ParseHybridIdentity(goldenKeys(t).Recipient)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func goldenEnvelope(t testing.TB) Envelope {
	t.Helper()
	e, err := ParseEnvelope(vectorFile(t, "envelope.json"))
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// TestVectors reads what testdata holds as another implementation would.
func TestVectors(t *testing.T) {
	if *update {
		makeVectors(t)
	}
	k := goldenKeys(t)
	sender, next := ed25519.NewKeyFromSeed(k.SenderSeed), ed25519.NewKeyFromSeed(k.NextSeed)
	pub, recipient := sender.Public().(ed25519.PublicKey), ed25519.NewKeyFromSeed(k.RecipientSeed)
	if OrgOf(pub) != k.SenderOrg || KeyID(pub) != k.SenderKeyID || OrgOf(recipient.Public().(ed25519.PublicKey)) != k.RecipientOrg {
		t.Error("names of keys")
	}
	// signatures are deterministic: signing the body again gives the file
	for file, want := range map[string]struct {
		typ, body string
		key       ed25519.PrivateKey
	}{"envelope.signed": {"envelope", "envelope.json", sender}, "receipt.signed": {"receipt", "receipt.json", recipient}, "card.signed": {"card", "card.json", sender}, "notice.signed": {"notice", "notice.json", sender}} {
		if s := Sign(want.typ, vectorFile(t, want.body), want.key); !bytes.Equal(marshal(s), vectorFile(t, file)) {
			t.Errorf("%s is not what %s signs", file, want.body)
		}
	}
	env, err := ParseSigned(vectorFile(t, "envelope.signed"))
	if err != nil || env.Verify(pub) != nil || env.ID() != k.EnvelopeID {
		t.Errorf("%v %s", err, env.ID())
	}
	e := goldenEnvelope(t)
	sealed := vectorFile(t, "item.age")
	if e.Items[0].Digest != k.ItemDigest || Digest(sealed) != k.ItemDigest {
		t.Error("the item's digest")
	}
	h, content, err := openAll(sealed, person{identity: goldenIdentity(t)}, e.Binding(1))
	if err != nil || string(content) != k.ItemContent {
		t.Fatalf("%v %q", err, content)
	}
	if line, err := h.Marshal(); err != nil || !bytes.Equal(line, vectorFile(t, "item-head.json")) {
		t.Errorf("%v %s", err, line)
	}
	r, err := ParseReceipt(vectorFile(t, "receipt.json"))
	if err != nil || r.Message != k.EnvelopeID || Sign("receipt", vectorFile(t, "receipt.json"), recipient).ID() != k.ReceiptID {
		t.Errorf("%v %+v", err, r)
	}
	first, _, err := OpenCard(vectorFile(t, "card.signed"))
	if err != nil || KeyID(first.Current()) != k.FirstCardKey {
		t.Error(err)
	}
	second, signed, err := OpenCard(vectorFile(t, "rotated-card.signed"))
	if err != nil || KeyID(second.Current()) != k.SecondCardKey || signed.SignedBy(first.Current()) != nil || KeyID(next.Public().(ed25519.PublicKey)) != k.SecondCardKey {
		t.Error(err)
	}
	for file, typ := range map[string]ItemType{"person.json": Person, "vehicle.json": Vehicle, "document.json": Document, "object.json": Object, "act.json": Act} {
		v, err := ParseEntity(typ, vectorFile(t, file))
		if err != nil {
			t.Errorf("%s: %v", file, err)
			continue
		}
		if _, again, err := MarshalEntity(v); err != nil || !bytes.Equal(again, vectorFile(t, file)) {
			t.Errorf("%s: %v\n%s", file, err, again)
		}
	}
}

// TestRefusals reads testdata/refused: each file is an envelope body that must be refused, and its name tells why.
func TestRefusals(t *testing.T) {
	files, err := filepath.Glob("testdata/refused/*.json")
	if err != nil || len(files) < 40 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		_, err = ParseEnvelope(b)
		e := errs.Of(err)
		if e == nil {
			t.Errorf("%s was taken", f)
			continue
		}
		want, _, _ := strings.Cut(strings.TrimSuffix(filepath.Base(f), ".json"), "--")
		got := []string{e.Key}
		for _, c := range e.Fields {
			got = append(got, c.Key)
		}
		if !slices.Contains(got, "wire."+want) {
			t.Errorf("%s: %v", f, err)
		}
	}
}

// bad are changes of a good envelope, by what they must be refused for and a word more.
func bad(good string) map[string]string {
	swap := func(old, new string) string { return strings.Replace(good, old, new, 1) }
	from := strings.Index(good, `"recipients":[`)
	until := strings.Index(good, `],"written"`)
	list, sender := good[from:until], good[strings.Index(good, `"rn`)+1:][:34]
	to := list[strings.Index(list, `{`) : strings.Index(list, `}`)+1]
	all := map[string]string{
		"no_recipients--empty": swap(list, `"recipients":[`), "no_recipients--absent": swap(list+"],", ``), "twice--recipient": swap(list, list+","+to),
		"sender_among--copy": swap(list, list+`,{"org":"`+sender+`","role":"copy","n":1}`), "org--short": swap(`"org":"rn`, `"org":"r`), "org--case": swap(`"sender":"rn`, `"sender":"RN`),
		"not_json--array": "[" + good + "]", "not_json--empty": "", "not_json--cut": good[:len(good)-1], "trailing--object": good + good, "trailing--word": good + "x",
		"unknown_field--new": swap(`{"v":1,`, `{"v":1,"w":1,`), "unknown_field--case": swap(`"nonce"`, `"Nonce"`), "unknown_field--escaped": swap(`"nonce"`, `"nonc\u0065"`),
		"name_twice--same": swap(`{"v":1,`, `{"v":1,"v":1,`), "name_twice--inner": swap(`"role":"to"`, `"role":"to","role":"to"`),
		"null--value": swap(`"heads":[]`, `"heads":null`), "number_form--fraction": swap(`"v":1,`, `"v":1.0,`), "number_form--exponent": swap(`"v":1,`, `"v":1e0,`),
		"number_form--zero": swap(`"epoch":3`, `"epoch":03`), "number_form--minus": swap(`"epoch":3`, `"epoch":-0`), "number_form--long": swap(`"epoch":3`, `"epoch":9999999999999999999`),
		"not_utf8--byte": swap(`"lang":"lt"`, "\"lang\":\"l\xff\""), "not_utf8--half": swap(`"lang":"lt"`, `"lang":"\ud800"`), "control--nul": swap(`"own_ref":"`, `"own_ref":"\u0000`),
		"json_type--text": swap(`"epoch":3`, `"epoch":"3"`), "too_deep--lists": swap(`"heads":[]`, `"heads":`+strings.Repeat("[", 20)+strings.Repeat("]", 20)),
		"version--two": swap(`"v":1,`, `"v":2,`), "nonce--short": swap(`"nonce":"AAEC`, `"nonce":"`), "range--epoch": swap(`"epoch":3`, `"epoch":0`),
		"range--n": swap(`"n":17`, `"n":0`), "enum--kind": swap(`"kind":"request"`, `"kind":"demand"`), "enum--role": swap(`"role":"to"`, `"role":"bcc"`),
		"enum--urgency": swap(`"urgency":"urgent"`, `"urgency":"soon"`), "missing--urgency": swap(`"urgency":"urgent","ground":"ii",`, ``), "missing--ground": swap(`"ground":"ii",`, ``),
		"unexpected--ground": swap(`"urgency":"urgent"`, `"urgency":"ordinary"`), "missing--answer_to": swap(`"kind":"request"`, `"kind":"withdrawal"`), "missing--basis": swap(`"basis":"Directive (EU) 2023/977 art. 4"`, `"basis":""`), "missing--lang": swap(`"lang":"lt",`, ``),
		"only_copies--role": swap(`"role":"to"`, `"role":"copy"`), "instant--space": swap(`"written":"2027-10-30T`, `"written":"2027-10-30 `), "instant--no-offset": swap(`+03:00"`, `"`),
		"code--case": swap(`"case":"LT-`, `"case":"LT `), "enum--classification": swap(`"unclassified"`, `"top secret"`), "lang--word": swap(`"lang":"lt"`, `"lang":"Lithuanian"`),
		"unexpected--refusal": swap(`"items":[`, `"refusal":[{"ground":"a"}],"items":[`), "unexpected--partial": swap(`"items":[`, `"partial":true,"items":[`), "unexpected--expected": swap(`"items":[`, `"expected":"2027-11-01","items":[`),
		"order--item": swap(`"items":[{"n":1`, `"items":[{"n":2`), "range--size": swap(`"size":`, `"size":-`), "digest--item": swap(`"digest":"`, `"digest":"=`),
		"chunks--missing": swap(`"size":`, `"size":999`), "text--line-end": swap(`"own_ref":"`, `"own_ref":"a\nb`), "too_long--ref": swap(`"own_ref":"`, `"own_ref":"`+strings.Repeat("x", 300)),
	}
	return all
}

func makeVectors(t *testing.T) {
	a, b := newPerson(t, "Vector sender"), newPerson(t, "Vector recipient")
	a.card.Names = map[string]string{"lt": "Vilniaus bandomasis mazgas", "en": "Vilnius test node"}
	c := newPerson(t, "Vector copy")
	next := ed25519.NewKeyFromSeed(seedOf("Vector sender next"))
	content := "Kam priklauso šis numeris? +370 600 00000 (pavyzdys)\n"
	e := envelope(a, b)
	e.Recipient[0].N = 17
	e.Recipient = append(e.Recipient, Recipient{Org: c.org(), Role: Copy, N: 4, Unit: "Šiauliai"})
	e.Epoch, e.Lang = 3, "lt"
	e.EuropolCopy = &EuropolCopy{Send: false, Reason: "no offence within its tasks"}
	h := head(e, len(content))
	h.Title, h.Purpose, h.ReviewBy = "Telefono numeris", "Investigation of a threat to life", "2028-04-30"
	h.Handling, h.Restrict = []codes.Handling{codes.H1, codes.H3}, &codes.Restriction{DeleteBy: "2028-10-30"}
	h.Origin = []Provenance{{Org: a.org(), Note: "own records"}}
	sealed := mustSeal(t, h, []byte(content), b, c)
	d := NewDigester()
	d.Write(sealed)
	e.Items = []ItemRef{d.Ref(1)}
	files := map[string][]byte{"item.age": sealed}
	put := func(name string) func([]byte, error) []byte {
		return func(b []byte, err error) []byte {
			if err != nil {
				t.Fatal(name, err)
			}
			files[name] = b
			return b
		}
	}
	put("item-head.json")(h.Marshal())
	env := Sign("envelope", put("envelope.json")(e.Marshal()), a.key)
	files["envelope.signed"] = marshal(env)
	rec := Sign("receipt", put("receipt.json")(receipt(b, env.ID()).Marshal()), b.key)
	files["receipt.signed"] = marshal(rec)
	answer := envelope(b, a)
	answer.Kind, answer.AnswerTo, answer.Urgency, answer.Ground, answer.Partial, answer.Lamport = Answer, env.ID(), "", "", true, 2
	answer.Heads, answer.OwnRef, answer.TheirRef = []ID{env.ID()}, "LV-9", "LT-2027-000731/1"
	answer.Refusal = []Refused{{Ground: "f2", AsFarAs: "2", Reference: "Law on Police s. 12"}}
	put("answer.json")(answer.Marshal())
	files["card.signed"] = marshal(Sign("card", put("card.json")(a.card.Marshal()), a.key))
	rotated := a.card
	rotated.Serial = 2
	pub := next.Public().(ed25519.PublicKey)
	rotated.Sign = []SignKey{a.card.Sign[0], {ID: KeyID(pub), Key: EncodeKey(pub), From: "2028-01-01T00:00:00Z"}}
	rotated.Sign[0].Until = "2028-01-31T00:00:00Z"
	body, err := rotated.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	files["rotated-card.signed"] = marshal(Sign("card", body, next).And(a.key))
	n := Notice{Version: 1, Node: a.org(), Key: KeyID(a.key.Public().(ed25519.PublicKey)), Kind: KeyRevoked, At: "2028-06-01T08:00:00Z", Reason: "the server was stolen"}
	files["notice.signed"] = marshal(Sign("notice", put("notice.json")(n.Marshal()), a.key))
	for name, v := range entities(env.ID(), c.org()) {
		_, b, err := MarshalEntity(v)
		put(name)(b, err)
	}
	k := keys{SenderSeed: a.key.Seed(), NextSeed: next.Seed(), RecipientSeed: b.key.Seed(), Recipient: b.identity.String(), SenderAge: a.identity.String(), SenderOrg: a.org(),
		SenderKeyID: KeyID(a.key.Public().(ed25519.PublicKey)), EnvelopeID: env.ID(), ReceiptID: rec.ID(), ItemDigest: Digest(sealed), ItemContent: content, RecipientOrg: b.org(),
		FirstCardKey: a.card.Sign[0].ID, SecondCardKey: KeyID(pub)}
	files["keys.json"], err = json.MarshalIndent(k, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll("testdata/refused", 0o755); err != nil {
		t.Fatal(err)
	}
	for name, text := range bad(string(files["envelope.json"])) {
		files[filepath.Join("refused", name+".json")] = []byte(text)
	}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if err := os.WriteFile(filepath.Join("testdata", name), files[name], 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// entities are one of each structured item.
func entities(message ID, other Org) map[string]Entity {
	return map[string]Entity{
		"person.json": PersonData{Version: 1, Names: []PersonName{{Kind: "primary", Given: "Олександр", Family: "Приклад", Patronymic: "Іванович", Script: "Cyrl"}, {Kind: "primary", Given: "Oleksandr", Family: "Pryklad", Script: "Latn"}, {Kind: "alias", Whole: "Sasha", Script: "Latn"}},
			Born: "1984-02", BornAt: "Львів", Sex: "m", Nationality: []string{"UA", "XX"}, Numbers: []Number{{Type: "passport", Number: "EX000000", Country: "UA", Until: "2029-12-31"}}, Addresses: []string{"Pavyzdžio g. 1, Vilnius"}, Category: codes.Witness},
		"vehicle.json":  VehicleData{Version: 1, Plate: "ABC 000", Country: "LT", VIN: "WVWZZZ1JZXW000001", Kind: "car", Make: "Volkswagen", Model: "Golf", Colour: "pilka", Year: "1999", State: "stolen"},
		"document.json": DocumentData{Version: 1, Type: "id_card", Number: "AB0000001", Country: "EE", Issued: "2020-01-31", Until: "2030-01-31", Holder: "Näidis, Mari", State: "lost"},
		"object.json":   ObjectData{Version: 1, Kind: "mobile telephone", Make: "Fairphone", Model: "5", Numbers: []Number{{Type: "imei", Number: "490154203237518"}}, Quantity: 1},
		"act.json":      Acting{Version: 1, Act: Ask, Message: message, Item: 1, Use: codes.UseForward, For: []Org{other}, Reason: "the same group acts there"},
	}
}

// The sender's own file can be drained to the end by io.Copy: no reader keeps an error back.
func TestCheckReadsToTheEnd(t *testing.T) {
	e, sealed := goldenEnvelope(t), vectorFile(t, "item.age")
	if n, err := io.Copy(io.Discard, e.Items[0].Check(bytes.NewReader(sealed))); err != nil || n != int64(len(sealed)) {
		t.Fatal(n, err)
	}
	if !reflect.DeepEqual(e.Recipients(), []Org{e.Recipient[0].Org, e.Recipient[1].Org}) {
		t.Error("order of recipients")
	}
}
