package commands

import (
	"context"
	"fmt"
	"os"
	"text/tabwriter"

	"reeve/app/demo/nodes"
)

// DemoExchange serves four nodes of the exchange with invented cases under way. The first start makes them.
type DemoExchange struct {
	Data string `help:"Folder; each node has its own in it." default:"data/demo-exchange" type:"path" placeholder:"DIR"`
	Host string `help:"Address of this machine; passkeys need localhost." default:"127.0.0.1" placeholder:"HOST"`
	Port int    `help:"The desks listen on the four ports above it, the nodes a hundred above those." default:"8090"`
}

// Run makes what is missing and serves.
func (d *DemoExchange) Run(ctx context.Context) error {
	o := nodes.Options{Dir: d.Data, Host: d.Host, Port: d.Port}
	desks, err := nodes.Install(ctx, o)
	if err != nil {
		return err
	}
	return nodes.Serve(ctx, o, func() {
		w := tabwriter.NewWriter(os.Stdout, 0, 4, 2, ' ', 0)
		fmt.Fprintln(w, "node\trole\te-mail\tpassword\tsecret for an authenticator app")
		for _, k := range desks {
			fmt.Fprintf(w, "%s\t%s/desk\t\t\t\n", k.Country, k.URL)
			for _, u := range k.Users {
				fmt.Fprintf(w, "\t%s\t%s\t%s\t%s\n", u.Role, u.Email, u.Password, u.Secret)
			}
		}
		w.Flush()
		fmt.Printf("\nPeople, cases and contents are invented. Everything is in %s.\n", d.Data)
	})
}
