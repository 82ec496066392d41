package exchange

import (
	"net"
	"path/filepath"
	"slices"
	"testing"

	"reeve/app"
	"reeve/app/demo/nodes"
	"reeve/kernel/db"
	"reeve/modules/exchange/request"
)

// ports finds a base above which the demonstration's addresses are free now.
func ports(t *testing.T) int {
	t.Helper()
	for base := 20000; base < 30000; base += 300 {
		free := true
		for _, n := range []int{1, 2, 3, 4, 101, 102, 103, 104} {
			ln, err := net.ListenTCP("tcp", &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: base + n})
			if err != nil {
				free = false
				break
			}
			ln.Close()
		}
		if free {
			return base
		}
	}
	t.Fatal("no free ports")
	return 0
}

// TestDemonstration: four nodes come up with cases under way, in every state that a desk should see, and a second start
// finds them as they are.
func TestDemonstration(t *testing.T) {
	o := nodes.Options{Dir: filepath.Join(t.TempDir(), "demo"), Host: "127.0.0.1", Port: ports(t)}
	desks, err := nodes.Install(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	again, err := nodes.Install(t.Context(), o)
	if err != nil || len(again) != 4 || again[0].Users[0] != desks[0].Users[0] {
		t.Fatalf("a second start: %v %v", again, err)
	}
	if _, err := nodes.Install(t.Context(), nodes.Options{Dir: filepath.Dir(o.Dir), Host: o.Host, Port: o.Port}); err == nil {
		t.Error("a folder with something else in it was taken")
	}
	a, err := app.Open(t.Context(), app.Options{Dir: filepath.Join(o.Dir, "lt")})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	if !a.Settings.Get().Synthetic {
		t.Error("the pages do not say that everything is invented")
	}
	var page request.Items
	err = a.DB.Read(t.Context(), func(q *db.Snapshot) (err error) {
		page, err = a.Exchange.Requests.Items(q, request.Filter{Now: a.Now(), Limit: 100}, "", "")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	var states []string
	overdue, paused, urgent, other := 0, 0, 0, 0
	for _, v := range page.Items {
		states = append(states, v.State)
		if v.Overdue {
			overdue++
		}
		if v.Paused {
			paused++
		}
		if v.Urgency == "urgent" {
			urgent++
		}
		if v.Channel != request.ChannelReeve {
			other++
		}
	}
	for _, want := range []string{"open", "assigned", "partial", "answered"} {
		if !slices.Contains(states, want) {
			t.Errorf("nothing is %s: %v", want, states)
		}
	}
	if overdue == 0 || paused == 0 || urgent < 2 || other != 1 {
		t.Errorf("%d overdue, %d paused, %d urgent, %d of other channels", overdue, paused, urgent, other)
	}
	queues, err := a.Exchange.Delivery.Queues(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	waiting := int64(0)
	for _, q := range queues {
		waiting += q.Messages
	}
	if len(queues) != 3 || waiting != 1 {
		t.Errorf("%d partners, %d messages wait for the one that is down", len(queues), waiting)
	}
}
