package commands

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"

	"reeve/app/bench"
)

// BenchExchange measures messages between two processes.
type BenchExchange struct {
	Seconds int  `default:"5" help:"Seconds for each measurement."`
	Clients int  `default:"256" help:"Senders at once."`
	Size    int  `default:"10240" help:"Bytes of a message's text."`
	JSON    bool `help:"Print JSON."`
}

// Run prints what was measured.
func (b *BenchExchange) Run(ctx context.Context) error {
	r, err := bench.Exchange(ctx, bench.ExchangeOptions{Seconds: b.Seconds, Clients: b.Clients, Size: b.Size, Peer: startPeer, Out: os.Stderr})
	if err != nil {
		return err
	}
	if b.JSON {
		return json.NewEncoder(os.Stdout).Encode(r)
	}
	line := func(what string, v bench.Rate) {
		fmt.Printf("%-52s %9.0f/s   p50 %8.2f ms   p95 %8.2f ms   %.3f flushes each   %d done, %d failed\n", what, v.PerSecond, v.P50, v.P95, v.Flushes, v.Done, v.Failed)
	}
	fmt.Printf("%d cores, load of the machine before: %.2f, %d bytes, %d senders, %d s each; other processes and the peer took %.0f %% of the processors\n",
		r.Cores, r.LoadBefore, b.Size, b.Clients, b.Seconds, 100*r.Others)
	line("messages sealed, signed, delivered, receipted", r.Messages)
	fmt.Printf("%-52s %9.2f ms of processor time each, both processes together: %d processors carry %.0f/s\n", "", r.Processor, r.Cores, 1000*float64(r.Cores)/r.Processor)
	line("the same, 50 a second", r.Paced)
	line("messages that begin a case", r.Cases)
	line("bare durable HTTPS posts of the same size", r.Bare)
	line("the same, 50 a second", r.BarePaced)
	line("audit entry to signed checkpoint, alone", r.AuditAlone)
	line("audit entries, 512 writers", r.AuditMany)
	fmt.Printf("%-52s %9.0f entries/s, %.0f receipts/s\n", "verification", r.VerifyEntries, r.VerifyReceipt)
	return nil
}

// startPeer starts this program once more as the other process.
func startPeer(ctx context.Context, dir, exchange, bare string) (pid int, stop func(), err error) {
	self, err := os.Executable()
	if err != nil {
		return 0, nil, err
	}
	cmd := exec.CommandContext(ctx, self, "bench", "peer", dir, exchange, bare)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		return 0, nil, err
	}
	if err := cmd.Start(); err != nil {
		return 0, nil, err
	}
	stop = func() {
		cmd.Process.Kill()
		cmd.Wait()
	}
	if !bufio.NewScanner(out).Scan() {
		stop()
		return 0, nil, errors.New("the other process did not start")
	}
	return cmd.Process.Pid, stop, nil
}

// BenchPeer is the other process of bench exchange.
type BenchPeer struct {
	Data     string `arg:""`
	Exchange string `arg:""`
	Bare     string `arg:""`
}

// Run serves until it is stopped.
func (b *BenchPeer) Run(ctx context.Context) error {
	err := bench.ExchangePeer(ctx, b.Data, b.Exchange, b.Bare, func() { fmt.Println("ready") })
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}
