package commands

import (
	"bytes"
	"errors"
	"fmt"
	"time"

	"reeve/kernel/db"
	"reeve/modules/exchange/node"
	"reeve/modules/exchange/wire"
)

// NodeTake takes a card or notice that came as a file.
type NodeTake struct {
	NodeFolder
	File string `arg:"" help:"File with a card or a notice."`
}

// Do takes the file; a card must be vouched for by the key that was trusted.
func (n *NodeTake) Do(c *Context) error {
	nodes, err := c.nodes()
	if err != nil {
		return err
	}
	text, err := readCard(c.Path(n.File))
	if err != nil {
		return err
	}
	text = bytes.TrimRight(bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n")), "\n")
	var p node.Partner
	if err := c.App.DB.Write(c.Context, db.System(), func(tx *db.Tx) (err error) {
		if bytes.HasPrefix(text, []byte("reeve-notice-v1\n")) {
			p, err = nodes.TakeNotice(tx, text)
			return err
		}
		p, err = nodes.Take(tx, text)
		return err
	}); err != nil && !errors.Is(err, db.ErrNotAudited) {
		return err
	}
	fmt.Fprintf(c.Stdout, "%s: %s, serial %d\n", p.Org, p.State, p.Card.Serial)
	return nil
}

// NodeRenew writes a new card with the same keys.
type NodeRenew struct {
	NodeFolder
	Name    []string `help:"Name of the organisation; LANGUAGE=NAME for more than one." placeholder:"NAME"`
	Lang    string   `default:"en" help:"Language of a name that says none."`
	Address []string `help:"https://… where partners reach this node." placeholder:"URL"`
	Role    string   `help:"spoc, police, municipality or training."`
}

// Do writes the card and the log's entry.
func (n *NodeRenew) Do(c *Context) error {
	names, err := namesByLang(n.Name, n.Lang)
	if err != nil {
		return err
	}
	return c.changeOwn("exchange.node-renew", "", func(own *node.Own) error {
		return own.Renew(node.Options{Names: names, Addresses: trimSlashes(n.Address), Role: n.Role, Now: c.App.Now()})
	})
}

// NodeRotate makes new keys.
type NodeRotate struct{ NodeFolder }

// Do makes them and writes the log's entry.
func (n *NodeRotate) Do(c *Context) error {
	return c.changeOwn("exchange.node-rotate", "", func(own *node.Own) error { return own.Rotate(c.App.Now()) })
}

// changeOwn changes the own keys or card, then tells the log, then the person.
func (c *Context) changeOwn(action, reason string, change func(own *node.Own) error) error {
	nodes, err := c.nodes()
	if err != nil {
		return err
	}
	if err := change(nodes.Own); err != nil {
		return err
	}
	if err := c.App.DB.Write(c.Context, db.System(), func(tx *db.Tx) error { return nodes.RecordOwn(tx, action, reason) }); err != nil {
		return err
	}
	card := nodes.Own.Card()
	fmt.Fprintf(c.Stdout, "card %d of %s, until %s\n%s\n", card.Serial, card.Org, card.Until, node.Fingerprint(card))
	return nil
}

// NodeRevoke revokes the own key, or the trust in another node.
type NodeRevoke struct {
	NodeFolder
	Node   string `arg:"" optional:"" help:"Id, name, or file of the card of another node; without it this node's own key."`
	Reason string `required:"" help:"Why; of the own key partners read it."`
}

// Do revokes.
func (n *NodeRevoke) Do(c *Context) error {
	nodes, err := c.nodes()
	if err != nil {
		return err
	}
	if n.Node == "" {
		return c.changeOwn("exchange.node-revoke", n.Reason, func(own *node.Own) error { return own.Revoke(c.App.Now(), n.Reason) })
	}
	p, err := c.partner(n.Node)
	if err != nil {
		return err
	}
	if p.State == node.Trusted {
		if err := c.App.DB.Write(c.Context, db.System(), func(tx *db.Tx) (err error) {
			p, err = nodes.Revoke(tx, p.Org, n.Reason)
			return err
		}); err != nil {
			return err
		}
	}
	fmt.Fprintf(c.Stdout, "%s: %s\n", p.Org, p.State)
	return nil
}

// NodeList lists nodes and channels.
type NodeList struct{ NodeFolder }

// Do prints a line for each node, indented ones for its channels, newest first, and this node's id last.
func (n *NodeList) Do(c *Context) error {
	nodes, err := c.nodes()
	if err != nil {
		return err
	}
	zone := c.App.Exchange.Zone()
	err = c.App.DB.Read(c.Context, func(s *db.Snapshot) error {
		all, err := node.Partners(s)
		if err != nil {
			return err
		}
		for _, p := range all {
			fmt.Fprintf(c.Stdout, "%s %s %s %s, %s, card %d\n", p.Org, p.State, p.Country, p.Name("en"), p.Role, p.Card.Serial)
			channels, err := node.Channels(s, p.Org)
			if err != nil {
				return err
			}
			for _, ch := range channels {
				fmt.Fprintf(c.Stdout, "  %s %s %s\n", ch.Ref, stateOf(ch, c.App.Now()), sayChannel(ch, zone))
			}
		}
		return nil
	})
	if err == nil {
		sayOwn(c, nodes.Own.Card())
	}
	return err
}

func stateOf(ch node.Channel, now time.Time) string {
	switch {
	case ch.InForce(now):
		return "in force"
	case now.Before(ch.From) && ch.ClosedAt.IsZero():
		return "not yet"
	}
	return "ended"
}

func sayOwn(c *Context, card wire.Card) {
	fmt.Fprintf(c.Stdout, "this node: %s, %s, %s, card %d, fingerprint %s\n%s\n", node.NameIn(card.Names, "en"), card.Country, card.Role, card.Serial, node.Fingerprint(card), card.Org)
}
