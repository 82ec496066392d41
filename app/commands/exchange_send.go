package commands

import (
	"encoding/json"
	"strings"

	"reeve/kernel/db"
	"reeve/modules/codes"
	"reeve/modules/exchange/node"
	"reeve/modules/exchange/request"
	"reeve/modules/exchange/wire"
)

// ExchangeSend sends what begins a case.
type ExchangeSend struct {
	NodeFolder
	Body
	To             []string `required:"" help:"Nodes: id, name or card file; with commas." placeholder:"NODE"`
	Kind           string   `help:"request or spontaneous." default:"request"`
	Urgency        string   `help:"urgent or ordinary." default:"ordinary"`
	Ground         string   `help:"Why it is urgent: i, ii, iii or iv." placeholder:"ii"`
	Route          string   `help:"spoc, or authority for a direct exchange: no limit, both points of contact get copies." default:"spoc"`
	NoCopies       string   `help:"Why the points of contact get no copy: sensitive_investigation, terrorism or personal_safety." placeholder:"WHY"`
	CrimeArea      string   `help:"Area of crime."`
	Classification string   `help:"unclassified, restricted, confidential or secret." default:"unclassified"`
	Profile        string   `help:"Law that sets the limit." default:"eu-2023-977"`
	Basis          string   `help:"Legal basis, as cited; else that of the channel."`
	Unit           string   `help:"Code of the partner's unit that it is for."`
	Training       bool     `help:"It is an exercise, with invented content."`
	Europol        string   `help:"Why Europol gets a copy." placeholder:"WHY"`
	NoEuropol      string   `help:"Why Europol gets no copy." placeholder:"WHY"`
}

// Do sends it. The id comes last, whether or not the partner can be reached.
func (e *ExchangeSend) Do(c *Context) error {
	s, err := c.requests()
	if err != nil {
		return err
	}
	v, files, err := e.content(c, wire.Kind(e.Kind))
	if err != nil {
		return err
	}
	v.Urgency, v.Ground, v.Route, v.NoCopies, v.CrimeArea = codes.Urgency(e.Urgency), codes.Ground(e.Ground), codes.Route(e.Route), e.NoCopies, e.CrimeArea
	v.Classification, v.Profile, v.Basis, v.Training = codes.Classification(e.Classification), e.Profile, e.Basis, e.Training
	if e.Europol != "" || e.NoEuropol != "" {
		v.EuropolCopy = &wire.EuropolCopy{Send: e.Europol != "", Reason: e.Europol + e.NoEuropol}
	}
	if v.Kind != wire.Request && v.Urgency == codes.Ordinary {
		v.Urgency = ""
	}
	if v.To, err = c.addresses(e.To, e.Unit); err != nil {
		return err
	}
	return c.submit(s, v, nil, files)
}

// addresses are the nodes that somebody named.
func (c *Context) addresses(names []string, unit string) (to []request.Address, err error) {
	err = c.App.DB.Read(c.Context, func(q *db.Snapshot) error {
		to = nil
		for _, name := range names {
			what := strings.TrimSpace(name)
			if text, err := readCard(c.Path(what)); err == nil {
				what = string(text)
			}
			p, err := node.Find(q, what)
			if err != nil {
				return err
			}
			to = append(to, request.Address{Org: p.Org, Role: wire.To, Unit: unit})
		}
		return nil
	})
	return to, err
}

// ExchangeClarify asks, or answers a question.
type ExchangeClarify struct {
	NodeFolder
	Body
	ID ID `arg:"" help:"Id of the request."`
}

func (e *ExchangeClarify) Do(c *Context) error {
	v, files, err := e.content(c, wire.Clarification)
	if err != nil {
		return err
	}
	return c.reply(e.ID, v, files)
}

// ExchangeDelay gives notice of a delay.
type ExchangeDelay struct {
	NodeFolder
	ID     ID     `arg:"" help:"Id of the request."`
	Until  string `required:"" help:"Day by which the answer is expected." placeholder:"DATE"`
	Reason string `required:"" help:"Why it takes longer."`
}

func (e *ExchangeDelay) Do(c *Context) error {
	return c.reply(e.ID, request.Content{Kind: wire.DelayNotice, Text: e.Reason, Expected: e.Until}, nil)
}

// ExchangeAnswer answers a request.
type ExchangeAnswer struct {
	NodeFolder
	Body
	ID      ID     `arg:"" help:"Id of the request."`
	Partial bool   `help:"More will come: the clock goes on."`
	Ground  string `help:"Ground of refusal for the part that is refused." placeholder:"c"`
	AsFarAs string `help:"What is refused."`
}

func (e *ExchangeAnswer) Do(c *Context) error {
	v, files, err := e.content(c, wire.Answer)
	if err != nil {
		return err
	}
	if v.Partial = e.Partial; e.Ground != "" {
		v.Refusal = []wire.Refused{{Ground: codes.Refusal(e.Ground), AsFarAs: e.AsFarAs}}
	}
	return c.reply(e.ID, v, files)
}

// ExchangeRefuse refuses a request.
type ExchangeRefuse struct {
	NodeFolder
	Body
	ID        ID     `arg:"" help:"Id of the request."`
	Ground    string `required:"" help:"a, b, c, d, e, f1, f2, f3, g or h." placeholder:"c"`
	AsFarAs   string `help:"How far; empty = the whole."`
	Reference string `help:"Of national law."`
	Reason    string `help:"In words."`
}

func (e *ExchangeRefuse) Do(c *Context) error {
	v, files, err := e.content(c, wire.Refusal)
	if err != nil {
		return err
	}
	if v.Text == "" {
		if v.Text = e.Reason; v.Text == "" {
			v.Text = e.Ground
		}
	}
	v.Refusal = []wire.Refused{{Ground: codes.Refusal(e.Ground), AsFarAs: e.AsFarAs, Reference: e.Reference}}
	return c.reply(e.ID, v, files)
}

// ExchangeWithdraw withdraws our request.
type ExchangeWithdraw struct {
	NodeFolder
	ID     ID     `arg:"" help:"Id of the request."`
	Reason string `required:"" help:"Why."`
}

func (e *ExchangeWithdraw) Do(c *Context) error {
	return c.reply(e.ID, request.Content{Kind: wire.Withdrawal, Text: e.Reason}, nil)
}

// ExchangeForward passes a message on.
type ExchangeForward struct {
	NodeFolder
	Body
	ID   ID       `arg:"" help:"Id of the message."`
	To   []string `required:"" help:"Nodes: id, name or card file; with commas." placeholder:"NODE"`
	Kind string   `help:"spontaneous or request." default:"spontaneous"`
}

// Do asks the codes first; a refusal is recorded.
func (e *ExchangeForward) Do(c *Context) error {
	s, err := c.requests()
	if err != nil {
		return err
	}
	v, files, err := e.content(c, wire.Kind(e.Kind))
	if err != nil {
		return err
	}
	if v.To, err = c.addresses(e.To, ""); err != nil {
		return err
	}
	if v, err = s.Forward(c.Context, db.System(), e.ID.name(), v); err != nil {
		return err
	}
	return c.submit(s, v, nil, files)
}

// ExchangeConsent asks for consent, or says what is granted.
type ExchangeConsent struct {
	NodeFolder
	ID      ID       `arg:"" help:"Id of the request."`
	Act     string   `arg:"" help:"ask, grant, deny or withdraw."`
	Message ID       `help:"Id of the message that it is about; else the request itself."`
	Item    int      `help:"Number of the item; 0 = all of them."`
	Use     string   `help:"forward, court, export, print, hit or keep." default:"forward"`
	For     []string `help:"Nodes that it may be passed on to." placeholder:"NODE"`
	Until   string   `help:"Last day on which a consent counts." placeholder:"DATE"`
	Reason  string   `help:"Why."`
}

func (e *ExchangeConsent) Do(c *Context) error {
	to, err := c.addresses(e.For, "")
	if err != nil {
		return err
	}
	a := wire.Acting{Version: 1, Act: wire.ActKind(e.Act), Item: e.Item, Use: codes.Use(e.Use), Until: e.Until, Reason: e.Reason}
	for _, t := range to {
		a.For = append(a.For, t.Org)
	}
	return c.acting(e.ID, e.Message, wire.Consent, a)
}

// acting sends what a consent or a restriction does, about a message; none named = the request itself.
func (c *Context) acting(id, about ID, kind wire.Kind, a wire.Acting) error {
	if a.Message = wire.ID(about.name()); a.Message == "" {
		var v request.Request
		if err := c.App.DB.Read(c.Context, func(q *db.Snapshot) (err error) { v, err = request.Load(q, id.name()); return err }); err != nil {
			return err
		}
		a.Message = v.Message
	}
	body, err := json.Marshal(a)
	if err != nil {
		return err
	}
	return c.reply(id, request.Content{Kind: kind, Text: a.Reason, Entities: []request.Entity{{Type: wire.Act, Body: body}}}, nil)
}

// ExchangeRestrict tightens the codes of what we gave.
type ExchangeRestrict struct {
	NodeFolder
	ID       ID       `arg:"" help:"Id of the request."`
	Message  ID       `help:"Id of our message; else the request itself."`
	Item     int      `help:"Number of the item; 0 = all of them."`
	Handling []string `required:"" help:"Handling codes from now on." placeholder:"H2"`
	Expires  string   `help:"With H3: the last day of use." placeholder:"DATE"`
	DeleteBy string   `help:"With H3: the day by which it is erased." placeholder:"DATE"`
	Only     []string `help:"With H3: the only accounts or units that may open it."`
	Note     string   `help:"With H3: what else."`
	Reason   string   `help:"Why."`
}

func (e *ExchangeRestrict) Do(c *Context) error {
	a := wire.Acting{Version: 1, Act: wire.Tighten, Item: e.Item, Reason: e.Reason}
	for _, h := range e.Handling {
		a.Handling = append(a.Handling, codes.Handling(strings.ToUpper(h)))
	}
	if e.Expires != "" || e.DeleteBy != "" || len(e.Only) > 0 || e.Note != "" {
		a.Restrict = &codes.Restriction{Expires: e.Expires, DeleteBy: e.DeleteBy, Recipients: e.Only, Note: e.Note}
	}
	return c.acting(e.ID, e.Message, wire.Tightened, a)
}
