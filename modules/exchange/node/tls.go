package node

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"math/big"
	"net"
	"net/url"
	"time"

	"reeve/kernel/errs"
	"reeve/modules/exchange/wire"
)

// newCertificate makes a certificate that nobody signs but itself: the card pins its key. P-256, since every TLS
// library and appliance takes it.
func newCertificate(org wire.Org, addresses []string, now time.Time) (certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return certificate{}, err
	}
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 120))
	if err != nil {
		return certificate{}, err
	}
	template := &x509.Certificate{SerialNumber: serial, Subject: pkix.Name{CommonName: string(org)}, NotBefore: now.Add(-24 * time.Hour), NotAfter: now.AddDate(20, 0, 0),
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth}, BasicConstraintsValid: true}
	for _, a := range addresses {
		u, err := url.Parse(a)
		if err != nil {
			continue
		}
		if ip := net.ParseIP(u.Hostname()); ip != nil {
			template.IPAddresses = append(template.IPAddresses, ip)
		} else {
			template.DNSNames = append(template.DNSNames, u.Hostname())
		}
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		return certificate{}, err
	}
	pkcs8, err := x509.MarshalPKCS8PrivateKey(key)
	return certificate{der, pkcs8}, err
}

func (c certificate) ready() (tls.Certificate, error) {
	leaf, err := x509.ParseCertificate(c.DER)
	if err != nil {
		return tls.Certificate{}, err
	}
	key, err := x509.ParsePKCS8PrivateKey(c.Key)
	return tls.Certificate{Certificate: [][]byte{c.DER}, PrivateKey: key, Leaf: leaf}, err
}

// Pin is how a card names a certificate: base64url of SHA-256 over its SubjectPublicKeyInfo.
func Pin(c *x509.Certificate) string {
	h := sha256.Sum256(c.RawSubjectPublicKeyInfo)
	return base64.RawURLEncoding.EncodeToString(h[:])
}

// ClientTLS is how a partner is called: its certificate must be one that its card pins, whoever signed it and whatever
// it says. The own certificate is shown when the partner asks.
func (o *Own) ClientTLS(p wire.Card) *tls.Config {
	return &tls.Config{MinVersion: tls.VersionTLS13, InsecureSkipVerify: true, // the pin below replaces the chain
		GetClientCertificate: func(*tls.CertificateRequestInfo) (*tls.Certificate, error) {
			c := o.TLS()
			return &c, nil
		},
		VerifyConnection: func(s tls.ConnectionState) error {
			if len(s.PeerCertificates) == 0 || !Pinned(p, s.PeerCertificates[0]) {
				return errs.New(errs.Forbidden, "node.other_certificate", "org", string(p.Org))
			}
			return nil
		}}
}

// ServerTLS is how the node serves; a certificate of the caller is asked for and compared by the caller of this
// function, since who calls is known only from the batch's signature.
func (o *Own) ServerTLS() *tls.Config {
	return &tls.Config{MinVersion: tls.VersionTLS13, ClientAuth: tls.RequestClientCert,
		GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) {
			c := o.TLS()
			return &c, nil
		}}
}

// Pinned tells whether a card names a certificate.
func Pinned(p wire.Card, c *x509.Certificate) bool {
	pin := Pin(c)
	for _, known := range p.TLS {
		if known == pin {
			return true
		}
	}
	return false
}
