package guard

import "time"

// Bucket is a leaking bucket: it fills with what is sent and empties with time. The zero value is empty.
type Bucket struct {
	Fill float64
	At   time.Time // when Fill was true
}

// Size is how much a bucket holds and how fast it leaks.
type Size struct {
	Holds   float64 // beyond it, what comes is held
	PerHour float64 // leaks
	Most    float64 // it never fills higher; a network that would is refused
}

// The sizes. A network is a /24 or /56; an area is a community.

// networks: 300 pupils behind one address file within an hour, and somebody else besides.
func networks() Size { return Size{Holds: 330, PerHour: 60, Most: 660} }

// scriptless is the bucket of filings without proof of work, a tenth of the other.
func scriptless() Size { return Size{Holds: 33, PerHour: 6, Most: 66} }

// shares bounds what one network adds to the burst of an area and category.
func shares() Size { return Size{Holds: 20, PerHour: 10, Most: 20} }

// areas is the burst of a category in an area, all networks together.
func areas() Size { return Size{Holds: 40, PerHour: 20, Most: 120} }

// texts is the same text, numbers aside, anywhere.
func texts() Size { return Size{Holds: 5, PerHour: 1, Most: 15} }

// at is the bucket as it stands at an instant.
func (b Bucket) at(s Size, now time.Time) Bucket {
	if now.After(b.At) {
		b.Fill = max(0, b.Fill-s.PerHour*now.Sub(b.At).Hours())
		b.At = now
	}
	return b
}

// add fills a bucket that is up to date.
func (b Bucket) add(s Size, cost float64) Bucket {
	b.Fill = min(s.Most+beyond, b.Fill+cost)
	return b
}

// beyond is by how much a bucket may pass its most, so that a filing that is too much can be told from one that
// is the last; its transaction does not commit.
const beyond = mostPrice

// wait is how long until cost fits below the most; 0 = now.
func (b Bucket) wait(s Size, cost float64) time.Duration {
	over := b.Fill + cost - s.Most
	if over <= 0 {
		return 0
	}
	return time.Duration(over / s.PerHour * float64(time.Hour))
}
