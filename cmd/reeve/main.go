// Command reeve is the whole program: server, demo, imports, accounts, audit, backup. `reeve --help` lists what
// it can do.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"reeve/app/commands"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := commands.Main(ctx, os.Args[1:])
	stop()
	os.Exit(code)
}
