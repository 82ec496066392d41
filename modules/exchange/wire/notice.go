package wire

// Notice is a node's word about its own keys, signed by the key that it is about.
type Notice struct {
	Version int    `json:"v"`
	Node    Org    `json:"node"`
	Key     string `json:"key"`  // id of the key that it is about
	Kind    Kind   `json:"kind"` // key_revoked
	At      string `json:"at"`   // RFC 3339, the node's clock
	Reason  string `json:"reason"`
}

// Marshal writes the notice once, for signing.
func (n Notice) Marshal() ([]byte, error) {
	if err := n.Check(); err != nil {
		return nil, err
	}
	return Encode(n)
}

// ParseNotice reads a notice.
func ParseNotice(body []byte) (Notice, error) {
	var n Notice
	if err := Decode(body, MaxReceipt, &n); err != nil {
		return Notice{}, err
	}
	if err := n.Check(); err != nil {
		return Notice{}, err
	}
	return n, nil
}

// Check tells all that is wrong with a notice.
func (n Notice) Check() error {
	var c checks
	c.version(n.Version)
	c.org("node", n.Node)
	c.digest("key", n.Key)
	one(&c, "kind", n.Kind, KeyRevoked)
	c.instant("at", n.At)
	c.text("reason", n.Reason, 1, 1000)
	return c.err("notice")
}
