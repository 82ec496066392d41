package guard_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"reeve/kernel/db"
	"reeve/kernel/db/dbtest"
	"reeve/modules/threatmap/guard"
)

// filed admits a filing that must be accepted.
func filed(t *testing.T, d *db.DB, f guard.Filing, report string) guard.Verdict {
	t.Helper()
	v, err := admit(t, d, f, report)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func look(t *testing.T, d *db.DB, f guard.Filing) (o guard.Outlook) {
	t.Helper()
	err := d.Read(context.Background(), func(s *db.Snapshot) (err error) { o, err = guard.Look(s, f, d.Now()); return err })
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// begun is a filing of which is known for what it is held and what begins with it.
func begun(t *testing.T, what string, v guard.Verdict, hold guard.Reason, began ...guard.Reason) {
	t.Helper()
	if v.Hold != hold || !slices.Equal(v.Began, began) {
		t.Errorf("%s: held for %q, began %v; want %q, %v", what, v.Hold, v.Began, hold, began)
	}
}

// TestEveryFloodIsTold: whatever a filing is held for itself, everything that it made full begins with it.
func TestEveryFloodIsTold(t *testing.T) {
	dbtest.Both(t, func(t *testing.T, d *db.DB) {
		one := func(network int, area string) guard.Filing {
			return guard.Filing{Network: fmt.Sprint(network), Area: area, Category: "speeding", Paid: 1_200_000}
		}
		// A network that is full already files the very report that makes the area's bucket full.
		for i := range 330 {
			begun(t, fmt.Sprint("in time, ", i), filed(t, d, one(0, fmt.Sprint(i)), fmt.Sprint("spread/", i)), "")
		}
		for i := range 40 {
			begun(t, fmt.Sprint("in the town, ", i), filed(t, d, one(1+i%10, "town"), fmt.Sprint("town/", i)), "")
		}
		begun(t, "of the network", filed(t, d, one(0, "a"), "network"), guard.Network, guard.Network)
		begun(t, "of both", filed(t, d, one(0, "town"), "both"), guard.Network, guard.Burst)
		begun(t, "the next", filed(t, d, one(50, "town"), "next"), guard.Burst)

		// One text is sent once too often where a burst is on already.
		said := one(60, "b")
		said.Text = print("Cars race past the school every morning.")
		for i := range 5 {
			said.Network, said.Area = fmt.Sprint(60+i), fmt.Sprint("b", i)
			begun(t, fmt.Sprint("said, ", i), filed(t, d, said, fmt.Sprint("said/", i)), "")
		}
		said.Network, said.Area = "70", "town"
		begun(t, "said in the town", filed(t, d, said, "said"), guard.Burst, guard.SameText)

		// Nearly one text, of one network, once too often where a burst is on.
		near := func(i int, area string) guard.Filing {
			f := one(80, area)
			f.Text = print(fmt.Sprintf("every morning lorries stop on the zebra crossing in front of the primary school and the children cannot see the road at all %c", 'a'+i))
			return f
		}
		for i := range 6 {
			begun(t, fmt.Sprint("near, ", i), filed(t, d, near(i, fmt.Sprint("c", i)), fmt.Sprint("near/", i)), "")
		}
		begun(t, "near in the town", filed(t, d, near(6, "town"), "near"), guard.Burst, guard.SameText)
	}, schemas()...)
}

// TestLookedTooEarly: filings that looked before others were counted are judged by what holds when they are.
func TestLookedTooEarly(t *testing.T) {
	dbtest.Both(t, func(t *testing.T, d *db.DB) {
		count := func(f guard.Filing, o guard.Outlook, report string) (v guard.Verdict) {
			t.Helper()
			err := d.Housekeep(context.Background(), func(tx *db.Tx) (err error) { v, err = guard.Admit(tx, f, o, report); return err })
			if err != nil {
				t.Fatal(err)
			}
			return v
		}
		// A network with its share in the town behind it adds nothing more to the burst, but is held by it.
		school := guard.Filing{Network: "school", Area: "town", Category: "speeding", Paid: 1_200_000}
		for i := range 20 {
			filed(t, d, school, fmt.Sprint("school/", i))
		}
		early := look(t, d, school)
		for i := range 21 {
			filed(t, d, guard.Filing{Network: fmt.Sprint(i), Area: "town", Category: "speeding", Paid: 1_200_000}, fmt.Sprint("town/", i))
		}
		begun(t, "of the school", count(school, early, "school"), guard.Burst)

		// Seven near copies on their way at once each see none of the others; the next that looks sees all seven.
		var looks []guard.Outlook
		var copies []guard.Filing
		for i := range 8 {
			f := guard.Filing{Network: fmt.Sprint("near/", i), Area: "village", Category: "speeding", Paid: 1_200_000}
			f.Text = print(fmt.Sprintf("every morning lorries stop on the zebra crossing in front of the primary school and the children cannot see the road at all %c", 'a'+i))
			copies, looks = append(copies, f), append(looks, look(t, d, f))
		}
		for i := range 7 {
			begun(t, fmt.Sprint("at once, ", i), count(copies[i], looks[i], fmt.Sprint("near/", i)), "")
		}
		begun(t, "the eighth", filed(t, d, copies[7], "near"), guard.SameText, guard.SameText)
	}, schemas()...)
}
