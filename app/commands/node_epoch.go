package commands

import (
	"fmt"
	"time"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/modules/exchange/delivery"
)

// NodeEpoch shows or accepts a partner's newer epoch.
type NodeEpoch struct {
	NodeFolder
	Node   string `arg:"" help:"Id, name or card file of the node."`
	Accept bool   `help:"Let the new epoch count: what the restore lost is sent again."`
	Reason string `help:"What they said about their restore, for the log."`
}

// Do tells which epoch waits, or accepts it.
func (n *NodeEpoch) Do(c *Context) error {
	x := c.App.Exchange
	if x == nil || x.Own == nil {
		return errs.New(errs.Invalid, "node.no_node", "dir", n.Data)
	}
	p, err := c.partner(n.Node)
	if err != nil {
		return err
	}
	var o delivery.Offer
	err = c.App.DB.Read(c.Context, func(s *db.Snapshot) (err error) {
		o, err = delivery.OfferOf(s, p.Org)
		return err
	})
	if err != nil {
		return err
	}
	if !n.Accept {
		fmt.Fprintf(c.Stdout, "%s shows epoch %d since %s\n%s", p.Name("en"), o.Epoch, db.Time(o.At).Format(time.RFC3339), o.Checkpoint)
		return nil
	}
	var epoch int64
	err = c.App.DB.Write(c.Context, db.System(), func(tx *db.Tx) (err error) {
		epoch, err = x.Delivery.AcceptEpoch(tx, p.Org, n.Reason)
		return err
	})
	if err == nil {
		fmt.Fprintf(c.Stdout, "%s: epoch %d accepted\n", p.Name("en"), epoch)
	}
	return err
}
