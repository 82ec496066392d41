package wire

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"reeve/kernel/errs"
	"reeve/modules/codes"
)

// complaints are the keys of what is wrong.
func complaints(err error) []string {
	e := errs.Of(err)
	if e == nil {
		return nil
	}
	var all []string
	for _, f := range e.Fields {
		all = append(all, f.Field+" "+strings.TrimPrefix(f.Key, "wire."))
	}
	return all
}

// refuses wants exactly the complaints that a change brings.
func refuses(t *testing.T, name string, err error, want string) {
	t.Helper()
	if got := strings.Join(complaints(err), "; "); got != want {
		t.Errorf("%s: %q, want %q", name, got, want)
	}
}

func TestReceiptCheck(t *testing.T) {
	a := newPerson(t, "A")
	for name, c := range map[string]struct {
		change func(r *Receipt)
		want   string
	}{
		"good":                 {func(r *Receipt) {}, ""},
		"classified":           {func(r *Receipt) { r.Kind, r.Detail, r.Reason = Classified, "indirect", "held by the registry" }, ""},
		"classified how":       {func(r *Receipt) { r.Kind, r.Detail, r.Reason = Classified, "slowly", "x" }, "detail enum"},
		"classified why":       {func(r *Receipt) { r.Kind, r.Detail = Classified, "direct" }, "reason missing"},
		"refused":              {func(r *Receipt) { r.Kind, r.Detail = Refused_, "node.channel_ended" }, ""},
		"refused without key":  {func(r *Receipt) { r.Kind = Refused_ }, "detail missing"},
		"unknown kind":         {func(r *Receipt) { r.Kind = "read" }, "kind enum"},
		"no instant":           {func(r *Receipt) { r.At = "yesterday" }, "at instant"},
		"name as account":      {func(r *Receipt) { r.Account = "Jonas Jonaitis" }, "account code"},
		"place before the log": {func(r *Receipt) { r.Log.Index = -1 }, "log.index range"},
		"epoch":                {func(r *Receipt) { r.Log.Epoch = 0 }, "log.epoch range"},
		"origin":               {func(r *Receipt) { r.Log.Origin = "a b" }, "log.origin origin"},
		"commitment":           {func(r *Receipt) { r.Log.Commitment = "x" }, "log.commitment digest"},
		"all at once":          {func(r *Receipt) { r.Version, r.Node, r.Key, r.Message, r.Item = 2, "x", "x", "x", 65 }, "v version; node org; key digest; message digest; item range"},
	} {
		r := receipt(a, ID(Digest([]byte("x"))))
		c.change(&r)
		refuses(t, name, r.Check(), c.want)
	}
}

func TestItemHeadCheck(t *testing.T) {
	a, b := newPerson(t, "A"), newPerson(t, "B")
	for name, c := range map[string]struct {
		change func(h *ItemHead)
		want   string
	}{
		"good":               {func(h *ItemHead) {}, ""},
		"no handling":        {func(h *ItemHead) { h.Handling = nil }, "handling missing"},
		"unknown handling":   {func(h *ItemHead) { h.Handling = []codes.Handling{"H4"} }, "handling[0] enum"},
		"handling twice":     {func(h *ItemHead) { h.Handling = []codes.Handling{"H1", "H1"} }, "handling[1] twice"},
		"H3 without word":    {func(h *ItemHead) { h.Handling = []codes.Handling{"H3"} }, "restriction missing"},
		"H3 with empty word": {func(h *ItemHead) { h.Handling, h.Restrict = []codes.Handling{"H3"}, &codes.Restriction{} }, "restriction missing"},
		"word without H3":    {func(h *ItemHead) { h.Restrict = &codes.Restriction{Expires: "2028-01-01"} }, "restriction unexpected"},
		"restriction's day": {func(h *ItemHead) {
			h.Handling, h.Restrict = []codes.Handling{"H3"}, &codes.Restriction{Expires: "2028-13-01"}
		}, "restriction.expires date"},
		"grade":               {func(h *ItemHead) { h.Grade = "B5" }, "grade grade"},
		"basis":               {func(h *ItemHead) { h.Basis = "rumour" }, "basis enum"},
		"media":               {func(h *ItemHead) { h.Media = "word" }, ""},
		"no media":            {func(h *ItemHead) { h.Media = "" }, "media media"},
		"no recipients":       {func(h *ItemHead) { h.Recipients = nil }, "recipients no_recipients"},
		"the sender itself":   {func(h *ItemHead) { h.Recipients = append(h.Recipients, h.Sender) }, "recipients[1] sender_among"},
		"a recipient twice":   {func(h *ItemHead) { h.Recipients = append(h.Recipients, b.org()) }, "recipients[1] twice"},
		"too large":           {func(h *ItemHead) { h.Size = MaxFile + 1 }, "size range"},
		"title with line end": {func(h *ItemHead) { h.Title = "a\nb" }, "title text"},
		"text with line end":  {func(h *ItemHead) { h.Purpose = "a\nb" }, ""},
		"control character":   {func(h *ItemHead) { h.Purpose = "a\u0007" }, "purpose text"},
		"provenance":          {func(h *ItemHead) { h.Origin = []Provenance{{Org: "x", Message: "y"}} }, "provenance[0].org org; provenance[0].message digest"},
	} {
		h := head(envelope(a, b), 1)
		c.change(&h)
		refuses(t, name, h.Check(), c.want)
	}
}

func TestCardCheck(t *testing.T) {
	other := newPerson(t, "B")
	for name, c := range map[string]struct {
		change func(k *Card)
		want   string
	}{
		"good":                  {func(k *Card) {}, ""},
		"another's id":          {func(k *Card) { k.Org = other.org() }, "id not_its_key"},
		"key and id apart":      {func(k *Card) { k.Sign[0].ID = other.card.Sign[0].ID }, "sign[0].id key_id"},
		"ended key in use":      {func(k *Card) { k.Sign[0].Until = "2028-01-01T00:00:00Z" }, "sign[0].until unexpected"},
		"old key without end":   {func(k *Card) { k.Sign = append(k.Sign, other.card.Sign[0]) }, "sign[0].until instant"},
		"no key":                {func(k *Card) { k.Sign = nil }, "sign missing"},
		"seal key of age":       {func(k *Card) { k.Seal = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p" }, "seal seal_key"},
		"log of another":        {func(k *Card) { k.Log.Key = other.card.Log.Key }, "log.key log_key"},
		"cosigner":              {func(k *Card) { k.Log.Cosign = k.Log.Key }, "log.cosign log_key"},
		"http":                  {func(k *Card) { k.Addresses = []string{"http://a.example"} }, "addresses[0] address"},
		"address with query":    {func(k *Card) { k.Addresses = []string{"https://a.example?x=1"} }, "addresses[0] address"},
		"address with slash":    {func(k *Card) { k.Addresses = []string{"https://a.example/"} }, "addresses[0] address"},
		"address with password": {func(k *Card) { k.Addresses = []string{"https://a:b@a.example"} }, "addresses[0] address"},
		"no address, no pin":    {func(k *Card) { k.Addresses, k.TLS = nil, nil }, "addresses missing; tls missing"},
		"country in full":       {func(k *Card) { k.Country = "Lithuania" }, "country country"},
		"small country":         {func(k *Card) { k.Country = "lt" }, "country country"},
		"role":                  {func(k *Card) { k.Role = "king" }, "role enum"},
		"no name":               {func(k *Card) { k.Names = nil }, "names missing"},
		"language":              {func(k *Card) { k.Names = map[string]string{"EN": "x"} }, "names lang"},
		"ends first":            {func(k *Card) { k.Until = k.From }, "until until"},
	} {
		k := newPerson(t, "A").card
		c.change(&k)
		refuses(t, name, k.Check(), c.want)
	}
}

func TestEntityChecks(t *testing.T) {
	org := newPerson(t, "A").org()
	id := ID(Digest([]byte("x")))
	person := func(change func(p *PersonData)) Entity {
		p := PersonData{Version: 1, Names: []PersonName{{Kind: "primary", Family: "Kowalska", Script: "Latn"}}, Category: codes.Victim}
		change(&p)
		return p
	}
	act := func(a Acting) Entity {
		a.Version, a.Message = 1, id
		return a
	}
	for name, c := range map[string]struct {
		entity Entity
		want   string
	}{
		"person":               {person(func(p *PersonData) {}), ""},
		"no name, no number":   {person(func(p *PersonData) { p.Names = nil }), "names missing"},
		"number alone":         {person(func(p *PersonData) { p.Names, p.Numbers = nil, []Number{{Type: "passport", Number: "1"}} }), ""},
		"empty name":           {person(func(p *PersonData) { p.Names[0].Family = "" }), "names[0] missing"},
		"no script":            {person(func(p *PersonData) { p.Names[0].Script = "Latin" }), "names[0].script script"},
		"year alone":           {person(func(p *PersonData) { p.Born = "1984" }), ""},
		"30 February":          {person(func(p *PersonData) { p.Born = "1984-02-30" }), "born date"},
		"sex":                  {person(func(p *PersonData) { p.Sex = "male" }), "sex enum"},
		"nationality":          {person(func(p *PersonData) { p.Nationality = []string{"Poland"} }), "nationality[0] country"},
		"no category":          {person(func(p *PersonData) { p.Category = "" }), "category missing"},
		"unknown category":     {person(func(p *PersonData) { p.Category = "villain" }), "category category"},
		"national category":    {person(func(p *PersonData) { p.Category = "lt-informant" }), ""},
		"empty vehicle":        {VehicleData{Version: 1}, "plate missing"},
		"VIN":                  {VehicleData{Version: 1, VIN: "WVWZZZ1JZXWOOOOO1"}, "vin vin"},
		"year of a vehicle":    {VehicleData{Version: 1, Plate: "A", Year: "1999-05"}, "year date"},
		"kind of a vehicle":    {VehicleData{Version: 1, Plate: "A", Kind: "tank"}, "kind enum"},
		"document":             {DocumentData{Version: 1, Type: "visa"}, "type enum; number missing"},
		"object":               {ObjectData{Version: 1}, "kind missing"},
		"ask":                  {act(Acting{Act: Ask, Use: codes.UseCourt, Reason: "trial"}), ""},
		"ask for nothing":      {act(Acting{Act: Ask, Reason: "x"}), "use missing"},
		"ask without why":      {act(Acting{Act: Ask, Use: codes.UseCourt}), "reason missing"},
		"forward to nobody":    {act(Acting{Act: Ask, Use: codes.UseForward, Reason: "x"}), "for missing"},
		"court for somebody":   {act(Acting{Act: Ask, Use: codes.UseCourt, For: []Org{org}, Reason: "x"}), "for unexpected"},
		"grant":                {act(Acting{Act: Grant, Use: codes.UseForward, For: []Org{org}, Until: "2028-01-01"}), ""},
		"deny until":           {act(Acting{Act: Deny, Use: codes.UseCourt, Until: "2028-01-01", Reason: "x"}), "until unexpected"},
		"tighten":              {act(Acting{Act: Tighten, Handling: []codes.Handling{codes.H2}, Reason: "x"}), ""},
		"tighten to nothing":   {act(Acting{Act: Tighten, Reason: "x"}), "handling missing"},
		"tighten without word": {act(Acting{Act: Tighten, Handling: []codes.Handling{codes.H3}, Reason: "x"}), "restriction missing"},
		"erase with codes":     {act(Acting{Act: Erase, Handling: []codes.Handling{codes.H2}, Reason: "x"}), "handling unexpected"},
		"correct":              {act(Acting{Act: Correct, Item: 2, With: 1, Reason: "wrong plate"}), ""},
		"erase with item":      {act(Acting{Act: Erase, With: 1, Reason: "x"}), "with unexpected"},
		"unknown act":          {act(Acting{Act: "burn", Reason: "x"}), "act enum"},
	} {
		refuses(t, name, c.entity.Check(), c.want)
		if c.want != "" {
			continue
		}
		typ, b, err := MarshalEntity(c.entity)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if again, err := ReadEntity(ItemHead{Type: typ}, strings.NewReader(string(b))); err != nil || !reflect.DeepEqual(again, c.entity) {
			t.Errorf("%s: %v\n%+v\n%+v", name, err, again, c.entity)
		}
	}
	if _, err := ParseEntity(Text, []byte("{}")); errs.KindOf(err) != errs.Invalid {
		t.Error("a text is no entity")
	}
}

func TestActFitsItsMessage(t *testing.T) {
	for k, want := range map[Kind][]ActKind{Consent: {Ask, Grant, Deny, Withdraw}, Tightened: {Tighten}, Correction: {Correct}, ErasureNotice: {Erase}, Answer: nil} {
		for _, a := range []ActKind{Ask, Grant, Deny, Withdraw, Tighten, Correct, Erase} {
			fits := false
			for _, w := range want {
				fits = fits || w == a
			}
			if got := (Acting{Act: a}).Fits(k) == nil; got != fits {
				t.Errorf("%s in %s: %v", a, k, got)
			}
		}
	}
}

// What is written is read as it was, whatever characters it has.
func TestEnvelopeRoundTrip(t *testing.T) {
	a, b := newPerson(t, "A"), newPerson(t, "B")
	word := rapid.StringMatching(`[^\p{C}\p{Z}]{1,40}`)
	rapid.Check(t, func(t *rapid.T) {
		e := envelope(a, b)
		e.OwnRef, e.Basis, e.TheirRef, e.CrimeArea = word.Draw(t, "own"), word.Draw(t, "basis"), word.Draw(t, "their"), word.Draw(t, "area")
		e.Kind = rapid.SampledFrom(Kinds()).Draw(t, "kind")
		e.AnswerTo = ID(Digest([]byte(e.OwnRef)))
		e.Epoch, e.Lamport = rapid.Int64Range(1, maxNumber).Draw(t, "epoch"), rapid.Int64Range(1, maxNumber).Draw(t, "lamport")
		e.Recipient[0].Unit = rapid.SampledFrom([]string{"", "Šiauliai", "<unit> & \"co\""}).Draw(t, "unit")
		if e.Kind == Refusal || e.Kind == Answer {
			e.Refusal = []Refused{{Ground: rapid.SampledFrom(codes.Refusals()).Draw(t, "ground"), AsFarAs: word.Draw(t, "far")}}
		}
		e.Partial = e.Kind == Answer
		for i := range rapid.IntRange(0, 3).Draw(t, "items") {
			ref := ItemRef{N: i + 1, Size: rapid.Int64Range(1, 4*ChunkSize).Draw(t, "size"), Digest: Digest([]byte{byte(i)})}
			for n := int64(0); ref.Size > ChunkSize && n < (ref.Size+ChunkSize-1)/ChunkSize; n++ {
				ref.Chunks = append(ref.Chunks, Digest([]byte{byte(n)}))
			}
			e.Items = append(e.Items, ref)
		}
		body, err := e.Marshal()
		if err != nil {
			t.Fatal(err)
		}
		got, err := ParseEnvelope(body)
		if err != nil || !reflect.DeepEqual(got, e) {
			t.Fatalf("%v\n%+v\n%+v\n%s", err, got, e, body)
		}
	})
}

func TestInstants(t *testing.T) {
	vilnius, err := time.LoadLocation("Europe/Vilnius")
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2027, 10, 31, 3, 30, 0, 123456789, vilnius)
	s := FormatInstant(at)
	got, err := ParseInstant(s)
	if err != nil || !got.Equal(at.Truncate(time.Microsecond)) {
		t.Errorf("%s %v", s, err)
	}
	for _, bad := range []string{"", "2027-10-30", "2027-10-30T23:30:00", "2027-10-30 23:30:00Z", "2027-10-30T23:30:00,5Z", "2027-10-30T24:30:00Z", "1969-12-31T23:59:59Z", "2027-10-30t23:30:00z"} {
		if _, err := ParseInstant(bad); err == nil {
			t.Errorf("%q passed", bad)
		}
	}
}
