package commands

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/modules/codes"
	"reeve/modules/exchange/node"
)

// Node groups what is done with this node, with the nodes that it trusts, and with the channels to them.
type Node struct {
	Init        NodeInit        `cmd:"" help:"Make a new folder a node of the exchange; ends with its id."`
	Card        NodeCard        `cmd:"" help:"Print this node's card, for partners."`
	Fingerprint NodeFingerprint `cmd:"" help:"Say whose card it is; ends with the fingerprint that two people compare."`
	Trust       NodeTrust       `cmd:"" help:"Trust the node of a card whose fingerprint was compared."`
	Channel     NodeChannel     `cmd:"" help:"Open a channel to a trusted node; ends with its ref."`
	Close       NodeClose       `cmd:"" help:"Close the channel to a node: no new case begins, running ones end."`
	Take        NodeTake        `cmd:"" help:"Take a newer card or a notice of a trusted node from a file."`
	Renew       NodeRenew       `cmd:"" help:"Write a new card of this node: other names or addresses, another term."`
	Rotate      NodeRotate      `cmd:"" help:"Make new keys of this node; partners take them by themselves."`
	Revoke      NodeRevoke      `cmd:"" help:"Revoke this node's own key, or the trust in another node."`
	Epoch       NodeEpoch       `cmd:"" help:"Show or accept the newer epoch of a partner's log, after its restore."`
	List        NodeList        `cmd:"" help:"The nodes that were trusted, and the channels to them."`
}

// NodeInit makes a folder a node.
type NodeInit struct {
	Data    string   `help:"Data folder; must be new." default:"data" type:"path" placeholder:"DIR"`
	Name    []string `required:"" help:"Name of the organisation; LANGUAGE=NAME for more than one." placeholder:"NAME"`
	Lang    string   `default:"en" help:"Language of a name that says none."`
	Country string   `required:"" help:"Two letters (ISO 3166-1)." placeholder:"LT"`
	Role    string   `required:"" help:"spoc, police, municipality or training."`
	Address []string `required:"" help:"https://… where partners reach this node." placeholder:"URL"`
}

// Run makes the keys and the card. It needs no server and no database.
func (n *NodeInit) Run(ctx context.Context) error {
	names, err := namesByLang(n.Name, n.Lang)
	if err != nil {
		return err
	}
	if err := node.Init(ctx, n.Data, node.Options{Names: names, Country: strings.ToUpper(n.Country), Role: n.Role, Addresses: trimSlashes(n.Address), Now: time.Now()}); err != nil {
		return err
	}
	own, err := node.OpenOwn(n.Data)
	if err != nil {
		return err
	}
	fmt.Printf("fingerprint %s\n%s\n", node.Fingerprint(own.Card()), own.Org())
	return nil
}

func trimSlashes(addresses []string) []string {
	var all []string
	for _, a := range addresses {
		all = append(all, strings.TrimRight(a, "/"))
	}
	return all
}

// namesByLang reads NAME or LANGUAGE=NAME.
func namesByLang(given []string, lang string) (map[string]string, error) {
	names := map[string]string{}
	for _, g := range given {
		l, name, ok := strings.Cut(g, "=")
		if !ok || len(l) > 11 || strings.Contains(l, " ") {
			l, name = lang, g
		}
		if _, there := names[l]; there {
			return nil, errs.Bad("name", "node.name_twice", "lang", l)
		}
		names[l] = strings.TrimSpace(name)
	}
	return names, nil
}

// NodeCard prints the card.
type NodeCard struct {
	Data string `help:"Data folder." default:"data" type:"path" placeholder:"DIR"`
}

// Run reads the node's file; it needs neither the server nor the lock.
func (n *NodeCard) Run(context.Context) error {
	own, err := node.OpenOwn(n.Data)
	if err == nil {
		_, err = os.Stdout.Write(append(slices.Clip(own.SignedCard()), '\n'))
	}
	return err
}

// NodeFingerprint tells of a card what two people compare.
type NodeFingerprint struct {
	Card string `arg:"" optional:"" help:"File with a card; without it this node's own." type:"path"`
	Data string `help:"Data folder, for the own card." default:"data" type:"path" placeholder:"DIR"`
}

// Run reads the card; it needs no installation where a card is named.
func (n *NodeFingerprint) Run(context.Context) error {
	var text []byte
	if n.Card == "" {
		own, err := node.OpenOwn(n.Data)
		if err != nil {
			return err
		}
		text = own.SignedCard()
	} else {
		var err error
		if text, err = readCard(n.Card); err != nil {
			return err
		}
	}
	card, _, err := node.OpenCardText(text)
	if err != nil {
		return err
	}
	fmt.Printf("%s, %s, %s\n%s, serial %d, until %s\n%s\n%s\n", node.NameIn(card.Names, "en"), card.Country, card.Role, card.Org, card.Serial, card.Until,
		strings.Join(card.Addresses, " "), node.Fingerprint(card))
	return nil
}

// maxCardFile is more than any card or notice needs.
const maxCardFile = 1 << 20

func readCard(file string) ([]byte, error) {
	info, err := os.Stat(file)
	if err != nil {
		return nil, errs.Wrap(err, errs.NotFound, "node.no_file", "file", filepath.Base(file))
	}
	if info.IsDir() || info.Size() > maxCardFile {
		return nil, errs.New(errs.Invalid, "node.no_file", "file", filepath.Base(file))
	}
	return os.ReadFile(file)
}

// NodeFolder says which installation is meant; it must be a node.
type NodeFolder struct{ Installation }

func (NodeFolder) before(in Installation) error {
	_, err := node.OpenOwn(in.Data)
	return err
}

// nodes is the door to the exchange of an installation that is a node.
func (c *Context) nodes() (*node.Nodes, error) {
	if c.App.Exchange == nil || c.App.Exchange.Own == nil {
		return nil, errs.New(errs.NotFound, "node.no_node", "dir", c.App.Dir)
	}
	return c.App.Exchange.Nodes, nil
}

// partner finds a node by id, name, or the file of its card.
func (c *Context) partner(what string) (p node.Partner, err error) {
	if info, statErr := os.Stat(c.Path(what)); statErr == nil && !info.IsDir() {
		text, err := readCard(c.Path(what))
		if err != nil {
			return p, err
		}
		what = string(text)
	}
	err = c.App.DB.Read(c.Context, func(s *db.Snapshot) error {
		p, err = node.Find(s, what)
		return err
	})
	return p, err
}

// NodeTrust trusts a node.
type NodeTrust struct {
	NodeFolder
	Card        string `arg:"" help:"File with the node's card."`
	Fingerprint string `required:"" help:"What the partner read out, on another way than the card came; spaces do not matter."`
}

// Do trusts the node of the card.
func (n *NodeTrust) Do(c *Context) error {
	nodes, err := c.nodes()
	if err != nil {
		return err
	}
	text, err := readCard(c.Path(n.Card))
	if err != nil {
		return err
	}
	var p node.Partner
	if err := c.App.DB.Write(c.Context, db.System(), func(tx *db.Tx) (err error) {
		p, err = nodes.Trust(tx, text, n.Fingerprint)
		return err
	}); err != nil {
		return err
	}
	fmt.Fprintf(c.Stdout, "trusted: %s, %s, fingerprint %s\n%s\n", p.Name("en"), p.Country, p.Fingerprint, p.Org)
	return nil
}

// NodeChannel opens a channel.
type NodeChannel struct {
	NodeFolder
	Node           string `arg:"" help:"Id, name, or file of the card."`
	Basis          string `required:"" help:"Law or agreement by which information may pass, as cited."`
	Allow          string `required:"" help:"all, or a list of unit:NAME and area:NAME with commas." placeholder:"all|LIST"`
	Agreement      string `help:"Ref of the agreement; the channel is closed when it expires."`
	Classification string `default:"unclassified" help:"The highest that passes."`
	MaxFile        int64  `default:"50" help:"Largest file, in MB." placeholder:"MB"`
	DayBytes       int64  `name:"day-mb" default:"2048" help:"What the partner may send in a day, in MB." placeholder:"MB"`
	From           string `help:"First day, or instant; else now." placeholder:"DATE"`
	Until          string `help:"Last day, or instant; else without end." placeholder:"DATE"`
}

// Do opens the channel; another one to the same node at the same time is closed.
func (n *NodeChannel) Do(c *Context) error {
	nodes, err := c.nodes()
	if err != nil {
		return err
	}
	p, err := c.partner(n.Node)
	if err != nil {
		return err
	}
	ch := node.Channel{Partner: p.Org, Basis: n.Basis, Agreement: n.Agreement, Classification: codes.Classification(n.Classification), MaxFile: n.MaxFile << 20, DayBytes: n.DayBytes << 20}
	if ch.Allows, err = node.ParseAllows(n.Allow); err != nil {
		return err
	}
	zone := c.App.Exchange.Zone()
	if ch.From, err = dayOrInstant("from", n.From, zone, false); err != nil {
		return err
	}
	if ch.Until, err = dayOrInstant("until", n.Until, zone, true); err != nil {
		return err
	}
	if err := c.App.DB.Write(c.Context, db.System(), func(tx *db.Tx) error {
		opened, err := nodes.OpenChannel(tx, ch)
		if err == nil {
			ch = opened
		}
		return err
	}); err != nil {
		return err
	}
	fmt.Fprintf(c.Stdout, "channel to %s: %s\n%s\n", p.Name("en"), sayChannel(ch, zone), ch.Ref)
	return nil
}

// dayOrInstant reads a civil day of the node's zone, or RFC 3339; the last day counts to its end.
func dayOrInstant(field, s string, zone *time.Location, last bool) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	if t, err := time.Parse(time.RFC3339, s); err == nil {
		return t, nil
	}
	day, err := time.ParseInLocation(time.DateOnly, s, zone)
	if err != nil {
		return day, errs.Bad(field, "node.day")
	}
	if last {
		day = day.AddDate(0, 0, 1)
	}
	return day, nil
}

func sayChannel(ch node.Channel, zone *time.Location) string {
	until := "without end"
	if end := ch.End(); !end.IsZero() {
		until = "until " + end.In(zone).Format(time.RFC3339)
	}
	return fmt.Sprintf("%s; allows %s; %s; files to %d MB; from %s %s", ch.Basis, ch.Allows, ch.Classification, ch.MaxFile>>20, ch.From.In(zone).Format(time.RFC3339), until)
}

// NodeClose closes the channel to a node.
type NodeClose struct {
	NodeFolder
	Node   string `arg:"" help:"Id, name, or file of the card."`
	Reason string `required:"" help:"Why."`
}

// Do closes all channels to the node that are open.
func (n *NodeClose) Do(c *Context) error {
	nodes, err := c.nodes()
	if err != nil {
		return err
	}
	p, err := c.partner(n.Node)
	if err != nil {
		return err
	}
	closed := 0
	if err := c.App.DB.Write(c.Context, db.System(), func(tx *db.Tx) (err error) {
		closed, err = nodes.CloseAll(tx, p.Org, n.Reason)
		return err
	}); err != nil {
		return err
	}
	fmt.Fprintf(c.Stdout, "closed %d\n", closed)
	return nil
}
